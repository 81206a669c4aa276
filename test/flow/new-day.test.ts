// A night of an estate whose business dates begin at 07:00: real SQL under a clock that is put where it matters.

import { expect, test } from "vitest";
import type { DayRule } from "#core/business-date.ts";
import { readEstate } from "#core/estate.ts";
import type { Pipeline, Trigger } from "#core/pipeline.ts";
import type { RehearsalFacts } from "#core/rehearsal/facts.ts";
import { plannedOn } from "#core/schedule/planned.ts";
import { readRehearsal } from "#engine/rehearsal/read-rehearsal.ts";
import { rehearse } from "#engine/rehearsal/rehearse.ts";
import { connectOnce } from "#store/rehearsal/database.ts";
import { deploy } from "#test/support/deploy.ts";
import { rehearsed, stubRules, virtualDatabase } from "#test/support/rehearsed.ts";
import { apiOn } from "../control-plane/api/api-under-test.ts";

const files = {
  "trunkline.yaml": 'name: test\ntimezone: America/New_York\nnewDay: "07:00"\n',
  "pipelines/ledger.yaml": `name: ledger
triggers: [{schedule: {daily: ["03:00", "07:00"]}}]
deadline: {finishBy: "06:30"}
tasks:
  open:
    run: ./open.sh
    emits: [{event: OPEN}]
  early:
    notBefore: "06:00"
    run: ./early.sh
  night:
    notBefore: "22:00"
    notAfter: "06:30"
    awaits: {event: OPEN, date: previous}
    run: ./night.sh
  late:
    notAfter: "06:59"
    run: ./late.sh
`,
  "pipelines/report.yaml": `name: report
triggers: [{after: {pipeline: ledger, task: early, state: succeeded}}]
tasks: {send: {run: ./send.sh}}
`,
  "pipelines/by-hand.yaml": "name: by-hand\ntasks: {a: {run: ./a.sh}}\n",
};

const ms = (text: string): number => Temporal.Instant.from(`${text}-05:00`).epochMilliseconds;
/** In New York: `06 03:00` is 3 o'clock on 6 January. */
const clock = (at: number | null): string =>
  at === null
    ? "never"
    : Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO("America/New_York")
        .toPlainDateTime()
        .toString()
        .slice(8, 16)
        .replace("T", " ");

const startsOf = ({ runs }: Pick<RehearsalFacts, "runs">, name: string) =>
  runs
    .filter(({ pipeline }) => pipeline === name)
    .map(({ dueAt, date, tasks }) => [
      `${clock(dueAt)} for ${date.slice(8)}`,
      ...tasks.map((task) => `${task.name} ${clock(task.startedAt)}`).sort(),
    ]);

test("what is due before new day is of the date before, and times of day go by the date", async () => {
  const estate = readEstate(Object.entries(files).map(([path, text]) => ({ path, text })));
  expect(estate.diagnostics).toEqual([]);
  const window = { from: ms("2026-01-05T07:00"), to: ms("2026-01-06T07:00") };
  await using database = await virtualDatabase(window.from - 1);
  await deploy(
    database.pool,
    estate.sources.flatMap(({ pipeline }) => pipeline ?? []),
  );
  const [pool, virtual] = connectOnce(database.connectionString, window.from - 1);
  await using _end = { [Symbol.asyncDispose]: () => pool.end() };
  const opened = { emit: "OPEN", date: "2026-01-04" };
  const done = await rehearse({
    ...{ pool, clock: virtual, project: "test", stubs: stubRules(), approveAfterMs: null },
    ...{ ...window, until: ms("2026-01-06T18:00") },
    happenings: [{ at: ms("2026-01-06T00:30"), effects: [opened] }],
  });
  const facts = await readRehearsal(pool, done, window, async () => []);

  expect(startsOf(facts, "ledger")).toEqual([
    // Its window of the 5th opens at 22:00; the event of the 4th, the date before, comes at 00:30.
    ["05 07:00 for 05", "early 06 06:00", "late 05 07:00", "night 06 00:30", "open 05 07:00"],
    ["06 03:00 for 05", "early 06 06:00", "late 06 03:00", "night 06 03:00", "open 06 03:00"],
  ]);
  const [morning] = facts.runs.filter(({ pipeline }) => pipeline === "ledger");
  expect(morning?.deadlines.map(({ at, state }) => [clock(at), state])).toEqual([
    ["06 06:30", "met"],
  ]);
  // One run for the date that what it follows is for, and not for the date on the clock.
  expect(startsOf(facts, "report")).toEqual([["06 06:01 for 05", "send 06 06:01"]]);

  // Past midnight it is still the 5th for whoever asks for a run, a day or a reason.
  await virtual.set(ms("2026-01-07T02:00"));
  await using api = await apiOn(pool);
  const asked = await api.post("/pipelines/test/by-hand/runs", {});
  expect(asked.body).toMatchObject({ date: "2026-01-06", state: "running" });
  const day = await api.get("/days/2026-01-06");
  expect(day.body.planned).toMatchObject([
    { pipeline: "ledger", dueAt: "2026-01-07T08:00:00.000Z" },
  ]);
  const why = await api.get("/pipelines/test/report/why");
  expect(JSON.stringify(why.body.reasons)).toContain("`after` for 2026-01-06");
  const backfill = await api.post("/pipelines/test/ledger/backfills/plan", {
    from: "2026-01-03",
    to: "2026-01-04",
  });
  expect(backfill.body).toMatchObject({
    runs: 4,
    first: { date: "2026-01-03", dueAt: "2026-01-03T12:00:00.000Z" },
    last: { date: "2026-01-04", dueAt: "2026-01-05T08:00:00.000Z" },
  });
});

test("a text that names a zone is for the dates of that zone", async () => {
  const text = `name: p
newDay: "07:00"
triggers: [{schedule: "03,08:00 Asia/Tokyo", dialect: systemd}]
tasks: {a: {run: x}}
`;
  const [source] = readEstate([{ path: "pipelines/p.yaml", text }]).sources;
  const one = source?.pipeline as Pipeline;
  const day = Date.parse("2026-01-05T00:00Z");
  const window = { from: day - 12 * 3_600_000, to: day + 12 * 3_600_000 };
  const { runs } = await rehearsed([one], { ...window, until: window.to });
  expect(runs.map(({ dueAt, date }) => [new Date(dueAt).toISOString().slice(0, 16), date])).toEqual(
    [
      // 03:00 of the 5th in Tokyo, before its new day; 08:00 is for the 5th, though UTC has 23:00 of the 4th.
      ["2026-01-04T18:00", "2026-01-04"],
      ["2026-01-04T23:00", "2026-01-05"],
    ],
  );
  const due = { ...one.triggers[0], newDay: "07:00" } as Trigger & DayRule;
  expect(plannedOn(due, "2026-01-05", 0, 9).map((at) => new Date(at).toISOString())).toEqual([
    "2026-01-04T23:00:00.000Z",
    "2026-01-05T18:00:00.000Z",
  ]);
});
