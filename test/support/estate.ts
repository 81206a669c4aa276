// A Trunkline of real processes for one test: a repository, a state folder, and a folder that tasks write to.

import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ApiClient, connectApi, type RunView } from "#api/client.ts";
import { createPool } from "#store/connect.ts";
import { isPostmasterOf, readPidFile } from "#store/embedded/postmaster.ts";
import { ensurePostgres } from "#store/embedded/server.ts";
import { stopServer } from "#store/embedded/stop.ts";
import { type Effect, readEffects, sayInto } from "./effects.ts";
import { eventually } from "./eventually.ts";
import { type Files, TestRepository } from "./repository.ts";
import { type TemporaryDirectory, temporaryDirectory } from "./temporary-directory.ts";
import { commands, type Running, running } from "./up.ts";

/** Three tasks that go on until a file `go` appears, do what is given, and end; then one that needs them. */
export const gated = (scratch: string, atEnd = "true") => `name: gated
tasks:
  work:
    matrix: {n: [1, 2, 3]}
    run: |
      ${sayInto(`${scratch}/effects`)}
      say start
      while [ ! -e ${scratch}/go ]; do say beat; sleep 0.05; done
      ${atEnd}
      say end
  last:
    needs: [work]
    run: |
      ${sayInto(`${scratch}/effects`)}
      say start
      say end
`;

export const gatedTasks = ["work[1]", "work[2]", "work[3]", "last"];

export interface EstateOptions {
  /** Instead of a temporary one. */
  state?: TemporaryDirectory;
  env?: NodeJS.ProcessEnv;
  /** Whose repository and folder of tasks it shares: the original of a restored copy. */
  original?: Estate;
  /** Seconds after which a silent worker is taken for dead; locks are trusted once Postgres is up for so long. */
  ttl?: number;
}

export class Estate implements AsyncDisposable {
  readonly repository: TestRepository;
  readonly #scratch: TemporaryDirectory;
  readonly #state: TemporaryDirectory;
  readonly #processes: Running[] = [];
  readonly #options: EstateOptions;
  readonly cli: ReturnType<typeof commands>;
  /** Of another version of Trunkline, for what is started from now on; a path. */
  program: string | undefined;

  /** `specs` gets the folder that tasks may write to; without it there is the pipeline `gated`. */
  constructor(
    specs: (scratch: string) => Files = (scratch) => ({ "pipelines/gated.yaml": gated(scratch) }),
    options: EstateOptions = {},
  ) {
    this.#options = options;
    this.repository = options.original?.repository ?? new TestRepository();
    this.#scratch = options.original ? options.original.#scratch : temporaryDirectory();
    this.#state = options.state ?? temporaryDirectory();
    this.cli = commands(this.state);
    if (!options.original) this.repository.commit(specs(this.#scratch.path));
  }

  get state(): string {
    return this.#state.path;
  }

  start(command: "up" | "server" | "worker", ...words: string[]): Running {
    const where = command === "worker" ? [] : [this.repository.path, "--poll", "1"];
    const { ttl = 2, env = {} } = this.#options;
    const version = this.program === undefined ? {} : { program: this.program };
    const started = running(
      [command, ...where, "--state", this.state, "--ttl", `${ttl}`, ...words],
      { env, ...version },
    );
    this.#processes.push(started);
    return started;
  }

  /** Started and ready. */
  async started(command: "up" | "server" | "worker", ...words: string[]): Promise<Running> {
    const ready = { up: "Trunkline is up", server: "Serving", worker: "tasks at a time" };
    const process = this.start(command, ...words);
    await process.said(ready[command]);
    return process;
  }

  /** Of the server that was started last. */
  api(): ApiClient {
    const read = (name: string) => readFileSync(join(this.state, name), "utf8").trim();
    return connectApi({ url: JSON.parse(read("server.json")).url, token: read("token") });
  }

  async run(pipeline = "gated"): Promise<string> {
    return (await this.api().startRun(pipeline)).run.id;
  }

  async ended(id: string, deadlineMs = 30_000): Promise<RunView> {
    const run = await this.api().run(id, { wait: deadlineMs / 1000 });
    if (run.finishedAt === null) throw new Error(`run ${id} has not ended: ${JSON.stringify(run)}`);
    return run;
  }

  /** Path of a file that tasks write. */
  scratch(name: string): string {
    return join(this.#scratch.path, name);
  }

  effects(what?: string): Effect[] {
    return readEffects(this.scratch("effects"), what);
  }

  /** Waits until so many attempts have started; answers the milliseconds it took. */
  starts(count: number, deadlineMs = 20_000): Promise<number> {
    const so = () => this.effects("start").length >= count;
    return eventually(`${count} attempts have started`, so, deadlineMs).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.#processes.map(printedBy).join("\n")}`);
    });
  }

  go(): void {
    appendFileSync(this.scratch("go"), "");
  }

  /** Asks the Postgres of the environment, or else the embedded one, which must run. */
  async query<R>(sql: string, parameters: unknown[] = []): Promise<R[]> {
    const pool = createPool(await this.#database(), { max: 1 });
    try {
      return (await pool.query(sql, parameters)).rows as R[];
    } finally {
      await pool.end();
    }
  }

  async #database(): Promise<string> {
    const { DATABASE_URL: given } = this.#options.env ?? {};
    return given ?? (await ensurePostgres({ stateDir: this.state })).connectionString;
  }

  /** Until then only beats count: a restart of Postgres frees every lock at once. */
  async locksTrusted(): Promise<void> {
    const sql = "select now() - pg_postmaster_start_time() > $1 * interval '1 s' as so";
    const so = async () =>
      (await this.query<{ so: boolean }>(sql, [this.#options.ttl ?? 2]))[0]?.so;
    await eventually("Postgres is up for a TTL", async () => (await so()) === true);
  }

  /** Process id of the embedded Postgres; null while none runs. */
  postmaster(): number | null {
    const folder = join(this.state, "postgres");
    const pid = readPidFile(folder)?.pid;
    return pid !== undefined && isPostmasterOf(folder, pid) ? pid : null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.go();
    for (const process of this.#processes.reverse()) await process[Symbol.asyncDispose]();
    await stopServer(join(this.state, "postgres"));
    if (!this.#options.original) {
      this.repository[Symbol.dispose]();
      await this.#scratch[Symbol.asyncDispose]();
    }
    await this.#state[Symbol.asyncDispose]();
  }
}

/** What a process said, and whether it still runs: for whom a test fails far from the machine on which it did. */
const printedBy = ({ child, printed }: Running): string =>
  `--- ${child.spawnargs.slice(2, 3)}, ended with ${child.exitCode ?? child.signalCode}:\n${printed()}`;
