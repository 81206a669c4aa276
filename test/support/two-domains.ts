// A server with two domains and what is going on in them: marketing's, and finance's, of which every name begins with
// `zz-`. Finance has pipelines in marketing's project and a project of its own. With `alone` there is no finance.

import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { ask } from "#access/grants.ts";
import { readPolicies } from "#access/policy-set.ts";
import { createToken } from "#access/tokens.ts";
import type { Role } from "#core/access/teams.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import { apply } from "#engine/apply.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeWaits } from "#engine/judge-waits.ts";
import { takeMessages } from "#engine/take-messages.ts";
import { openAlert } from "#store/alerts.sql.ts";
import { proposeBreakGlass } from "#store/break-glass.sql.ts";
import { allPipelines } from "#store/pipelines.sql.ts";
import { transaction } from "#store/transaction.ts";
import { type ApiUnderTest, apiOn } from "#test/control-plane/api/api-under-test.ts";
import { alertEvent } from "./alert-events.ts";
import { type TestDatabase, testDatabase } from "./database.ts";
import { deployment, pipeline, task } from "./deploy.ts";
import { newWorker, start } from "./engine.ts";
import { declared, gates } from "./gated.ts";

/** No name of finance's is without it, and nothing of marketing's has it of its own accord. */
export const hidden = "zz-";

export interface TwoDomains extends AsyncDisposable {
  api: Omit<ApiUnderTest, "connectionString">;
  database: TestDatabase;
  /** By who they are: tokens of robots. */
  tokens: { nobody: string; marketing: string; planner: string };
  /** Of the first deployment of marketing's project. */
  firstCommit: string;
  /** Of what is hidden from marketing, by what names it in paths; empty when it is alone. */
  hiddenIds: Ids;
  /** The same of marketing's own. */
  ownIds: Ids;
}

interface Ids {
  run: string;
  backfill: string;
  blackout: string;
  alert: string;
  message: string;
  grant: string;
}

type What = "everything" | "alone" | "nothing";

