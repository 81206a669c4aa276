import { expect, test } from "vitest";
import type { Pipeline } from "#core/pipeline.ts";
import { planBack } from "#migrators/cutover/back.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { repeat } from "#test/support/repeating.ts";

const text = "stage: live\nmembers: {pipelines: [close, poll]}\nhold: {within: 15m}\n";
const back = (pipelines: readonly Pipeline[], tables: Record<string, string> = {}) => {
  const made = planBack({
    ...{ wave: "gl", text, pipelines, at: Date.parse("2026-11-28T12:00:00Z") },
    tables: new Map(Object.entries(tables)),
  });
  if (made === null) throw new Error("no plan");
  return made;
};
const nightly = {
  triggers: [{ schedule: { cron: "0 22 * * *" }, timezone: "UTC", missed: "latest" as const }],
};
const box = (guarded: boolean) =>
  pipeline("close", [task("a", { legacy: { job: "A" } })], {
    ...{ ...nightly, legacy: { system: "autosys", job: "BOX" } },
    wave: {
      ...{ name: "gl", stage: "live" },
      ...(guarded ? { guard: { slots: "dates", policy: "nobody", aheadMs: 0 } } : {}),
    },
  });

test("the revert first, then what lets the jobs go; the dates meet without a gap", () => {
  const made = back([box(false)]);
  expect(made.change.patch).toContain("+stage: observe\n");
  expect(made.jobs).toMatchObject([
    { job: "BOX", release: [{ text: "sendevent -E JOB_OFF_HOLD -J BOX" }] },
  ]);
  expect(made.pipelines).toMatchObject([
    { lastOurs: { date: "2026-11-27" }, firstLegacy: { date: "2026-11-28" } },
  ]);
  const [revert, release] = ["merge the revert", "release the jobs"].map((word) =>
    made.steps.findIndex((step) => step.startsWith(word)),
  );
  expect(revert).toBeLessThan(release as number);
});

test("guards hear it by themselves: nothing is released", () => {
  expect(back([box(true)])).toMatchObject({ guarded: true, jobs: [], tables: [] });
});

test("held lines of the wave become what they were, those of others stay", () => {
  const cron = pipeline(
    "poll",
    [task("p", { action: { kind: "command", script: "/opt/poll.sh" } as never })],
    {
      legacy: { system: "cron", job: "crontab:1" },
      wave: { name: "gl", stage: "live" },
    },
  );
  const table = "#trunkline:gl: * * * * * /opt/poll.sh\n#trunkline:ap: 0 1 * * * /opt/ap.sh\n";
  expect(back([cron], { tab: table }).tables).toMatchObject([
    { file: "tab", after: "* * * * * /opt/poll.sh\n#trunkline:ap: 0 1 * * * /opt/ap.sh\n" },
  ]);
});

test("a date that was begun here is said to go on here, and orders of it are not let go there", () => {
  const every = { everyMs: 300_000, from: "start" as const, until: null };
  const cyclic = (guarded: boolean) =>
    pipeline(
      "sales",
      [task("poll", { legacy: { job: "SALES/POLL" }, repeat: repeat({ max: 9 }, every) })],
      {
        legacy: { system: "control-m", folder: "SALES" },
        wave: {
          ...{ name: "gl", stage: "live" },
          ...(guarded ? { guard: { slots: "dates", policy: "nobody", aheadMs: 0 } } : {}),
        },
      },
    );
  const step = (guarded: boolean) =>
    back([cyclic(guarded)]).steps.find((one) => one.startsWith("sales/poll: "));
  expect(step(false)).toContain("wait for it: trunkline runs --status running");
  expect(step(true)).toMatch(/there were$/);
  const texts = back([cyclic(false)]).jobs.flatMap(({ release }) =>
    release.map(({ text }) => text),
  );
  expect(texts).toEqual([
    expect.stringContaining("order method"),
    expect.stringContaining("jobs:status::get"),
    expect.stringMatching(/^free each order that is held and whose date had no run here/),
    expect.stringMatching(/^delete the other ones/),
  ]);
});
