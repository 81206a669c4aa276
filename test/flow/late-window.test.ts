// Windows that a task comes too late for, through two nights on real SQL: the next opening, and the nearer edge.

import { expect, test } from "vitest";
import type { Pipeline } from "#core/pipeline.ts";
import type { RehearsalFacts } from "#core/rehearsal/facts.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { gates } from "#test/support/gated.ts";
import { onMonday, rehearsed } from "#test/support/rehearsed.ts";

const hourMs = 3_600_000;
const window = { notBefore: "02:00", notAfter: "04:00" };
const cron = (text: string): Pick<Pipeline, "triggers"> => ({
  triggers: [{ schedule: { cron: text }, timezone: "UTC", missed: "all" }],
});
const days = { from: onMonday("00:00"), to: onMonday("00:00") + 27 * hourMs };

/** Of each run the due time, and when its task started or what became of it; days of January. */
const told = ({ runs }: RehearsalFacts, name: string): string[] =>
  runs
    .filter((run) => run.pipeline === name)
    .map(({ dueAt, reason, tasks: [only] }) => {
      const text = (at: number) => new Date(at).toISOString().slice(8, 16).replace("T", " ");
      const became = only?.startedAt ? `started ${text(only.startedAt)}` : (only?.state ?? reason);
      return `${text(dueAt)} ${became}`;
    });

test("what comes true outside of a window waits for the next opening, or not where the closing is nearer", async () => {
  const open = { event: "OPEN", date: "static" };
  const waiting = (name: string, late: "nearest" | "nextOpening" | null) =>
    pipeline(
      name,
      [task("a", { gates: gates(open, { ...window, ...(late === null ? {} : { late }) }) })],
      cron("30 1 5 * *"),
    );
  const names = ["skips", "nears", "waits"];
  const facts = async (at: string) => {
    const found = await rehearsed(
      [waiting("skips", null), waiting("nears", "nearest"), waiting("waits", "nextOpening")],
      {
        ...{ ...days, until: days.to + 24 * hourMs },
        happenings: [{ at: onMonday(at), effects: [{ emit: "OPEN", date: "static" }] }],
      },
    );
    return names.flatMap((name) => told(found, name).map((line) => `${name} ${line.slice(9)}`));
  };
  // AS-35: a condition that comes true at 04:05 is too late for today, one at 16:05 early for tomorrow.
  expect(await facts("03:00")).toEqual(names.map((name) => `${name} started 05 03:00`));
  expect(await facts("04:05")).toEqual([
    "skips skipped",
    "nears skipped",
    "waits started 06 02:00",
  ]);
  expect(await facts("16:05")).toEqual([
    "skips skipped",
    "nears started 06 02:00",
    "waits started 06 02:00",
  ]);
});

test("each tick of an AutoSys job with a window goes by its nearer edge, and those that wait are one run", async () => {
  const job = pipeline("job", [task("a", { gates: gates(null, { ...window, late: "nearest" }) })], {
    ...cron("10,40 * * * *"),
    concurrency: { runs: 1, whenBusy: "skip" },
  });
  const found = told(await rehearsed([job], { ...days, until: days.to + hourMs }), "job");
  const started = found.filter((line) => line.includes("started"));
  expect(started).toEqual([
    // The tick of 00:10 waits for the opening: an extra run at 02:00, as there.
    "05 00:10 started 05 02:00",
    ...["02:10", "02:40", "03:10", "03:40"].map((at) => `05 ${at} started 05 ${at}`),
    "05 15:10 started 06 02:00",
    ...["02:10", "02:40"].map((at) => `06 ${at} started 06 ${at}`),
  ]);
  expect(found.filter((line) => line.endsWith(" skipped"))).toEqual(
    Array.from({ length: 22 }, (_, n) => `${4 + Math.floor(n / 2)}`.padStart(2, "0")).map(
      (hour, n) => `05 ${hour}:${n % 2 === 0 ? "10" : "40"} skipped`,
    ),
  );
});

test("a task waits for days where its window lasts for days, and is too late after them: MAXWAIT 3", async () => {
  const day = 86_400_000;
  const waiting = (name: string, notAfter: string) =>
    pipeline(name, [task("a", { gates: gates({ event: "OPEN", date: "static" }, { notAfter }) })], {
      ...cron("0 8 5 * *"),
      newDay: "07:00",
    });
  const facts = (at: number) =>
    rehearsed([waiting("kept", "07:00+4d"), waiting("dropped", "07:00")], {
      ...{ ...days, until: days.to + 7 * day },
      happenings: [{ at, effects: [{ emit: "OPEN", date: "static" }] }],
    });
  const intime = await facts(onMonday("06:59") + 4 * day);
  expect(told(intime, "kept")).toEqual(["05 08:00 started 09 06:59"]);
  expect(told(intime, "dropped")).toEqual(["05 08:00 skipped"]);
  const late = await facts(onMonday("07:01") + 4 * day);
  expect(told(late, "kept")).toEqual(["05 08:00 skipped"]);
  const only = late.runs.find((run) => run.pipeline === "kept");
  expect(only?.finishedAt).toBe(onMonday("07:00") + 4 * day + 1);
  expect(only?.tasks[0]?.message).toBe("event OPEN; not after 2026-01-09 07:00 (UTC)");
});

test("a deadline is at risk once the next opening comes after it, and not only when it has passed", async () => {
  const awaited = gates({ event: "OPEN", date: "static" }, { ...window, late: "nextOpening" });
  const one = pipeline("p", [task("a", { gates: awaited })], {
    ...cron("30 1 5 * *"),
    deadline: { startBy: null, finishBy: "12:00" },
  });
  const { runs } = await rehearsed([one], { ...days, until: days.to });
  const changes = runs[0]?.deadlines[0]?.changes.map(
    ({ state, at }) => `${new Date(at).toISOString().slice(11, 16)} ${state}`,
  );
  expect(changes).toEqual(["04:00 at-risk", "12:00 late"]);
});