export async function twoDomains(what: What): Promise<TwoDomains> {
  const database = await testDatabase();
  const { pool } = database;
  const projects = { shop: { owner: "shopkeepers", tags: {} } };
  const { policies } = readPolicies(await loadCedar(), [["policies/asks.cedar", asks]], teams);
  const access = await cedarAccess({ policies, teams, projects });
  const api = await apiOn(pool, {
    ...{ access, rules: () => access },
    projects: { names: ["shop", "zz-vault"], sync: async () => ({ state: "Busy" }) },
  });
  const worker = await newWorker(pool);
  await pool.query("update trunkline.worker set slots = 1000");
  const tokenOf = async (robot: string) =>
    (await createToken(pool, { robot, scopes: null, lifeMs: 10_000_000 }, "ada")).token;
  const tokens = {
    nobody: await tokenOf("nobody"),
    marketing: await tokenOf("campaigner"),
    planner: await tokenOf("planner"),
  };
  const none = { run: "", backfill: "", blackout: "", alert: "", message: "", grant: "" };
  let ownIds = none;
  let hiddenIds = none;
  let firstCommit = "";
  if (what !== "nothing") {
    firstCommit = await put(pool, "shop", marketing);
    ownIds = await goOn({ api, pool, worker }, "shop", "campaign");
    await look({ pool, api }, "report");
  }
  if (what === "everything") {
    await put(pool, "shop", [...marketing, ...finance]);
    await put(pool, "zz-vault", [...finance, payroll, weekly("zz-finance")]);
    hiddenIds = await goOn({ api, pool, worker }, "zz-vault", "zz-payroll");
    await goOn({ api, pool, worker }, "shop", "zz-ledger");
  }
  return {
    ...{ api, database, tokens, firstCommit, ownIds, hiddenIds },
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Whoever keeps the shop may ask what others may. */
const asks =
  '@id("asks") permit (principal in trunkline::Team::"shopkeepers", action == trunkline::Action::"readAccess", resource);';

const team = (name: string, robots: string[], role: Role) => ({
  [name]: {
    ...{ members: [], robots, groups: [] },
    roles: [role],
    tags: { domain: [name] },
  },
});
const teams = {
  teams: {
    ...team("marketing", ["campaigner", "planner"], "operator"),
    ...team("shopkeepers", ["planner"], "operator"),
    ...team("zz-finance", [], "operator"),
  },
  ...{ people: {}, robots: {}, withoutDefaults: [] },
};

const of = (owner: string, fields: Partial<Pipeline> = {}): Partial<Pipeline> => ({
  owner,
  tags: { domain: [owner] },
  ...fields,
});
const daily = [{ schedule: { cron: "0 6 * * *" }, timezone: "UTC", missed: "latest" as const }];
const approval = {
  by: ["*"],
  count: 1,
  notRequester: false,
  deadlineMs: null,
  onExpiry: "fail" as const,
};

/** Set off by messages, of which none is proved. */
const hook = (name: string): MessageTrigger => ({
  ...{ condition: null, date: null, key: null, maxWaiting: 10, params: {}, runsOn: [] },
  source: { kind: "webhook", name, proof: { kind: "bearer", secret: name, header: null } },
});

const weekly = (owner: string) => pipeline("weekly", [task("a")], of(owner));

/** Of marketing, with conditions that ask about what is finance's. */
const marketing: Pipeline[] = [
  pipeline(
    "campaign",
    [
      task("ask", { gates: gates(null, { approval }) }),
      task("load", {
        gates: gates(null, { takes: [{ pool: "disk", amount: 1, keepOnFailure: false }] }),
      }),
      task("write", { effects: [{ update: "leads" } as never] }),
    ],
    of("marketing", { triggers: daily, messages: [hook("orders")] }),
  ),
  pipeline(
    "report",
    [
      task("a", {
        gates: gates({ all: [{ pipeline: "zz-ledger" }, { pipeline: "zz-vault/zz-payroll" }] }),
      }),
      task("b", { needs: [0], gates: gates({ pipeline: "zz-ledger" }) }),
    ],
    of("marketing", {
      after: [{ condition: normalizeCondition({ pipeline: "zz-ledger" }), per: "date" }],
    }),
  ),
  weekly("marketing"),
];
const finance = [
  pipeline(
    "zz-ledger",
    [
      task("zz-ask", { gates: gates(null, { approval }) }),
      task("zz-b", { effects: [{ update: "zz-books" } as never] }),
    ],
    of("zz-finance", { triggers: daily, messages: [hook("zz-orders")] }),
  ),
];
const payroll = pipeline(
  "zz-payroll",
  [task("zz-ask", { gates: gates(null, { approval }) }), task("zz-b")],
  of("zz-finance", { triggers: daily, messages: [hook("zz-orders")] }),
);

type Pool = TestDatabase["pool"];

/** The commit that was deployed. */
async function put(pool: Pool, project: string, pipelines: Pipeline[]): Promise<string> {
  const pools = project === "shop" ? [declared("disk")] : [declared("zz-disk")];
  const input = await deployment(pool, pipelines, project, pools);
  await apply(pool, input);
  return input.revision.commit;
}

interface Going {
  api: Omit<ApiUnderTest, "connectionString">;
  pool: Pool;
  worker: number;
}

/** Everything that people and the engine do to a pipeline, once. Names are those of its domain. */
async function goOn(at: Going, project: string, name: string): Promise<Ids> {
  const { api, pool, worker } = at;
  const own = name.startsWith(hidden) ? hidden : "";
  // Events and variables are a project's, whoever emits them.
  const facts = project.startsWith(hidden) ? hidden : "";
  const path = `/pipelines/${project}/${name}`;
  const ok = async (where: string, body: object) => {
    const { status, body: answer } = await api.post(where, body);
    if (status >= 300) throw new Error(`${where}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const { id: run } = await ok(`${path}/runs`, { date: "2026-01-05", actor: `${own}eve` });
  await judged(pool);
  await start(pool, worker, run, 1);
  await ok(`/runs/${run}/holds`, { reason: `${own}wait`, actor: `${own}eve` });
  await ok(`${path}/holds`, { task: own === "" ? "load" : `${own}b`, reason: `${own}disk` });
  await ok(`/runs/${run}/override`, {
    env: { [`${own}A`.replace("-", "_")]: "1" },
    reason: `${own}try`,
  });
  const { id: backfill } = await ok(`${path}/backfills`, { from: "2026-01-01", to: "2026-01-03" });
  const { id: blackout } = await ok("/blackouts", {
    ...{ project, pipeline: name, reason: `${own}freeze` },
    to: "2099-01-01T00:00:00Z",
  });
  await ok(`/projects/${project}/changes`, {
    emit: [{ name: `${facts}done`, date: "2026-01-05" }],
    set: [{ name: `${facts}rate`, value: `${facts}3` }],
    update: [`${facts}leads`],
  });
  const [row] = (await allPipelines(pool, { project: await idOf(pool, project) })).filter(
    (one) => one.name === name,
  );
  const { rows } = await pool.query(
    `select p.pipeline_revision_id as deployed,
            (select min(v.id) from trunkline.pipeline_revision v where v.id <> p.pipeline_revision_id) as revision
       from trunkline.pipeline p where p.id = $1`,
    [row?.id],
  );
  await proposeBreakGlass(pool, {
    ...{ pipeline: row?.id as number, ...rows[0], edits: [], patch: `${own}x` },
    ...{ reason: `${own}urgent`, actor: `${own}eve`, until: new Date("2099-01-01") },
  });
  const alert = await alerted(pool, { project, pipeline: name, id: row?.id as number, run });
  const message = await asideOf(pool, row?.id as number, own);
  const grant = await ask(pool, {
    ...{ actor: `${own}eve`, kind: "incident", ticket: `${own}INC1`, actions: ["cancel"] },
    ...{
      project,
      pipelines: [name],
      tags: {},
      reason: `${own}urgent`,
      until: new Date("2099-01-01"),
    },
  });
  return {
    ...{ run: String(run), backfill: String(backfill), blackout: String(blackout) },
    ...{ alert, message, grant: String(grant) },
  };
}

/** What waits for it is of the other domain, too. @returns its id */
async function alerted(
  pool: Pool,
  { project, pipeline, id, run }: { project: string; pipeline: string; id: number; run: string },
): Promise<string> {
  const key = `trunkline/prod/${project}/${pipeline}/failed`;
  const event = alertEvent({
    ...{ key, project, pipeline, message: `${pipeline} failed` },
    downstream: ["zz-vault/zz-payroll"],
    affected: [{ kind: "failed", pipeline: "zz-vault/zz-payroll", run: null }],
  });
  const opened = await openAlert(pool, {
    ...{ key, kind: "failed", severity: "error", project: await idOf(pool, project) },
    ...{ pipeline: id, run, cause: null, event, output: null, routes: [], over: false },
    ...{ happened: new Date("2026-01-05T06:00:00Z"), next: null },
  });
  return opened?.id as string;
}

/** A message of which no run could be made. @returns its id */
async function asideOf(pool: Pool, pipeline: number, own: string): Promise<string> {
  const { rows } = await pool.query(
    "select id from trunkline.trigger_source where pipeline_id = $1",
    [pipeline],
  );
  const judged = { outcome: "aside", key: `${own}key`, reason: `${own}bad` } as const;
  const content = { headers: {}, body: `${own}body`, sentAt: null };
  await takeMessages(pool, {
    ...{ source: rows[0].id, worker: null, position: { at: `${own}here` }, actor: null },
    messages: [{ judged, content }],
  });
  const found = await pool.query("select id from trunkline.trigger_message where source_id = $1", [
    rows[0].id,
  ]);
  return found.rows[0].id;
}

async function idOf(pool: Pool, project: string): Promise<number> {
  const { rows } = await pool.query("select id from trunkline.project where name = $1", [project]);
  return rows[0].id;
}

/** A run that waits for what is finance's. */
async function look({ pool, api }: Pick<Going, "pool" | "api">, name: string): Promise<void> {
  await api.post(`/pipelines/shop/${name}/runs`, { date: "2026-01-05" });
  await judged(pool);
}

async function judged(pool: Pool): Promise<void> {
  const read = createDefinitions(pool).pipeline;
  while ((await transaction(pool, (db) => judgeWaits(db, read))) > 0);
}
