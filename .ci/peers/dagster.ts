// dagster against Dagster on this machine: its web server, code server and daemon.

import { readFileSync } from "node:fs";
import path from "node:path";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { attempt, must } from "./attempt.ts";
import { installed, program } from "./install.ts";
import { freePort, served } from "./serve.ts";

const version = "1.13.28";
const file = path.join(import.meta.dirname, "python/dagster_jobs.py");

export async function dagster(): Promise<void> {
  const folder = installed("dagster", `dagster==${version}`, `dagster-webserver==${version}`);
  const port = `${await freePort()}`;
  const server = `http://127.0.0.1:${port}`;
  await served(
    (home) => [
      {
        command: program(folder, "dagster"),
        words: ["dev", "-f", file, "-h", "127.0.0.1", "-p", port],
        env: {
          ...{ DAGSTER_HOME: home, PEER_HOME: home, PATH: `${folder}/bin:${process.env.PATH}` },
          DAGSTER_DISABLE_TELEMETRY: "yes",
        },
        ready: { url: `${server}/server_info`, isReady: ({ ok }) => ok },
      },
    ],
    (home) => runs(server, home),
  );
}

async function graphql(server: string, query: string): Promise<unknown> {
  const answer = await fetch(`${server}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return ((await answer.json()) as { data: unknown }).data;
}

async function runs(server: string, home: string): Promise<void> {
  const given = (how: string, more: object = {}) => ({
    connection: { url: server },
    inputs: {
      ...{ repositoryLocationName: path.basename(file), jobName: "peer" },
      runConfigData: { ops: { second: { config: { how } } } },
      ...more,
    },
  });
  const refused = await attempt("dagster", { ...given("well", { jobName: "none" }), runId: "0" });
  must("dagster: a job that isn't there is told", refused, refused.exitCode === 1);

  const well = await attempt("dagster", {
    ...{ ...given("well"), runId: "1" },
    loses: (method) => method === "POST",
  });
  must(
    "dagster: a run whose answer got lost is found by its tag, and followed to its end",
    well,
    well.exitCode === 0 && /Looking for what was submitted/.test(well.printed),
  );
  must("dagster: its log is shown", well.printed, /the first op has run/.test(well.printed));

  const external = new RecordedRuns();
  const failing = { ...given("once", { rerun: "failed" }), runId: "2", external };
  const badly = await attempt("dagster", failing);
  must("dagster: a run that fails is told", badly, badly.exitCode === 1 && !!badly.externalOver);
  let isFirst = true;
  const rerun = await attempt("dagster", {
    ...failing,
    // The first question is for the run that failed.
    loses: () => {
      if (!isFirst) return true;
      isFirst = false;
      return false;
    },
  });
  must(
    "dagster: its failed ops are run again in a run of their own, which is found when the answer got lost",
    rerun,
    rerun.exitCode === 0 &&
      rerun.ids.run !== badly.ids.run &&
      /Looking for what was submitted/.test(rerun.printed) &&
      readFileSync(path.join(home, `first-${badly.ids.run}`), "utf8") === "x",
  );

  const slow = await attempt("dagster", { ...given("slow"), runId: "3", cancelAt: "running" });
  must(
    "dagster: a run that is cancelled is ended there",
    slow,
    slow.ending === "cancelled" && slow.externalOver === true,
  );
  const list = (await graphql(
    server,
    "{ runsOrError { ... on Runs { results { status } } } }",
  )) as {
    runsOrError: { results: { status: string }[] };
  };
  const states = list.runsOrError.results.map(({ status }) => status).sort();
  must(
    "dagster: there are four runs, and no more",
    states,
    states.join() === "CANCELED,FAILURE,SUCCESS,SUCCESS",
  );
}
