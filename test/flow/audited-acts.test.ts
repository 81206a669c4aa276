// Every route that changes something leaves its record in the transaction of the change, whatever routes there are: a route of
// the OpenAPI document that is not asked here fails the test. Triggers note which transactions changed what.

import { expect, test } from "vitest";
import { lookOnce } from "#alerts/look.ts";
import { type TakenMessage, takeMessages } from "#engine/take-messages.ts";
import { putAlertSource } from "#store/alerts.sql.ts";
import { knowInstance } from "#store/instance.sql.ts";
import { apiOn, apiUnderTest } from "#test/control-plane/api/api-under-test.ts";
import { settingsOf } from "#test/support/alerting.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { createRun, day, newWorker, perform } from "#test/support/engine.ts";
import { declared, Gated, gates, takes } from "#test/support/gated.ts";
import { ordersPipeline, ordersTrigger } from "#test/support/messages.ts";
import { SyncedProject } from "#test/support/synced-project.ts";
import { noteTouched } from "#test/support/touched.ts";

/** Routes that change nothing of anybody's, and why. */
const changesNothing: Record<string, string> = {
  planBackfill: "it says what a backfill would do",
  hearWebhook: "it is a hint to look; what is found then is on record as what the sync did",
};

/** Routes that need an identity provider or a sender's signature, and the test that has one and looks for their record. */
const elsewhere: Record<string, string> = {
  showDeploymentsAct:
    "it asks holdProject, releaseProject and syncProject; test/page/access.test.ts",
  showEventsAct: "it asks changeFacts; test/page/access.test.ts",
  beginDeviceLogin: "nobody has logged in yet",
  finishDeviceLogin: "test/control-plane/api/login.test.ts: `login`",
  receiveMessage: "test/control-plane/api/hooks.test.ts: `webhook`",
  logout: "test/control-plane/api/login.test.ts: `logout`",
  showRunAct: "test/page/run.test.ts: `rerun`; a form asks the routes below, which record it",
  showRerunManyAct: "it asks rerun for each; test/page/night-acts.test.ts",
  showChangeRunAct: "it asks forceTask and overrideRun; test/page/night-acts.test.ts",
  showHoldPipelineAct: "it asks holdPipeline and releasePipeline; test/page/night-acts.test.ts",
  leave: "it asks `logout`",
};

type Api = Awaited<ReturnType<typeof apiOn>>;

/** Asks route by route; each must change something, on record. */
async function asker(api: Api) {
  const touched = await noteTouched(api.pool);
  const asked = new Set<string>();
  const { body } = await api.inject({ method: "GET", url: "/openapi.json" });
  const ids = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap((path) =>
    Object.entries(path).flatMap(([method, { operationId }]) =>
      method === "get" ? [] : operationId,
    ),
  );
  return {
    ids,
    asked,
    // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
    async act(id: string, path: string, sent: object = {}): Promise<any> {
      expect(ids).toContain(id);
      await touched.unrecorded();
      const answer = await api.post(path, { actor: "ada", ...sent });
      expect([id, answer.status, answer.text]).toEqual([
        id,
        expect.toSatisfy((n) => n < 300),
        answer.text,
      ]);
      expect([id, await touched.unrecorded()]).toEqual([id, []]);
      const records = await touched.recorded(String(answer.headers["x-request-id"]));
      expect([id, records]).toEqual([id, expect.toSatisfy((n) => n > 0)]);
      asked.add(id);
      return answer.body;
    },
  };
}

const asking = gates(null, {
  approval: { by: [], count: 1, deadlineMs: null, onExpiry: "fail", notRequester: false },
});
const load = pipeline("load", [
  task("a", { gates: takes("ledger", "exclusive", true) }),
  task("b", { needs: [0] }),
  task("sign", { gates: asking }),
  task("file", { gates: gates({ event: "GO" }) }),
]);
const daily = pipeline("daily", [task("a")], {
  triggers: [{ schedule: { cron: "0 0 * * *" }, timezone: "UTC", missed: "latest" }],
});

const guarded = pipeline("guarded", [task("a")], {
  wave: {
    ...{ name: "gl", stage: "observe" },
    guard: { slots: "minutes", policy: "nobody", aheadMs: 0 },
  },
});

