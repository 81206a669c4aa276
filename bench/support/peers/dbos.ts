// DBOS Transact: a workflow is a function, each of its steps is recorded when it has ended. Nobody needs a queue for it.

import { DBOS } from "@dbos-inc/dbos-sdk";
import pg from "pg";
import { seconds } from "../rounds.ts";

export interface DbosPeer extends AsyncDisposable {
  /** Steps per second of one workflow, one after the other. */
  chain(steps: number): Promise<number>;
  /** Of one workflow, all at once. */
  fanout(steps: number): Promise<number>;
  /** Of many workflows: one step, the others but one at once, one at the end. */
  diamonds(workflows: number, steps: number): Promise<number>;
  /** Of many workflows of one step. */
  due(workflows: number): Promise<number>;
}

const poolSize = 20;
/** Workflows that are started together, as an application would to fill the pool. */
const startedTogether = 1_000;

const step = (name: string) => DBOS.runStep(async () => {}, { name });

const chain = DBOS.registerWorkflow(
  async (steps: number) => {
    for (let n = 0; n < steps; n++) await step(`s${n}`);
  },
  { name: "chain" },
);
const fan = DBOS.registerWorkflow(
  async (steps: number) => {
    await step("root");
    await Promise.all(Array.from({ length: steps - 2 }, (_, n) => step(`f${n}`)));
    await step("join");
  },
  { name: "fan" },
);
const one = DBOS.registerWorkflow(async () => step("only"), { name: "one" });

/** @param url of an empty database */
export async function startDbos(url: string): Promise<DbosPeer> {
  const pool = new pg.Pool({ connectionString: url, max: poolSize });
  // The one that listens outlives the shutdown, until the server stops.
  pool.on("error", () => {});
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: url,
    systemDatabasePool: pool,
    logLevel: "error",
  });
  await DBOS.launch();
  const rate = async (steps: number, work: () => Promise<unknown>) => steps / (await seconds(work));
  return {
    chain: (steps) => rate(steps, async () => (await DBOS.startWorkflow(chain)(steps)).getResult()),
    fanout: (steps) => rate(steps, async () => (await DBOS.startWorkflow(fan)(steps)).getResult()),
    diamonds: (workflows, steps) =>
      rate(workflows * steps, () => inParts(workflows, () => DBOS.startWorkflow(fan)(steps))),
    due: (workflows) => rate(workflows, () => inParts(workflows, () => DBOS.startWorkflow(one)())),
    async [Symbol.asyncDispose]() {
      await DBOS.shutdown();
      await pool.end();
    },
  };
}

async function inParts(
  count: number,
  begin: () => Promise<{ getResult(): Promise<unknown> }>,
): Promise<void> {
  for (let at = 0; at < count; at += startedTogether) {
    const length = Math.min(startedTogether, count - at);
    const handles = await Promise.all(Array.from({ length }, begin));
    await Promise.all(handles.map((handle) => handle.getResult()));
  }
}
