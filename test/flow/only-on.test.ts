// Tasks with days of their own, from a commit to `why`: on other days they are skipped, and the run goes on without them.

import { expect, test } from "vitest";
import { mondayToFriday } from "#core/calendar/days.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeWaits } from "#engine/judge-waits.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, newRun, newWorker, perform } from "#test/support/engine.ts";
import { gates } from "#test/support/gated.ts";
import { onMonday, rehearsed } from "#test/support/rehearsed.ts";
import { SyncedProject } from "#test/support/synced-project.ts";
import { apiOn } from "../control-plane/api/api-under-test.ts";

const bank = "weekdays: [mon, tue, wed, thu, fri]\nexcept:\n  - {date: 01-30, name: Bank day}\n";
const close = `name: close
triggers: [{schedule: "0 6 * * *"}]
tasks:
  book: {run: ./book.sh}
  month:
    needs: [book]
    onlyOn: {nthBusinessDay: -1, calendar: bank}
    approval: {by: [ada]}
    run: ./month.sh
  archive: {needs: [month], run: ./archive.sh}
  report: {needs: [book, month], if: "succeeded('book') && !failed('month')", run: ./report.sh}
  weekly: {onlyOn: {weekdays: [mon]}, uses: pipeline, with: {pipeline: other}}
  each: {needs: [book], onlyOn: {weekdays: [mon]}, forEach: "\${{ needs.book.outputs.list }}", run: "./x.sh \${{ item }}"}
`.replace("./book.sh}", "./book.sh, outputs: {list: list<string>}}");

test("a task runs on its days, and is skipped on others with the reason", async () => {
  await using project = await SyncedProject.make({
    "calendars/bank.yaml": bank,
    "pipelines/close.yaml": close,
    "pipelines/other.yaml": "name: other\ntasks: {t: {run: x}}\n",
  });
  await project.sync();
  const { pool } = project.database;
  await using api = await apiOn(pool);
  const worker = await newWorker(pool);
  await pool.query("update trunkline.worker set slots = 100");
  const { pipeline: read } = createDefinitions(pool);
  const settle = async () => {
    while ((await transaction(pool, (db) => judgeWaits(db, read))) > 0);
  };
  const { rows } = await pool.query("select id from trunkline.pipeline where name = 'close'");
  const id = rows[0].id as number;
  const states = async (run: string) => {
    await settle();
    const { tasks } = (await api.get(`/runs/${run}`)).body;
    return Object.fromEntries(
      tasks.map(({ name, state, message }: Record<string, string>) => [
        name,
        message ? `${state}: ${message}` : state,
      ]),
    );
  };
  const why = async (run: string): Promise<string[]> =>
    (await api.get(`/runs/${run}/why`)).body.reasons.map(
      ({ task, message }: Record<string, string>) => `${task}: ${message}`,
    );

  // Friday, 30 January: the last business day of the month was the day before.
  const friday = await newRun(pool, id, day(30));
  const monday = "only on Mondays: not on 2026-01-30, next on 2026-02-02";
  const last =
    "only on the last business day of each month by bank: not on 2026-01-30, next on 2026-02-27";
  const noDay = `${last}; bank leaves out 2026-01-30: Bank day (calendars/bank.yaml:3)`;
  expect(await states(friday)).toEqual({
    book: "ready",
    month: "waiting",
    archive: "waiting",
    report: "waiting",
    weekly: `skipped: ${monday}`,
    each: "waiting",
  });
  expect(await why(friday)).toContain(`month: ${noDay}; judged again once what it needs has ended`);
  await perform(pool, worker, friday, 0);
  expect(await states(friday)).toEqual({
    book: "succeeded",
    month: `skipped: ${noDay}`,
    archive: "skipped",
    report: "ready",
    weekly: `skipped: ${monday}`,
    each: `skipped: ${monday}`,
  });
  expect(await why(friday)).toContain(`month: was skipped: ${noDay}`);
  // Nobody is asked to approve what does not run.
  expect((await api.get("/approvals")).body.items).toEqual([]);

  const thursday = await newRun(pool, id, day(29));
  await perform(pool, worker, thursday, 0);
  expect(await states(thursday)).toMatchObject({ month: "waiting", archive: "waiting" });
  expect((await api.get("/approvals")).body.items).toMatchObject([{ task: "month" }]);

  // A run keeps the days of its revision, whose lines nobody knows any more.
  const pinned = await newRun(pool, id, day(31));
  await project.commit({ "calendars/bank.yaml": `${bank}  - 01-29\n` });
  await perform(pool, worker, pinned, 0);
  expect((await states(pinned)).month).toBe(
    "skipped: only on the last business day of each month by bank: not on 2026-01-31, next on 2026-02-27; bank leaves out 2026-01-31: by its weekdays, a Saturday (calendars/bank.yaml)",
  );

  await project.commit({ "calendars/bank.yaml": `until: 2020-12-31\n${bank}` });
  expect((await api.get("/status")).body.endingCalendars).toEqual([
    { project: "shop", calendar: "bank", until: "2020-12-31", pipelines: 1 },
  ]);
});

test("a rehearsal skips it on the same days", async () => {
  const mondays = {
    list: { ...mondayToFriday, name: "onlyOn", weekdays: ["mon" as const] },
    days: null,
  };
  const daily = pipeline("p", [task("a"), task("b", { gates: gates(null, { onlyOn: mondays }) })], {
    triggers: [{ schedule: { cron: "0 6 * * *" }, timezone: "UTC", missed: "all" }],
  });
  const window = { from: onMonday("00:00"), to: onMonday("00:00") + 48 * 3_600_000 };
  const { runs } = await rehearsed([daily], { ...window, until: window.to });
  expect(runs.map(({ tasks }) => tasks.map(({ state }) => state))).toEqual([
    ["succeeded", "succeeded"],
    ["succeeded", "skipped"],
  ]);
});
