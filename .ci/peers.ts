// `npm run peers`: connectors against systems that run on a developer's machine. Each is installed once, into
// node_modules/.cache/peers, started on a free port, asked by the real executor, and ended. What is shown here is what the
// proof mark `server` of a connector means.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Connector } from "#core/connector/connector.ts";
import { playedAction } from "#core/connector/played.ts";
import { shippedConnector } from "#core/connector/source.ts";
import { playedWeb } from "#executors/connector/play.ts";
import { createConnectorExecutor } from "#executors/connector.ts";
import type { AttemptResult } from "#executors/executor.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";

const moto = "moto[server]==5.2.5";
const prefect = "prefect==3.9.1";
const cache = path.join(import.meta.dirname, "../node_modules/.cache/peers");

/** Programs of a Python package in a folder of its own. */
function installed(name: string, requirement: string): string {
  const folder = path.join(cache, name);
  const bin = path.join(folder, "bin");
  if (existsSync(path.join(folder, "installed"))) return bin;
  console.log(`installing ${requirement} …`);
  execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
  execFileSync(path.join(bin, "pip"), ["install", "-q", requirement], { stdio: "inherit" });
  execFileSync("touch", [path.join(folder, "installed")]);
  return bin;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  throw new Error(`${url} doesn't answer`);
}

interface Asked {
  connection: Record<string, string>;
  inputs: Record<string, unknown>;
  /** The same for the same submission. */
  runId: string;
  external?: RecordedRuns;
  /** Cancels once this is printed. */
  cancelAt?: string;
}

/** One attempt with a connector that comes with Trunkline, whose hosts are all this server. */
async function attempt(server: string, name: string, asked: Asked): Promise<AttemptResult> {
  const connector = shippedConnector(name)?.connector as Connector;
  const { connection, inputs, runId, cancelAt } = asked;
  const { action, secrets } = playedAction(name, connector, {
    ...{ connection, inputs, conversation: [], expect: { ends: "succeeded" } },
  });
  const stop = new AbortController();
  const executor = createConnectorExecutor({
    web: playedWeb(server),
    limits: { everyMs: 200, upToMs: 500 },
  });
  const run = { id: runId, date: "2026-01-02", scheduledAt: "2026-01-02T06:00:00Z" };
  let printed = "";
  try {
    return await executor.run({
      ...{ runId, task: "peer", attempt: 1, action, secrets },
      external: asked.external ?? new RecordedRuns(),
      ...{ env: {}, runAs: null, timeoutMs: 60_000, tree: null, signal: stop.signal },
      values: {
        scope: { params: {}, matrix: {}, needs: {}, allowStatus: false },
        run: {
          ...{ ...run, pipeline: "peers", generation: 1 },
          interval: { start: "2026-01-01T06:00:00Z", end: "2026-01-02T06:00:00Z" },
        },
        ...{ params: {}, matrix: {}, needs: [] },
      },
      onOutput(bytes) {
        printed += Buffer.from(bytes).toString();
        if (cancelAt !== undefined && printed.includes(cancelAt)) stop.abort("cancelled");
      },
    });
  } finally {
    await executor.close();
  }
}

function must(what: string, is: unknown, holds: boolean): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(is)}`);
  console.log(`ok  ${what}`);
}

const connection = { region: "eu-central-1", access_key_id: "AKIA1", secret_access_key: "s3cret" };

/** What the connectors don't do: making what they run. */
async function make(server: string, service: string, target: string, body: unknown) {
  const answer = await fetch(server, {
    method: "POST",
    headers: {
      "x-amz-target": target,
      "content-type": "application/x-amz-json-1.1",
      authorization: `AWS4-HMAC-SHA256 Credential=AKIA1/20260102/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${target}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, string>;
}

