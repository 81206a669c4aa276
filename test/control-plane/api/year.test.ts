// A year of a pipeline over the API of a whole server: the same days as `simulate` and `why` say, and answered fast however
// often it is due.

import { expect, test } from "vitest";
import type { YearView } from "#api/types.ts";
import { ensureToken } from "#cli/server-file.ts";
import type { Trigger } from "#core/pipeline.ts";
import { createRuns } from "#store/triggers.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { newWorker, perform, runAgain } from "#test/support/engine.ts";
import { serverUnderTest } from "#test/support/server.ts";
import { type ApiUnderTest, apiUnderTest } from "./api-under-test.ts";

const bank = `weekdays: [mon, tue, wed, thu, fri]
except:
  - {date: 12-25, name: Christmas Day}
  - {date: 01-01, name: New Year}
`;
const rates = `name: rates
timezone: Europe/Berlin
newDay: "07:00"
triggers:
  - {schedule: "30 2 * * *", calendar: bank}
  - {schedule: "30 2 * * 2-6", timezone: America/New_York}
tasks: {a: {run: "true"}}
`;

test("next year's days are those of `simulate`, and what is left out is told as `why` tells it", async () => {
  await using server = await serverUnderTest({
    "calendars/bank.yaml": bank,
    "pipelines/rates.yaml": rates,
  });
  const authorization = `Bearer ${await ensureToken(server.state)}`;
  const get = async <T>(path: string): Promise<T> =>
    (await (
      await fetch(`${server.url}/api/v1${path}`, { headers: { authorization } })
    ).json()) as T;
  const next = new Date().getUTCFullYear() + 1;
  const year = await get<YearView>(`/pipelines/shop/rates/year?year=${next}`);
  expect(year).toMatchObject({ timezone: "Europe/Berlin", newDay: "07:00", pipeline: "rates" });
  expect(year.days[0]?.date).toBe(`${next}-01-01`);
  expect(year.days.at(-1)?.date).toBe(`${next}-12-31`);
  const range = ["--from", `${next}-01-01`, "--to", `${next + 1}-01-01`];
  const lines: { date: string }[] = await server.json([
    ...["simulate", server.repository.path, ...range],
  ]);
  const due = Map.groupBy(lines, ({ date }) => date);
  for (const day of year.days)
    expect([day.date, day.planned]).toEqual([day.date, due.get(day.date)?.length ?? 0]);
  const out = year.days.filter(({ is }) => is === "excluded");
  expect(out.length).toBeGreaterThan(0);
  for (const day of out.slice(0, 12)) {
    const why = await get<{ reasons: { message: string }[] }>(
      `/pipelines/shop/rates/why?date=${day.date}`,
    );
    const told = why.reasons.map(({ message }) => message);
    for (const { text } of day.exclusions) expect(told).toContain(text);
  }
});

const trigger = (cron: string): Trigger => ({
  ...{ schedule: { cron }, timezone: "UTC", missed: "latest" },
});
const now = new Date();
const today = now.toISOString().slice(0, 10);
const yearOf = async (api: ApiUnderTest, path: string): Promise<YearView> =>
  (await api.get(`/pipelines/test/${path}`)).body;

test("a day has the worst of its runs, a rerun in place of what it repeats; before the deployment it is unobserved", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")]), pipeline("q", [task("a")])]);
  const worker = await newWorker(api.pool);
  const made = async (): Promise<string> =>
    (await api.post("/pipelines/test/p/runs", { date: today })).body.id;
  await perform(api.pool, worker, await made(), 0, "failed");
  const first = await made();
  await perform(api.pool, worker, first, 0, "failed");
  await perform(api.pool, worker, await runAgain(api.pool, first), 0);
  const day = (year: YearView, date: string) => year.days.find((one) => one.date === date);
  const year = await yearOf(api, "p/year");
  expect(day(year, today)).toMatchObject({
    ...{ is: "ran", worst: "failed", runs: { failed: 1, succeeded: 1 }, planned: 0 },
  });
  const before = await yearOf(api, `p/year?year=${now.getUTCFullYear() - 1}`);
  expect(before.counts).toEqual({ unobserved: before.days.length, late: 0 });
  expect(before.days[0]?.unobserved).toBe("it was not deployed yet");
  expect((await yearOf(api, "q/year")).counts.ran).toBe(undefined);
  expect((await api.get("/pipelines/test/none/year")).status).toBe(404);
  expect((await api.get("/pipelines/test/p/year?year=9999")).status).toBe(422);
});

test("a year of runs each five minutes is answered with each day counted", async () => {
  await using api = await apiUnderTest([
    pipeline("often", [task("a")], { triggers: [trigger("*/5 * * * *")] }),
  ]);
  const { rows } = await api.pool.query<{ id: number }>("select id from trunkline.pipeline");
  const last = now.getUTCFullYear() - 1;
  const dues = Array.from(
    { length: 288 * 30 },
    (_, n) => new Date(Date.UTC(last, 5, 1) + n * 300_000),
  );
  for (let n = 0; n < dues.length; n += 2_000) {
    const some = dues.slice(n, n + 2_000);
    await createRuns(api.pool, {
      ...{ pipelines: some.map(() => rows[0]?.id as number) },
      slots: some.map((due) => `t:${due.toISOString()}#0`),
      dates: some.map((due) => due.toISOString().slice(0, 10)),
      ...{ dues: some, reasons: some.map(() => "missed (`missed: latest`)") },
      ...{ kind: "schedule", params: {}, actor: null, parentTrace: null },
    });
  }
  const past = await yearOf(api, `often/year?year=${last}`);
  expect(past.counts).toMatchObject({ ran: 30 });
  expect(past.days.find(({ date }) => date === `${last}-06-30`)?.runs).toEqual({ skipped: 288 });
  const next = await yearOf(api, `often/year?year=${last + 2}`);
  expect(next.counts).toEqual({ planned: next.days.length, late: 0 });
  expect(next.days.every(({ planned, isMore }) => planned === 288 && !isMore)).toBe(true);
});
