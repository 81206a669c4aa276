// A whole Trunkline in this process: a Git repository, its server on a test database, a worker, and a state folder in
// which commands find it.

import { ensureToken, writeServerFile } from "#cli/server-file.ts";
import { type ServerOptions, startServer } from "#server";
import { untilLastConnection } from "#store/last-connection.ts";
import { startWorkerProcess } from "#worker";
import { testDatabase } from "./database.ts";
import { type Files, TestRepository } from "./repository.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { trunklineHere } from "./trunkline.ts";

type Ended = Awaited<ReturnType<typeof trunklineHere>>;

export interface ServerUnderTest extends AsyncDisposable {
  repository: TestRepository;
  /** Of `--state`. */
  state: string;
  url: string;
  connectionString: string;
  /** Ends the server and starts it anew at the same address. */
  restart(): Promise<void>;
  /** A command that finds the server by TRUNKLINE_STATE. */
  trunkline(words: readonly string[], signal?: AbortSignal): Promise<Ended>;
  /** The same with `--output json`: every line as a value. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json(words: readonly string[]): Promise<any[]>;
}

/** The project is `shop`; its files are committed and deployed. Nothing polls: tests sync when they mean to. */
export async function serverUnderTest(
  files: Files,
  {
    folder = "",
    ...more
  }: Partial<Pick<ServerOptions, "access" | "host" | "env" | "control" | "alerts">> & {
    folder?: string;
  } = {},
): Promise<ServerUnderTest> {
  const stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const repository = stack.use(new TestRepository());
  repository.commit(files, { message: "First (#7)\n\nReviewed-by: Grace" });
  const { connectionString } = stack.use(await testDatabase());
  stack.defer(() => untilLastConnection(connectionString));
  const token = await ensureToken(state);
  const options = {
    connectionString,
    cacheDir: `${state}/mirrors`,
    projects: [
      {
        name: "shop",
        environment: "test",
        repository: repository.path,
        branch: "main",
        path: folder,
      },
    ],
    host: "127.0.0.1",
    token,
    pollMs: 3_600_000,
    env: {},
    onMessage: () => {},
    ...more,
  };
  let server = await startServer({ ...options, ports: [0] });
  stack.defer(() => server.stop());
  const worker = await startWorkerProcess({
    connectionString,
    workDirectory: `${state}/work`,
    slots: 4,
    onMessage: () => {},
  });
  // Not `stop`, which waits for what a failed test left running.
  stack.defer(() => worker.abandon());
  await writeServerFile(state, { url: server.url, pid: process.pid });
  if (more.control) await server.lookAtControl();
  await server.sync("shop");
  const env = { TRUNKLINE_STATE: state };
  return {
    repository,
    state,
    url: server.url,
    connectionString,
    async restart() {
      await server.stop();
      server = await startServer({ ...options, ports: [Number(new URL(server.url).port)] });
    },
    trunkline: (words, signal) =>
      trunklineHere(words, { env, ...(signal === undefined ? {} : { signal }) }),
    async json(words) {
      const { stdout } = await trunklineHere([...words, "--output", "json"], { env });
      return stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
