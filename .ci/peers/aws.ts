// aws-step-functions and aws-glue against moto, an emulator of AWS.

import { playedWeb } from "#executors/connector/play.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { attempt, must } from "./attempt.ts";
import { installed, program } from "./install.ts";
import { freePort, served } from "./serve.ts";

export async function aws(): Promise<void> {
  const folder = installed("moto", "moto[server]==5.2.5");
  const port = `${await freePort()}`;
  const server = `http://127.0.0.1:${port}`;
  const moto = {
    command: program(folder, "moto_server"),
    words: ["-p", port],
    ready: { url: server },
  };
  await served(
    () => [moto],
    async () => {
      await stepFunctions(server);
      await glue(server);
    },
  );
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
  const web = playedWeb(server);
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
  const cancelled = await attempt("aws-step-functions", {
    ...{ connection, inputs: { stateMachineArn: await machine(), input }, web },
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
  const ended = await attempt("aws-step-functions", { connection, inputs, web, runId: "2" });
  must("aws-step-functions: one that ends is followed to its end", ended, ended.exitCode === 0);
}

async function glue(server: string): Promise<void> {
  const web = playedWeb(server);
  const command = { Name: "glueetl", ScriptLocation: "s3://peer/script.py" };
  await make(server, "glue", "AWSGlue.CreateJob", { Name: "load", Role: "r", Command: command });
  const inputs = { job: "load", arguments: { "--day": "2026-01-02" } };
  const external = new RecordedRuns();
  const ended = await attempt("aws-glue", { connection, inputs, web, runId: "1", external });
  must("aws-glue: a run is followed to its end", ended, ended.exitCode === 0);
  const [run] = external.all;
  const lost = new RecordedRuns();
  await lost.submitted({ ...run, ids: null });
  const found = await attempt("aws-glue", {
    ...{ connection, inputs, web },
    ...{ runId: "1", external: lost },
  });
  must(
    "aws-glue: one whose answer got lost is found by its argument",
    lost.all,
    found.exitCode === 0 && lost.all.at(-1)?.ids === run?.ids,
  );
}
