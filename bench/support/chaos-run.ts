// A chaos run from its start to its facts: two servers, two workers, one Postgres, load, strikes, and calm.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeTree } from "#executors/workspace.ts";
import { createPool } from "#store/connect.ts";
import { TestRepository } from "#test/support/repository.ts";
import {
  chaosFiles,
  counts,
  followers,
  pools,
  readChaosEffects,
  requested,
  schedules,
  turn,
} from "./chaos-estate.ts";
import type { ChaosFacts } from "./chaos-facts.ts";
import { ChaosPostgres } from "./chaos-postgres.ts";
import { ChaosProcess } from "./chaos-process.ts";
import { ChaosRequests } from "./chaos-requests.ts";
import { readAttempts, readRuns, readSchedules, readWorkers, unfinished } from "./chaos-rows.ts";
import { strike } from "./chaos-strikes.ts";

export interface ChaosOptions {
  seed: number;
  /** Under load and strikes. */
  seconds: number;
  ttlSeconds: number;
  /** Until everything must have ended once it is calm. */
  calmSeconds: number;
  say: (message: string) => void;
}

export interface ChaosOutcome {
  facts: ChaosFacts;
  /** Processes that ended without having been killed. */
  deaths: string[];
}

const project = "chaos";
const requestEveryMs = 2_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function chaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const { say } = options;
  await using stack = new AsyncDisposableStack();
  const root = mkdtempSync(join(tmpdir(), "trunkline-chaos-"));
  stack.defer(() => removeTree(root));
  const effects = join(root, "effects");
  const repository = stack.use(new TestRepository());
  repository.commit(chaosFiles(effects, true));
  const postgres = await ChaosPostgres.start(join(root, "postgres"));
  stack.defer(() => postgres.stop());
  const { processes, states } = describe(root, repository.path, postgres, options);
  stack.defer(() => Promise.all(processes.map((process) => process.end())).then(() => {}));
  await Promise.all(processes.map((process) => process.start()));
  say("two servers and two workers are ready");

  const requests = new ChaosRequests(states);
  const until = performance.now() + options.seconds * 1_000;
  const striking = strike({
    ...options,
    ttlMs: options.ttlSeconds * 1_000,
    until,
    processes,
    postgres,
  });
  while (performance.now() < until) {
    requests.ask(requested);
    await pause(requestEveryMs);
  }
  const strikes = await striking;
  say("calm: no schedules any more, everything that runs may end");
  repository.commit(chaosFiles(effects, false));
  const pool = createPool(postgres.connectionString, { max: 2 });
  stack.defer(() => pool.end());
  await requests.settled();
  await settle(pool, requests, options);
  const facts: ChaosFacts = {
    effects: readChaosEffects(effects),
    runs: await readRuns(pool),
    attempts: await readAttempts(pool),
    workers: await readWorkers(pool),
    schedules: await readSchedules(pool, schedules),
    followers,
    pools,
    counts,
    requests: requests.answered,
    strikes,
  };
  return { facts, deaths: processes.flatMap(({ deaths }) => deaths) };
}

function describe(
  root: string,
  repository: string,
  postgres: ChaosPostgres,
  { ttlSeconds, say }: ChaosOptions,
): { processes: ChaosProcess[]; states: string[] } {
  const env = { DATABASE_URL: postgres.connectionString };
  const ttl = ["--ttl", `${ttlSeconds}`];
  const state = (name: string) => join(root, name);
  const server = (name: string) => [
    ...["server", repository, "--name", project, "--poll", "1", "--port", "0"],
    ...[...ttl, "--state", state(name)],
  ];
  const worker = (name: string) => ["worker", "--slots", "12", ...ttl, "--state", state(name)];
  const servers = ["server-1", "server-2"];
  const common = { env, say };
  return {
    processes: [
      ...servers.map(
        (name) =>
          new ChaosProcess({ ...common, kind: "server", words: server(name), ready: "Serving" }),
      ),
      ...["worker-1", "worker-2"].map(
        (name) =>
          new ChaosProcess({
            ...{ ...common, kind: "worker", words: worker(name), ready: "tasks at a time" },
          }),
      ),
    ],
    states: servers.map(state),
  };
}

/** Until the last deployment is there and no run is open; those that wait for their turn get it. */
async function settle(
  pool: ReturnType<typeof createPool>,
  requests: ChaosRequests,
  { calmSeconds, say }: ChaosOptions,
): Promise<void> {
  const deadline = performance.now() + calmSeconds * 1_000;
  while (performance.now() < deadline) {
    const { rows } = await pool.query("select from trunkline.trigger");
    const open = await unfinished(pool);
    if (rows.length === 0 && open.length === 0) return;
    if (open.some((text) => text.startsWith("taker"))) await requests.emit(project, turn);
    await pause(500);
  }
  say(`not everything ended within ${calmSeconds} s: ${(await unfinished(pool)).join(", ")}`);
}
