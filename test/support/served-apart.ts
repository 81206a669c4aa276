// A server and a worker as processes of their own, each with an environment of its own: what one has, the other need not.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { type TestDatabase, testDatabase } from "./database.ts";
import { eventually } from "./eventually.ts";
import { type Files, TestRepository } from "./repository.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { type Running, running } from "./up.ts";

export interface ServedApartOptions {
  files: Files;
  server?: { words?: readonly string[]; env?: NodeJS.ProcessEnv };
  worker?: { words?: readonly string[]; env?: NodeJS.ProcessEnv };
}

export interface ServedApart extends AsyncDisposable {
  server: Running;
  worker: Running;
  pool: pg.Pool;
  connectionString: string;
  repository: TestRepository;
  /** One more worker, as the first was started. */
  another(): Promise<Running>;
  /** The body of an answer of the API, as it came. */
  get(path: string): Promise<string>;
  /** The id of a new run. */
  run(pipeline: string): Promise<string>;
  /** The state in which the run ends. */
  ended(id: string): Promise<string>;
  /** Every row of every table, as text, and what tasks have printed. */
  stored(): Promise<string>;
}

export async function servedApart(options: ServedApartOptions): Promise<ServedApart> {
  const stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const repository = stack.use(new TestRepository());
  const database = stack.use(await testDatabase());
  const { pool, connectionString } = database;
  repository.commit(options.files);
  const env = { DATABASE_URL: connectionString };
  const start = async (ready: string, words: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const started = running([...words, "--state", state], { env: { ...env, ...more } });
    stack.use(started);
    await started.said(ready);
    return started;
  };
  const serving = ["server", repository.path, "--port", "0", "--environment", "prod"];
  const server = await start(
    "Serving",
    [...serving, ...(options.server?.words ?? [])],
    options.server?.env,
  );
  const another = () =>
    start("tasks at a time", ["worker", ...(options.worker?.words ?? [])], options.worker?.env);
  const worker = await another();
  const read = (name: string) => readFileSync(join(state, name), "utf8").trim();
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = {
      authorization: `Bearer ${read("token")}`,
      "content-type": "application/json",
    };
    const answer = await fetch(`${JSON.parse(read("server.json")).url}/api/v1${path}`, {
      ...{ headers, ...init },
    });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${body}`);
    return body;
  };
  await eventually("deployed", async () => {
    const { rowCount } = await pool.query("select from trunkline.pipeline");
    return (rowCount ?? 0) > 0;
  });
  return {
    ...{ server, worker, pool, repository, another, connectionString },
    get: (path) => ask(path),
    async run(pipeline) {
      const [row] = JSON.parse(await ask("/pipelines")).items.filter(
        ({ name }: { name: string }) => name === pipeline,
      );
      const path = `/pipelines/${row.project}/${pipeline}/runs`;
      return JSON.parse(await ask(path, { method: "POST", body: "{}" })).id;
    },
    async ended(id) {
      let state = "";
      await eventually(
        `run ${id} ends`,
        async () => {
          const run = JSON.parse(await ask(`/runs/${id}`));
          state = run.state;
          return run.finishedAt !== null;
        },
        30_000,
      );
      return state;
    },
    stored: () => allRows(database),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function allRows({ pool }: TestDatabase): Promise<string> {
  const tables = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema in ('trunkline', 'graphile_worker') and table_type = 'BASE TABLE' order by 1`,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await pool.query(`select t::text as row from ${name} t`);
    texts.push(...rows.map(({ row }) => row));
  }
  const logs = await pool.query(
    "select content from trunkline.log_chunk order by run_id, idx, attempt, seq",
  );
  return [...texts, Buffer.concat(logs.rows.map(({ content }) => content)).toString()].join("\n");
}
