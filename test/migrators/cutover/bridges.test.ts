import { expect, test } from "vitest";
import type { ConnectorAction } from "#core/action.ts";
import type { Border } from "#core/cutover/borders.ts";
import type { Effect, Pipeline, Task } from "#core/pipeline.ts";
import { bridgeOver } from "#migrators/cutover/bridges.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const effects: Effect[] = [
  { kind: "emit", event: "GL CLOSED", date: { days: 0 } },
  { kind: "emit", event: "NEXT", date: { days: 1 } },
  { kind: "emit", event: "ONCE", date: "static" },
  { kind: "set", variable: "OPEN", value: "1" },
];
const script = (text: string) =>
  ({ action: { ...task("x").action, script: text } }) as Partial<Task>;
const raiser = (system: "autosys" | "control-m" | "cron", more: readonly Task[] = []) =>
  pipeline("close", [task("post", { effects, legacy: { job: "GL/POST" } }), ...more], {
    legacy: { system, ...(system === "control-m" ? { folder: "GL" } : { job: "GL_BOX" }) },
  });
const waiter = (system: "autosys" | "control-m" | "cron") =>
  pipeline("report", [task("r")], {
    legacy: { system, instance: "PRD 1", job: system === "control-m" ? "REP/DAILY" : "REPORT" },
  });
const bridge = (
  direction: Border["direction"],
  awaits: [Border["awaits"]["kind"], string],
  [from, to]: [Pipeline, Pipeline],
) => {
  const [kind, name] = awaits;
  const border = { direction, pipeline: "report", awaits: { kind, name }, by: [from.name] };
  return bridgeOver(border, new Map([from, to].map((one) => [one.name, one])));
};
const text = (...asked: Parameters<typeof bridge>) => bridge(...asked).text;

test("AutoSys is told by its own commands, with the job's name or the variable's", () => {
  const both: [Pipeline, Pipeline] = [raiser("autosys"), waiter("autosys")];
  expect(text("out", ["run", "close"], both)).toBe(
    "behind close here: sendevent -E CHANGE_STATUS -s SUCCESS -J GL_BOX",
  );
  expect(text("out", ["run", "close/post"], both)).toBe(
    "behind close/post here: sendevent -E CHANGE_STATUS -s SUCCESS -J GL/POST",
  );
  expect(text("out", ["variable", "OPEN"], both)).toBe(
    "behind close/post here: sendevent -E SET_GLOBAL -G OPEN=VALUE",
  );
});

test("Control-M gets its condition, by its name and the date that it has there", () => {
  const both: [Pipeline, Pipeline] = [raiser("control-m"), waiter("control-m")];
  const added = (name: string, date: string) =>
    `behind close/post here: ctm run event::add 'PRD 1' ${name} ${date} (on the Control-M/Server: ctmcontb -ADD ${name} ${date})`;
  expect(text("out", ["event", "GL CLOSED"], both)).toBe(
    added("'GL CLOSED'", "${{ run.date.substring(5, 10).replace('-', '') }}"),
  );
  expect(text("out", ["event", "NEXT"], both)).toBe(
    added("NEXT", "${{ addDays(run.date, 1).substring(5, 10).replace('-', '') }}"),
  );
  expect(text("out", ["event", "ONCE"], both)).toBe(added("ONCE", "STAT"));
  // Of a run only the export tells which conditions there are.
  expect(text("out", ["run", "close/post"], both)).toBe(
    "behind close/post here: for each condition that GL/POST adds when it ends OK, ctm run event::add 'PRD 1', its name, ${{ run.date.substring(5, 10).replace('-', '') }}",
  );
});

