import { expect, test } from "vitest";
import { lookOnce } from "#alerts/look.ts";
import { putAlertSource } from "#store/alerts.sql.ts";
import { settingsOf } from "#test/support/alerting.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { createRun, newWorker, perform } from "#test/support/engine.ts";
import { apiUnderTest } from "./api-under-test.ts";

const declared = settingsOf(`
channels:
  gone: {pagerduty: {routingKey: alerts/pd}}
  oncall: {pagerduty: {routingKey: alerts/pd}}
  sales: {webhook: {url: "https://hooks.example", secret: alerts/hook}, projects: [sales]}
routes:
  - {name: all, match: {kinds: [failed]}, to: [oncall, gone]}
  - {name: late, match: {kinds: [late]}, to: [oncall]}
`);

/** Of the route's channels one was taken away since. */
const { gone: _, ...channels } = declared.channels;
const settings = { ...declared, channels };

async function alerted() {
  const at = await apiUnderTest([
    pipeline("plain", [task("load")]),
    pipeline("other", [task("load")]),
  ]);
  await putAlertSource(at.pool, { name: "option", content: settings });
  const { rows } = await at.pool.query("select id from trunkline.pipeline where name = 'plain'");
  const worker = await newWorker(at.pool);
  const run = (await createRun(at.pool, rows[0].id, new Date())) as string;
  await perform(at.pool, worker, run, 0, "failed", {
    detail: { ending: "exited", exitCode: 3, message: "exited with 3" },
  });
  await lookOnce(at.pool);
  return { ...at, run, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() };
}

test("what is open is listed without output, shown with its messages, and acknowledged once", async () => {
  await using it = await alerted();
  const { body: page } = await it.get("/alerts");
  expect(page.items).toMatchObject([
    {
      kind: "failed",
      state: "open",
      run: it.run,
      title: "test/plain failed",
      count: 1,
      message: "exited with 3",
    },
  ]);
  expect(JSON.stringify(page)).not.toContain("output");
  const [{ id }] = page.items;
  const path = `/alerts/${id}`;
  expect((await it.get(path)).body.messages).toMatchObject([
    { channel: "oncall", act: "open", state: "waiting" },
  ]);
  const done = await it.post(`${path}/acknowledge`, { note: "looking" });
  expect(done.body).toMatchObject({ state: "acknowledged", note: "looking", nextAt: null });
  expect(done.body.messages.map(({ act }: { act: string }) => act)).toEqual([
    "open",
    "acknowledge",
  ]);
  const again = await it.post(`${path}/acknowledge`);
  expect([again.status, again.body.detail ?? again.text]).toEqual([
    409,
    expect.stringContaining("acknowledged already"),
  ]);
  expect((await it.get("/alerts/999")).status).toBe(404);
  const { rows } = await it.pool.query(
    "select subject, detail from trunkline.audit where act = 'acknowledge'",
  );
  expect(rows).toMatchObject([{ subject: "test/plain", detail: { alert: id, note: "looking" } }]);
});

test("why somebody was told, by which routes, and what they name in vain", async () => {
  await using it = await alerted();
  const { body } = await it.get(`/runs/${it.run}/alerts`);
  expect(body.answer[0]).toBe("test/plain failed (error): open.");
  expect(body.routes).toMatchObject([
    {
      route: "control/all",
      refused: null,
      told: ["oncall"],
      ignored: ["gone: there is no such channel"],
    },
    { route: "control/late", refused: "it is for late, not failed", told: [] },
  ]);
  const other = await it.get("/pipelines/-/other/alerts");
  expect(other.body.answer).toEqual([
    "Nothing about test/other was to be told.",
    "If it failed now, oncall would be told.",
  ]);
  await it.pool.query("delete from trunkline.alert_source");
  expect((await it.get("/pipelines/-/other/alerts")).body.answer[0]).toMatch(
    /^Nobody is told of anything/,
  );
});

test("channels say how they do; a test goes into the outbox", async () => {
  await using it = await alerted();
  expect((await it.get("/alert-channels")).body.items).toMatchObject([
    { name: "oncall", kind: "pagerduty", waiting: 1, dead: 0 },
    { name: "sales", kind: "webhook", waiting: 0 },
  ]);
  expect((await it.post("/alert-channels/sales/test")).body.message).toMatch(/^[0-9a-f-]{36}$/);
  expect((await it.post("/alert-channels/none/test")).status).toBe(404);
  await it.pool.query("update trunkline.alert_message set state = 'dead' where channel = 'oncall'");
  expect((await it.post("/alert-channels/oncall/retry")).body).toEqual({ message: "1" });
});