async function actsOnRuns(): Promise<{ ids: string[]; asked: Set<string> }> {
  const pool = declared("ledger", { kind: "lock", units: 1_000_000 });
  await using at = await Gated.withPools([pool], load, daily, guarded);
  const find = async () => ({ isOpen: true, state: "open" });
  const tickets = { name: "tickets", find, close: async () => {} };
  await using api = await apiOn(at.pool, { tickets });
  const on = await asker(api);
  const { act } = on;
  const of = (name: string) => `/pipelines/test/${name}`;
  const { id: run } = await act("startRun", `${of("load")}/runs`);
  await at.settle();
  await act("approve", `/runs/${run}/approve`, { task: "sign" });
  const other = await at.run("load", day(2));
  await at.settle();
  await act("reject", `/runs/${other}/reject`, { task: "sign" });
  await at.finish(run, 0, "failed");
  await act("returnKept", `/runs/${run}/return`);
  await act("markTask", `/runs/${run}/mark`, { task: "a", state: "succeeded", reason: "by hand" });
  await act("forceTask", `/runs/${run}/force`, {
    task: "file",
    ignore: ["condition"],
    reason: "late",
  });
  await act("overrideRun", `/runs/${run}/override`, { env: { A: "1" }, reason: "x" });
  await act("reviewRun", `/runs/${run}/review`);
  await act("holdRun", `/runs/${run}/holds`, { task: "b" });
  await act("releaseRun", `/runs/${run}/release`, { task: "b" });
  await act("holdPipeline", `${of("load")}/holds`);
  await act("releasePipeline", `${of("load")}/release`);
  await act("cancelRun", `/runs/${run}/cancel`);
  await act("rerun", `/runs/${run}/rerun`);
  const { id: blackout } = await act("addBlackout", "/blackouts", {
    all: true,
    to: "2099-01-01T00:00Z",
  });
  await act("removeBlackout", `/blackouts/${blackout}/remove`);
  const { id: backfill } = await act("startBackfill", `${of("daily")}/backfills`, {
    ...{ from: "2026-01-01", to: "2026-01-05" },
  });
  for (const word of ["pause", "resume", "cancel"])
    await act(`${word}Backfill`, `/backfills/${backfill}/${word}`);
  await act("changeFacts", "/projects/test/changes", { set: [{ name: "A", value: "1" }] });
  await act("putLegacyLines", "/projects/test/legacy-sources/host2/lines?kind=cron", {
    time: "2026-11-20T02:00:00Z",
  });
  await act("putLegacyRuns", "/projects/test/legacy-runs", {
    source: { name: "host1", kind: "cron" },
  });
  await act("retireLegacySource", "/projects/test/legacy-sources/host1/retire");
  await act("reportParity", "/projects/test/parity-reports");
  await act("putLegacyHolds", "/projects/test/cutover/holds", {
    ...{ wave: "gl", source: "unix7", how: "crontab" },
    holds: [{ job: "/opt/a.sh", state: "held" }],
  });
  await act("takeOver", "/projects/test/cutover/waves/gl/take", {
    ...{ source: "unix7", variables: [{ name: "G", value: "1" }] },
  });
  const asking = { job: "guarded", guard: "0123456789abcdef", host: "unix7" };
  const slot = "202611272200";
  await act("askGuard", "/projects/test/guard/ask", { ...asking, slot });
  await act("reportGuard", "/projects/test/guard/report", {
    ...{ ...asking, slot, call: "call-0001" },
    ...{ unasked: true, start: "2026-11-27T22:00:00Z" },
  });
  await act("acknowledgeGuard", "/projects/test/guard/acknowledge", { ...asking, epoch: 1 });
  await act("drainWorker", `/workers/${at.worker}/drain`);
  const { id: token } = await act("createToken", "/tokens", { robot: "ci", expiresIn: "1d" });
  const { id: next } = await act("rotateToken", `/tokens/${token}/rotate`);
  await act("revokeToken", `/tokens/${next}/revoke`);
  const { id: grant } = await act("askGrant", "/grants", {
    ...{ ticket: "INC1", actions: ["cancel"], project: "test", reason: "stuck", for: "1h" },
  });
  await act("approveGrant", `/grants/${grant}/approve`, { actor: "grace" });
  await act("revokeGrant", `/grants/${grant}/revoke`);
  await at.pool.query(
    "insert into trunkline.person (name, issuer, subject) values ('bob@example.com', 'i', 's')",
  );
  for (const word of ["logout", "forget"])
    await act(`${word}User`, `/users/bob@example.com/${word}`);
  await knowInstance(at.pool, { place: null, copy: true });
  await act("releaseRestored", "/restored/release", { reason: "moved" });
  return on;
}