async function stepFunctions(server: string): Promise<void> {
  const definition = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", End: true } } });
  const roleArn = "arn:aws:iam::123456789012:role/peer";
  const machine = async () =>
    (
      await make(server, "states", "AWSStepFunctions.CreateStateMachine", {
        ...{ name: "peer", definition, roleArn },
      })
    ).stateMachineArn;
  const input = { day: "2026-01-02" };
  // It executes nothing unless it is told to: until then an execution goes on without end.
  const cancelled = await attempt(server, "aws-step-functions", {
    ...{ connection, inputs: { stateMachineArn: await machine(), input } },
    ...{ runId: "1", cancelAt: "running" },
  });
  must(
    "aws-step-functions: an execution is followed and stopped",
    cancelled,
    cancelled.externalOver === true && cancelled.ending === "cancelled",
  );
  await fetch(`${server}/moto-api/config`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
  const inputs = { stateMachineArn: await machine(), input };
  const ended = await attempt(server, "aws-step-functions", { connection, inputs, runId: "2" });
  must("aws-step-functions: one that ends is followed to its end", ended, ended.exitCode === 0);
}

async function glue(server: string): Promise<void> {
  const command = { Name: "glueetl", ScriptLocation: "s3://peer/script.py" };
  await make(server, "glue", "AWSGlue.CreateJob", { Name: "load", Role: "r", Command: command });
  const inputs = { job: "load", arguments: { "--day": "2026-01-02" } };
  const external = new RecordedRuns();
  const ended = await attempt(server, "aws-glue", { connection, inputs, runId: "1", external });
  must("aws-glue: a run is followed to its end", ended, ended.exitCode === 0);
  const [run] = external.all;
  const lost = new RecordedRuns();
  await lost.submitted({ ...run, ids: null });
  const found = await attempt(server, "aws-glue", {
    connection,
    inputs,
    runId: "1",
    external: lost,
  });
  must(
    "aws-glue: one whose answer got lost is found by its argument",
    lost.all,
    found.exitCode === 0 && lost.all.at(-1)?.ids === run?.ids,
  );
}

/** Flow runs that nobody executes: their states are set by hand, as a worker of Prefect would. */
async function prefectRuns(server: string): Promise<void> {
  const ask = async (path: string, body: unknown) => {
    for (let tries = 1; ; tries++) {
      const answer = await fetch(`${server}/api${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (answer.ok) return (await answer.json()) as { id: string };
      // Its database is busy for a while after the start.
      if (answer.status !== 503 || tries === 60) throw new Error(`${path}: ${await answer.text()}`);
      await sleep(500);
    }
  };
  const flow = await ask("/flows/", { name: "peer" });
  const deployment = await ask("/deployments/", { name: "peer", flow_id: flow.id });
  const given = {
    connection: { api_url: "http://prefect.peer/api" },
    inputs: { deployment_id: deployment.id, rerun: "failed" },
  };
  const set = (id: string, type: string, name: string) =>
    ask(`/flow_runs/${id}/set_state`, { state: { type, name }, force: true });
  /** Follows an attempt; once it has its run, its states are set one after the other. */
  const ended = async (external: RecordedRuns, runId: string, ...types: string[]) => {
    const result = attempt(server, "prefect", { ...given, runId, external });
    let id: string | undefined;
    while (id === undefined) {
      await sleep(100);
      const ids = external.all.at(-1)?.ids;
      if (ids) id = (JSON.parse(ids) as { flow_run: string }).flow_run;
    }
    for (const type of types) {
      await sleep(500);
      await set(id, type, type);
    }
    return { id, result: await result };
  };
  const well = await ended(new RecordedRuns(), "1", "RUNNING", "COMPLETED");
  must("prefect: a run is followed to its end", well, well.result.exitCode === 0);
  const lost = new RecordedRuns();
  const again = await attempt(server, "prefect", { ...given, runId: "1", external: lost });
  const ids = JSON.stringify({ flow_run: well.id });
  must(
    "prefect: the same key starts nothing twice",
    lost.all,
    again.exitCode === 0 && lost.all[0]?.ids === ids,
  );
  const failing = new RecordedRuns();
  const badly = await ended(failing, "2", "RUNNING", "FAILED");
  failing.over();
  const rerun = await ended(failing, "2", "RUNNING", "COMPLETED");
  must(
    "prefect: a run that failed is run again under its id",
    rerun,
    badly.result.exitCode === 1 && rerun.result.exitCode === 0 && rerun.id === badly.id,
  );
  const stopped = attempt(server, "prefect", { ...given, runId: "3", cancelAt: "queued" });
  must(
    "prefect: a run that is cancelled is asked to end",
    await stopped,
    (await stopped).ending === "cancelled",
  );
}

/** Starts a program, waits for its answer, and ends it after the work. */
async function served(
  program: string,
  words: (port: string) => string[],
  settings: { ready: string; env?: NodeJS.ProcessEnv },
  work: (server: string) => Promise<void>,
): Promise<void> {
  const port = `${await freePort()}`;
  const env = { ...process.env, ...settings.env };
  const child = spawn(program, words(port), { stdio: "ignore", env });
  const server = `http://127.0.0.1:${port}`;
  try {
    await answers(`${server}${settings.ready}`, child);
    await work(server);
  } finally {
    child.kill();
  }
}

const motoServer = path.join(installed("moto", moto), "moto_server");
await served(
  motoServer,
  (port) => ["-p", port],
  { ready: "/" },
  async (server) => {
    await stepFunctions(server);
    await glue(server);
  },
);
const home = mkdtempSync(path.join(tmpdir(), "trunkline-peers-"));
try {
  await served(
    path.join(installed("prefect", prefect), "prefect"),
    (port) => ["server", "start", "--host", "127.0.0.1", "--port", port],
    { ready: "/api/health", env: { PREFECT_HOME: home, DO_NOT_TRACK: "1" } },
    prefectRuns,
  );
} finally {
  rmSync(home, { recursive: true, force: true });
}
