// A calendar from a commit to `why`: deployed with the pipelines that use it, a change of it is a change of them.

import { expect, test } from "vitest";
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
  expect(changes(changed)).toEqual(["changed direct", "changed through"]);
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
  ]);
  await project.commit({ "calendars/bank.yaml": `${bank}  - 12-24\n` });

  // A broken calendar changes nothing that is deployed.
  const broken = await project.commit({ "calendars/bank.yaml": `${bank}  - 12-32\n` });
  expect(changes(broken)).toEqual([]);
  expect(await project.broken()).toEqual(["pipelines/direct.yaml", "pipelines/through.yaml"]);
  expect(await why("direct", "2026-12-25")).toEqual([`${christmas}; no run`]);
  expect(changes(await project.commit({ "calendars/bank.yaml": null }))).toEqual([]);
  const back = await project.commit({ "calendars/bank.yaml": bank });
  expect(changes(back)).toEqual(["changed direct", "changed through"]);
});