async function actsOnProjects(): Promise<Set<string>> {
  const spec = (run: string) => `name: daily\ntasks: {load: {run: ${run}, timeout: 1h}}\n`;
  await using project = await SyncedProject.make({
    "trunkline.yaml": "name: shop\n",
    "pipelines/daily.yaml": spec("'true'"),
  });
  await project.sync();
  await using api = await apiOn(project.database.pool, {
    projects: { names: ["shop"], sync: (_, asked) => project.sync(asked) },
  });
  const { act, asked } = await asker(api);
  const glass = "/pipelines/shop/daily/break-glass";
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const set = [{ path: "tasks.load.timeout", value: "2h" }];
  await act("proposeBreakGlass", glass, { set, reason: "slow", until });
  await act("approveBreakGlass", `${glass}/approve`, { actor: "grace" });
  await act("endBreakGlass", `${glass}/end`);
  await act("holdProject", "/projects/shop/hold", { reason: "freeze" });
  await act("releaseProject", "/projects/shop/release");
  project.repository.commit({ "pipelines/daily.yaml": spec("'false'") });
  await act("syncProject", "/projects/shop/sync");
  // Also one that finds nothing to apply, and one that can't look.
  await act("syncProject", "/projects/shop/sync");
  project.repository.git("branch", "--move", "main", "elsewhere");
  const { state } = await act("syncProject", "/projects/shop/sync");
  expect(state).toBe("Unknown");
  return asked;
}

async function actsOnAlerts(): Promise<Set<string>> {
  await using api = await apiUnderTest([pipeline("nightly", [task("load")])]);
  await putAlertSource(api.pool, {
    name: "option",
    content: settingsOf(`
channels: {oncall: {pagerduty: {routingKey: alerts/pd}}}
routes: [{name: all, match: {kinds: [failed]}, to: [oncall]}]
`),
  });
  const { rows } = await api.pool.query("select id from trunkline.pipeline");
  const run = (await createRun(api.pool, rows[0].id, new Date())) as string;
  await perform(api.pool, await newWorker(api.pool), run, 0, "failed");
  await lookOnce(api.pool);
  const { act, asked } = await asker(api);
  const { body } = await api.get("/alerts");
  await act("acknowledgeAlert", `/alerts/${body.items[0].id}/acknowledge`);
  await act("testAlertChannel", "/alert-channels/oncall/test");
  await api.pool.query("update trunkline.alert_message set state = 'dead'");
  await act("retryAlertChannel", "/alert-channels/oncall/retry");
  return asked;
}

async function actsOnMessages(): Promise<Set<string>> {
  const trigger = ordersTrigger({ connectionString: "postgres://nowhere" });
  await using api = await apiUnderTest([ordersPipeline(trigger)]);
  const { rows } = await api.pool.query("select id from trunkline.trigger_source");
  const aside = (key: string): TakenMessage => ({
    judged: { outcome: "aside", key, reason: "bad" },
    content: { headers: {}, body: { id: 7 }, sentAt: null },
  });
  const messages = [aside("a"), aside("b")];
  const source = { source: rows[0].id, worker: null, position: null, actor: null };
  await takeMessages(api.pool, { ...source, messages });
  const { act, asked } = await asker(api);
  const { body } = await api.get("/messages");
  expect(await act("retryMessage", `/messages/${body.items[0].id}/retry`)).toMatchObject({
    outcome: "run",
  });
  await act("discardMessage", `/messages/${body.items[1].id}/discard`);
  return asked;
}

test("every route that changes something leaves its record in the transaction of the change", async () => {
  const { ids, asked } = await actsOnRuns();
  const all = asked
    .union(await actsOnProjects())
    .union(await actsOnAlerts())
    .union(await actsOnMessages())
    .union(new Set(Object.keys({ ...changesNothing, ...elsewhere })));
  expect(ids.filter((id) => !all.has(id))).toEqual([]);
}, 120_000);

test("a change without a record is found", async () => {
  await using at = await Gated.of(daily);
  const touched = await noteTouched(at.pool);
  await at.pool.query("insert into trunkline.webhook (url, until) values ('http://a', now())");
  expect(await touched.unrecorded()).toEqual(["webhook"]);
  expect(await touched.unrecorded()).toEqual([]);
});
