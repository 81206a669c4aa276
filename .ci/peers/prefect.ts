// prefect against a server of Prefect on this machine.

import { setTimeout as sleep } from "node:timers/promises";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { attempt, must } from "./attempt.ts";
import { installed, program } from "./install.ts";
import { freePort, served } from "./serve.ts";

export async function prefect(): Promise<void> {
  const folder = installed("prefect", "prefect==3.9.1");
  const port = `${await freePort()}`;
  const server = `http://127.0.0.1:${port}`;
  await served(
    (home) => [
      {
        command: program(folder, "prefect"),
        words: ["server", "start", "--host", "127.0.0.1", "--port", port],
        env: { PREFECT_HOME: home, DO_NOT_TRACK: "1" },
        ready: { url: `${server}/api/health` },
      },
    ],
    () => prefectRuns(server),
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
    connection: { api_url: `${server}/api` },
    inputs: { deployment_id: deployment.id, rerun: "failed" },
  };
  const set = (id: string, type: string, name: string) =>
    ask(`/flow_runs/${id}/set_state`, { state: { type, name }, force: true });
  /** Follows an attempt; once it has its run, its states are set one after the other. */
  const ended = async (external: RecordedRuns, runId: string, ...types: string[]) => {
    const result = attempt("prefect", { ...given, runId, external });
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
  const again = await attempt("prefect", { ...given, runId: "1", external: lost });
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
  const stopped = attempt("prefect", { ...given, runId: "3", cancelAt: "queued" });
  must(
    "prefect: a run that is cancelled is asked to end",
    await stopped,
    (await stopped).ending === "cancelled",
  );
}
