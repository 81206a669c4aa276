// A calendar from a commit to `why`: deployed with the pipelines that use it, a change of it is a change of them.

import { expect, test } from "vitest";
import { readRehearsal } from "#engine/rehearsal/read-rehearsal.ts";
import { rehearse } from "#engine/rehearsal/rehearse.ts";
import { connectOnce } from "#store/rehearsal/database.ts";
import { stubRules, virtualDatabase } from "#test/support/rehearsed.ts";
import { changes, SyncedProject, spec } from "#test/support/synced-project.ts";
import { apiOn } from "../control-plane/api/api-under-test.ts";

const bank =
  "weekdays: [mon, tue, wed, thu, fri]\nexcept:\n  - {date: 12-25, name: Christmas Day}\n";
const onDays = (name: string, calendar: string) =>
  `name: ${name}\ntriggers: [{schedule: "0 6 * * *", calendar: ${calendar}}]\ntasks: {t: {run: echo 1}}\n`;

test("a calendar is a part of its pipelines, and `why` names its line", async () => {
  await using project = await SyncedProject.make({
    "calendars/bank.yaml": bank,
    "calendars/joint.yaml": "within: [bank]\n",
    "pipelines/direct.yaml": onDays("direct", "bank"),
    "pipelines/through.yaml": onDays("through", "joint"),
    "pipelines/other.yaml": spec("other"),
    "pipelines/own.yaml": spec("own", "true", "calendar: own\n"),
    "calendars/own.yaml": "within: [bank]\n",
  });
  await project.sync();
  await using api = await apiOn(project.database.pool);
  const why = async (name: string, date: string): Promise<string[]> =>
    (await api.get(`/pipelines/-/${name}/why?date=${date}`)).body.reasons
      .filter(({ kind }: { kind: string }) => kind === "calendar")
      .map(({ message }: { message: string }) => message);
  const christmas = "bank leaves out 2026-12-25: Christmas Day (calendars/bank.yaml:3)";
  expect(await why("direct", "2026-12-25")).toEqual([`${christmas}; no run`]);
  expect(await why("through", "2026-12-25")).toEqual([
    `joint leaves out 2026-12-25: ${christmas}; no run`,
  ]);
  expect(await why("direct", "2026-12-24")).toEqual([]);

  // A comment moves the lines and changes no pipeline.
  const told = await project.commit({ "calendars/bank.yaml": `# Of the bank.\n${bank}` });
  expect(changes(told)).toEqual([]);
  expect(await why("direct", "2026-12-25")).toEqual([`${christmas.replace(":3", ":4")}; no run`]);

  const changed = await project.commit({ "calendars/bank.yaml": `${bank}  - 12-24\n` });
  expect(changes(changed)).toEqual(["changed direct", "changed own", "changed through"]);
  expect(await why("through", "2026-12-24")).toEqual([
    "joint leaves out 2026-12-24: bank leaves out 2026-12-24: 12-24 (calendars/bank.yaml:4); no run",
  ]);

  const ending = async () => (await api.get("/status")).body.endingCalendars;
  expect(await ending()).toEqual([]);
  await project.commit({ "calendars/bank.yaml": `until: 2020-12-31\n${bank}  - 12-24\n` });
  const end = { project: "shop", until: "2020-12-31", pipelines: 1 };
  expect(await ending()).toEqual([
    { ...end, calendar: "bank" },
    { ...end, calendar: "joint" },
    // No trigger has it: business days of the pipeline are counted in it.
    { ...end, calendar: "own" },
  ]);
  await project.commit({ "calendars/bank.yaml": `${bank}  - 12-24\n` });

  // A broken calendar changes nothing that is deployed.
  const broken = await project.commit({ "calendars/bank.yaml": `${bank}  - 12-32\n` });
  expect(changes(broken)).toEqual([]);
  expect(await project.broken()).toEqual([
    ...["pipelines/direct.yaml", "pipelines/own.yaml", "pipelines/through.yaml"],
  ]);
  expect(await why("direct", "2026-12-25")).toEqual([`${christmas}; no run`]);
  expect(changes(await project.commit({ "calendars/bank.yaml": null }))).toEqual([]);
  const back = await project.commit({ "calendars/bank.yaml": bank });
  expect(changes(back)).toEqual(["changed direct", "changed own", "changed through"]);
});

test("a day that the calendar leaves out gets no run, and `why` says by which line and what will", async () => {
  const files = {
    "calendars/bank.yaml": `until: 2026-12-29\n${bank}`,
    "pipelines/strict.yaml": onDays("strict", "bank"),
    "pipelines/moved.yaml": onDays("moved", "bank, roll: next"),
  };
  const utc = (text: string): number => Date.parse(`${text}:00Z`);
  const window = { from: utc("2026-12-24T00:00"), to: utc("2026-12-31T00:00") };
  await using database = await virtualDatabase(window.from - 1);
  await using project = await SyncedProject.make(files, "native", database);
  await project.sync();
  const [pool, clock] = connectOnce(database.connectionString, window.from - 1);
  await using _end = { [Symbol.asyncDispose]: () => pool.end() };
  const done = await rehearse({
    ...{ pool, clock, project: "shop", stubs: stubRules(), approveAfterMs: null },
    ...{ ...window, until: window.to, happenings: [] },
  });
  const { runs } = await readRehearsal(pool, done, window, async () => []);
  const dates = (name: string) =>
    runs.flatMap(({ pipeline, date }) => (pipeline === name ? date.slice(8) : []));
  // The 25th is a Friday; that of the 30th would be after the end.
  expect(dates("strict")).toEqual(["24", "28", "29"]);
  expect(dates("moved")).toEqual(["24", "28", "29"]);

  await using api = await apiOn(pool);
  const why = async (name: string, date: string): Promise<string> =>
    JSON.stringify((await api.get(`/pipelines/shop/${name}/why?date=${date}`)).body.reasons);
  const christmas = "bank leaves out 2026-12-25: Christmas Day (calendars/bank.yaml:4); ";
  expect(await why("strict", "2026-12-25")).toContain(`${christmas}no run`);
  expect(await why("moved", "2026-12-25")).toContain(
    `${christmas}its run is for 2026-12-28 (roll: next)`,
  );
  expect(await why("strict", "2026-12-30")).toContain(
    "bank leaves out 2026-12-30: it ends on 2026-12-29 (calendars/bank.yaml:1); no run",
  );
});
