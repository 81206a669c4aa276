// The API over a real database: deployed pipelines, a worker whose commands are small functions, and requests to it.

import type { FastifyInstance, InjectOptions } from "fastify";
import { type ApiDeps, createApi } from "#api/server.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { startWorker } from "#engine/worker.ts";
import type { AttemptRequest, AttemptResult, Executor } from "#executors/executor.ts";
import { createPool, createReaderPool } from "#store/connect.ts";
import { asRole, testDatabase } from "#test/support/database.ts";
import { deploy } from "#test/support/deploy.ts";

export const token = "secret-token-of-the-test";

export interface ApiUnderTest extends AsyncDisposable {
  api: FastifyInstance;
  pool: ApiDeps["pool"];
  connectionString: string;
  messages: string[];
  get(path: string): Promise<Reply>;
  post(path: string, body?: object): Promise<Reply>;
  inject(options: InjectOptions): Promise<Reply>;
}

export interface Reply {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

export async function apiUnderTest(
  pipelines: Pipeline[],
  deps: Partial<ApiDeps> = {},
): Promise<ApiUnderTest> {
  const { pool, connectionString, ...database } = await testDatabase();
  await deploy(pool, pipelines);
  const readers = createReaderPool(asRole(connectionString, "api"));
  const engine = createPool(asRole(connectionString, "engine"));
  const api = await apiOn(readers, deps.pool ? deps : { engine, ...deps });
  return {
    ...api,
    pool,
    connectionString,
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await Promise.all([readers.end(), engine.end()]);
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The API on a database of which somebody else takes care. */
export async function apiOn(
  pool: ApiDeps["pool"],
  deps: Partial<ApiDeps> = {},
): Promise<Omit<ApiUnderTest, "connectionString">> {
  const messages: string[] = [];
  const api = await createApi({
    pool,
    token,
    projects: { names: ["test"], sync: async () => ({ state: "Busy" }) },
    scheduler: { wake() {}, held: () => null },
    onMessage: (message) => messages.push(message),
    ...deps,
  });
  const inject = async (options: InjectOptions): Promise<Reply> => {
    const { statusCode, headers, body } = await api.inject(options);
    const isJson = /json(?:;|$)/.test(String(headers["content-type"]));
    const isLines = String(headers["content-type"]).includes("ndjson");
    return {
      status: statusCode,
      headers,
      text: body,
      body: isJson && !isLines ? JSON.parse(body) : body,
    };
  };
  const authorization = `Bearer ${token}`;
  return {
    api,
    pool,
    messages,
    inject,
    get: (path) => inject({ method: "GET", url: `/api/v1${path}`, headers: { authorization } }),
    post: (path, body) =>
      inject({
        method: "POST",
        url: `/api/v1${path}`,
        headers: { authorization },
        ...(body === undefined ? {} : { payload: body }),
      }),
    async [Symbol.asyncDispose]() {
      await api.close();
    },
  };
}

type Handler = (
  request: AttemptRequest,
) => Promise<Partial<AttemptResult>> | Partial<AttemptResult>;

export interface WorkerUnderTest extends AsyncDisposable {
  id: number;
}

/** A real worker; tasks do what the function of their name does, the others succeed at once. */
export async function workerUnderTest(
  connectionString: string,
  tasks: Record<string, Handler> = {},
  labels: string[] = [],
): Promise<WorkerUnderTest> {
  const executor: Executor = {
    kind: "command",
    async run(request) {
      const result = await tasks[request.task]?.(request);
      return { ending: "exited", exitCode: 0, signal: null, message: null, outputs: {}, ...result };
    },
    async killAll() {},
    async close() {},
  };
  const worker = await startWorker({
    connectionString,
    executors: [executor],
    slots: 8,
    labels,
    name: "test",
    beatMs: 50,
  });
  return { id: worker.id() as number, [Symbol.asyncDispose]: () => worker.stop() };
}

/** A task that goes on until it is let go or stopped. */
export function gate(): { open(): void; reached: Promise<void>; handler: Handler } {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  return {
    open,
    reached,
    async handler({ signal }) {
      reach();
      const stopped = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([opened, stopped]);
      return signal.aborted ? { ending: "cancelled", exitCode: null } : {};
    },
  };
}
