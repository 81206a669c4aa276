// What does one worker take while it follows 1,000 runs of another system, asked for every ten seconds?

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connectorAction } from "#core/connector/action.ts";
import { readConnector } from "#core/connector/read.ts";
import { parseFile } from "#core/parse.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { createRuns } from "#store/triggers.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { benchDatabase } from "./support/database.ts";
import { type Measured, measured } from "./support/process-figures.ts";
import { alternate, type Result } from "./support/rounds.ts";

const count = 1_000;
const everyMs = 10_000;
const windowMs = 60_000;

const connectorOf = (url: string) => `
description: Runs that never end.
base: ${url}
submit: {path: /jobs, json: {key: "\${{ key }}"}, ids: {run: response.body.id}}
poll:
  path: /runs/\${{ id.run }}
  state: {succeeded: response.body.state == 'well', failed: response.body.state == 'badly', running: response.body.state == 'running'}
  progress: "\${{ response.body.progress }}"
cancel: none
limits: {every: ${everyMs / 1_000}s, upTo: ${everyMs / 1_000}s}
`;

export async function run(rounds: number): Promise<Result> {
  await using stack = new AsyncDisposableStack();
  const server = spawn(process.execPath, [
    fileURLToPath(new URL("./support/external-server.ts", import.meta.url)),
  ]);
  stack.defer(() => void server.kill());
  const [port] = (await once(server.stdout, "data")) as [Buffer];
  const url = `http://127.0.0.1:${port.toString().trim()}`;
  const db = stack.use(await benchDatabase());
  const file = parseFile("connectors/endless.yaml", connectorOf(url));
  const { connector, problems } = readConnector("connectors/endless.yaml", file);
  if (connector === null) throw new Error(problems[0]?.message);
  const action = connectorAction("endless", connector, {}, null, []);
  const tasks = Array.from({ length: count }, (_, n) => task(`t${n}`, { action }));
  const ids = await deploy(db.pool, [pipeline("endless", tasks)]);
  await createRuns(db.pool, {
    ...{ pipelines: [ids.get("endless") as number], slots: ["m:1"], dates: ["2026-01-01"] },
    ...{ dues: [new Date()], reasons: [null] as unknown as string[], kind: "manual" },
    ...{ params: {}, actor: null, parentTrace: null },
  });
  const scheduler = startScheduler({ pool: db.pool });
  stack.defer(() => scheduler.stop());
  const work = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  stack.defer(() => rmSync(work, { recursive: true, force: true }));
  const program = (name: string) => new URL(`./support/${name}.ts`, import.meta.url);
  const worker = stack.use(
    measured(program("external-worker"), [db.connectionString, work, `${count}`]),
  );
  const loop = stack.use(measured(program("external-loop"), [url, `${count}`, `${everyMs}`]));
  const followed = async () =>
    (
      await db.pool.query(
        "select count(*)::int as n from trunkline.external_run where external ->> 'ids' is not null",
      )
    ).rows[0].n as number;
  while ((await followed()) < count) await sleep(200);
  // What the start took is over.
  await sleep(everyMs * 2);
  const most = { worker: 0, loop: 0 };
  const { all, ...figures } = await alternate(
    rounds,
    () => share(loop, (megabytes) => (most.loop = Math.max(most.loop, megabytes))),
    () => share(worker, (megabytes) => (most.worker = Math.max(most.worker, megabytes))),
  );
  if ((await followed()) !== count) throw new Error("not all are followed any more");
  return {
    ...{ name: "external-runs", ...figures, unit: "% of a core" },
    params: { rounds, count, everyMs, megabytes: most.worker, loopMegabytes: most.loop, all },
  };
}

/** Percent of a core over the window; memory is looked at all the time. */
async function share(of: Measured, onMemory: (megabytes: number) => void): Promise<number> {
  const began = performance.now();
  const before = await of.figures();
  let now = before;
  while (performance.now() - began < windowMs) {
    await sleep(2_000);
    now = await of.figures();
    onMemory(now.megabytes);
  }
  return ((now.cpuMs - before.cpuMs) / (performance.now() - began)) * 100;
}