test("the other way each scheduler raises the event with its own date, behind the job that did", () => {
  const lines = (["control-m", "autosys", "cron"] as const).map((system) =>
    text("in", ["event", "GL CLOSED"], [raiser(system), waiter(system)]),
  );
  expect(lines).toEqual([
    "behind GL/POST there: trunkline events raise 'GL CLOSED' --date %%$ODATE",
    "behind GL/POST there: trunkline events raise 'GL CLOSED' --date \"${ODATE:-$(date +%Y%m%d)}\"",
    expect.stringContaining('--date "$(date +\\%Y\\%m\\%d)"'),
  ]);
  const both: [Pipeline, Pipeline] = [raiser("autosys"), waiter("autosys")];
  expect(bridge("in", ["run", "close"], both)).toMatchObject({
    ...{ kind: "change", text: expect.stringContaining("await the event ended:GL_BOX instead") },
  });
  expect(bridge("in", ["event", "ended:FEED"], both)).toMatchObject({ kind: "observed" });
});

test("a task that tells it, or starts the job that waits, is the bridge", () => {
  const isBuilt = (system: "autosys" | "control-m", awaited: string, more: Partial<Task>) =>
    bridge("out", system === "autosys" ? ["run", "close"] : ["event", awaited], [
      raiser(system, [task("tell", more)]),
      waiter(system),
    ]).isBuilt;
  const uses = (connectorName: string, inputs: ConnectorAction["inputs"]) =>
    ({ action: { kind: "connector", connectorName, inputs } }) as unknown as Partial<Task>;
  expect(isBuilt("autosys", "", script("sendevent -E CHANGE_STATUS -s SUCCESS -J GL_BOX"))).toBe(
    true,
  );
  expect(isBuilt("autosys", "", script("sendevent -E CHANGE_STATUS -s SUCCESS -J OTHER"))).toBe(
    false,
  );
  expect(isBuilt("autosys", "", script("trunkline-autosys REPORT --date 20261127"))).toBe(true);
  expect(isBuilt("autosys", "", uses("autosys", { jobName: "REPORT" }))).toBe(true);
  expect(isBuilt("autosys", "", uses("autosys", { jobName: "OTHER" }))).toBe(false);
  expect(
    isBuilt("control-m", "GL CLOSED", uses("control-m", { folder: "REP", jobs: "DAILY" })),
  ).toBe(true);
  expect(isBuilt("control-m", "NEXT", script("ctmcontb -ADD NEXT 1127"))).toBe(true);
  expect(isBuilt("control-m", "NEXT", script("ctmcontb -DELETE NEXT 1127"))).toBe(false);
});

test("a guard with --follow is one by itself; what nobody can be told moves together", () => {
  const guard = { slots: "dates" as const, policy: "nobody" as const, aheadMs: 0 };
  const guarded = { ...raiser("autosys"), wave: { name: "gl", stage: "observe" as const, guard } };
  expect(bridge("out", ["run", "close"], [guarded, waiter("autosys")])).toMatchObject({
    ...{ kind: "guard", isBuilt: true },
  });
  expect(bridge("out", ["run", "close"], [raiser("cron"), waiter("cron")])).toMatchObject({
    ...{ kind: "change", isBuilt: false, text: expect.stringContaining("move both together") },
  });
});

test("an event without a date is emitted and cleared by who knows what is so, and not raised of a date", () => {
  const undated = (name: string) => {
    const fact = { kind: "event", project: null, name, date: "static" } as const;
    const waits = { ...waiter("autosys"), awaits: fact } as unknown as Pipeline;
    return text("in", ["event", name], [raiser("autosys"), waits]);
  };
  expect(undated("A^INS")).toBe(
    "when A of INS ends well: trunkline events emit 'A^INS'; when it starts again: trunkline events clear 'A^INS'",
  );
  expect(undated("running:A^INS")).toContain("when A of INS starts: trunkline events emit");
  expect(undated("failed:A^INS")).toContain("when A of INS fails: ");
  expect(text("in", ["variable", "exit-code:A^INS"], [raiser("autosys"), waiter("autosys")])).toBe(
    "when A of INS ends: trunkline variables set 'exit-code:A^INS' CODE; when it starts again: trunkline variables unset 'exit-code:A^INS'",
  );
  expect(undated("ONCE")).toBe(
    "behind GL/POST there: trunkline events emit ONCE, and where it is deleted: trunkline events clear ONCE",
  );
});
