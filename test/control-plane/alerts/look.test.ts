// What becomes an alert, what is told below another, who is told next, and when it is over.

import { expect, test } from "vitest";
import { acknowledgeAlert } from "#store/alerts.sql.ts";
import { alerting, failed } from "#test/support/alerting.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { createRun, perform } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";

const hook = `
channels:
  hook: {webhook: {url: "URL/hook", secret: alerts/hook}}
  boss: {webhook: {url: "URL/boss", secret: alerts/hook}}
`;
const told = ({ web }: { web: { asked: { path: string; body: string }[] } }) =>
  web.asked.map(
    ({ path, body }) => `${path} ${JSON.parse(body).type} ${JSON.parse(body).data.kind}`,
  );

test("a pipeline that fails again is one alert, counted; the next success ends it, and the next failure is another", async () => {
  await using it = await alerting(`${hook}routes: [{name: all, to: [hook]}]`);
  for (const n of [1, 2, 3]) {
    await failed(it, "plain");
    await eventually(`failure ${n}`, async () => (await it.alerts())[0]?.count === n);
  }
  expect(await it.alerts()).toMatchObject([{ kind: "failed", state: "open", count: 3 }]);
  const good = await it.at.run("plain");
  for (const idx of [0, 1]) await perform(it.at.pool, it.at.worker, good, idx);
  await eventually("over", async () => (await it.alerts())[0]?.state === "resolved");
  await failed(it, "plain");
  await eventually("told", () => it.web.asked.length === 3);
  expect(told(it)).toEqual([
    "/hook trunkline.alert.open failed",
    "/hook trunkline.alert.resolve failed",
    "/hook trunkline.alert.open failed",
  ]);
  expect(JSON.parse(it.web.asked[1]?.body ?? "").data.inRow).toBe(3);
});

test("deadlines: at risk, then late, then over; one alert at a time is open", async () => {
  await using it = await alerting(`${hook}routes: [{name: all, to: [hook]}]`);
  const run = await it.at.run("orders", new Date(Date.UTC(2026, 0, 1, 6)));
  await it.at.judge();
  await eventually("late", async () => (await it.alerts()).some(({ kind }) => kind === "late"));
  // What is over before anybody was told of it is never told.
  await eventually("told that it is late", () => it.web.asked.length === 1);
  for (const idx of [0, 1]) await perform(it.at.pool, it.at.worker, run, idx);
  await it.at.judge();
  await eventually("over", async () =>
    (await it.alerts()).every(({ state }) => state === "resolved"),
  );
  await eventually("told", () => it.web.asked.length === 2);
  expect(told(it)).toEqual([
    "/hook trunkline.alert.open late",
    "/hook trunkline.alert.resolve late",
  ]);
  expect(JSON.parse(it.web.asked[0]?.body ?? "").data).toMatchObject({
    deadline: { kind: "finishBy", at: "2026-01-01T07:00:00.000Z" },
    severity: "error",
  });
});

test("what follows from an open alert is told below it, and by itself when it is still open later", async () => {
  const orders = pipeline("orders", [task("load"), task("post", { needs: [0] })], {
    deadline: { startBy: null, finishBy: "07:00" },
  });
  await using it = await alerting(`${hook}routes: [{name: all, to: [hook], remind: 1h}]`, {
    pipelines: [orders],
  });
  // It failed before its deadline could pass, so that it is late follows from that.
  const run = (await createRun(
    it.at.pool,
    it.at.id("orders"),
    new Date(Date.UTC(2026, 0, 1, 6)),
  )) as string;
  await perform(it.at.pool, it.at.worker, run, 0, "failed", {
    detail: { ending: "exited", exitCode: 1 },
  });
  await eventually("failed", async () => (await it.alerts()).length === 1);
  await it.at.pool.query(
    `select trunkline.signal_alerts(array[$1::bigint], array['deadline.late'], array[$2::jsonb])`,
    [
      run,
      {
        deadline: {
          task: null,
          kind: "finishBy",
          at: "2026-01-01T07:00:00.000Z",
          state: "late",
          expectedAt: null,
          cause: null,
        },
      },
    ],
  );
  await eventually("late", async () => (await it.alerts()).length === 2);
  const [first, below] = await it.alerts();
  expect(below).toMatchObject({ kind: "late", cause_id: first?.id });
  await it.at.pool.query(
    `update trunkline.alert set next_at = now(), routes = jsonb_set(routes, '{0,remind,at}', '0') where cause_id is null`,
  );
  await eventually("reminded", () => it.web.asked.length === 2);
  expect(JSON.parse(it.web.asked[1]?.body ?? "").data).toMatchObject({
    ...{
      kind: "failed",
      affectedCount: 1,
      affected: [{ kind: "late", pipeline: "test/orders", run }],
    },
  });
  const good = await it.at.run("orders");
  for (const idx of [0, 1]) await perform(it.at.pool, it.at.worker, good, idx);
  await eventually("the cause is over", async () => (await it.alerts())[0]?.state === "resolved");
  await it.at.pool.query(
    "update trunkline.alert set next_at = now() where kind = 'late' and state = 'open'",
  );
  await eventually("told by itself", () => told(it).includes("/hook trunkline.alert.open late"));
});

test("while nobody acknowledges it the next in line is told, and then nobody any more", async () => {
  await using it = await alerting(
    `${hook}routes: [{name: all, to: [hook], escalate: [{after: 1s, to: [boss]}], remind: 5m}]`,
  );
  await failed(it, "plain");
  await eventually("escalated", () => told(it).includes("/boss trunkline.alert.escalate failed"));
  const [alert] = await it.alerts();
  await acknowledgeAlert(it.at.pool, { id: alert?.id ?? "", actor: "ada", note: null });
  await failed(it, "plain");
  await eventually("counted", async () => (await it.alerts())[0]?.count === 2);
  expect(await it.alerts()).toMatchObject([{ state: "acknowledged", next_at: null }]);
  expect(told(it)).toHaveLength(2);
});

test("quiet hours hold a message back, and what is over by their end is told to nobody", async () => {
  const now = Temporal.Now.zonedDateTimeISO("UTC");
  const time = (hours: number) => now.add({ hours }).toPlainTime().toString().slice(0, 5);
  await using it = await alerting(
    `${hook}routes: [{name: all, to: [hook], quiet: {from: "${time(-2)}", until: "${time(2)}"}}]`,
  );
  await failed(it, "plain");
  await eventually("held back", async () => (await it.messages()).length === 1);
  const [held] = (await it.messages()) as unknown as { next_at: Date }[];
  expect((held?.next_at.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_600_000);
  const good = await it.at.run("plain");
  for (const idx of [0, 1]) await perform(it.at.pool, it.at.worker, good, idx);
  await eventually("over", async () => (await it.alerts())[0]?.state === "resolved");
  expect(await it.messages()).toMatchObject([{ state: "dropped", act: "open" }]);
  expect(it.web.asked).toEqual([]);
});
