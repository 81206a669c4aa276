// airflow against Apache Airflow 3 on this machine: its API server, scheduler and the rest in one, on SQLite.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { attempt, must } from "./attempt.ts";
import { installed, program } from "./install.ts";
import { freePort, served } from "./serve.ts";

export async function airflow(): Promise<void> {
  const folder = installed("airflow", "apache-airflow==3.3.2");
  const port = `${await freePort()}`;
  const server = `http://127.0.0.1:${port}`;
  await served(
    async (home) => {
      mkdirSync(path.join(home, "dags"));
      copyFileSync(
        path.join(import.meta.dirname, "python/airflow_dag.py"),
        path.join(home, "dags/peer.py"),
      );
      const passwords = path.join(home, "passwords.json");
      writeFileSync(passwords, JSON.stringify({ admin: "s3cret" }));
      return [
        {
          command: program(folder, "airflow"),
          words: ["standalone"],
          env: {
            ...{ AIRFLOW_HOME: home, PEER_HOME: home, PATH: `${folder}/bin:${process.env.PATH}` },
            AIRFLOW__CORE__DAGS_FOLDER: path.join(home, "dags"),
            AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: "False",
            AIRFLOW__CORE__LOAD_EXAMPLES: "False",
            AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: passwords,
            AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: "admin:admin",
            AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${server}/execution/`,
            AIRFLOW__API__PORT: port,
            AIRFLOW__API__HOST: "127.0.0.1",
            AIRFLOW__API__WORKERS: "1",
            AIRFLOW__API__BASE_URL: server,
            AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK: "False",
            AIRFLOW__TRIGGERER__DEFAULT_CAPACITY: "1",
            AIRFLOW__USAGE_DATA_COLLECTION__ENABLED: "False",
          },
          // The DAG is known, and not only the server there.
          ready: { url: `${server}/api/v2/version`, isReady: () => knows(server) },
        },
      ];
    },
    (home) => runs(server, home),
  );
}

async function asAdmin(server: string, at: string): Promise<Response> {
  const login = await fetch(`${server}/auth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: "s3cret" }),
  });
  const { access_token } = (await login.json()) as { access_token: string };
  return await fetch(`${server}/api/v2${at}`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
}

const knows = (server: string): Promise<boolean> =>
  asAdmin(server, "/dags/peer").then(
    ({ ok }) => ok,
    () => false,
  );

async function runs(server: string, home: string): Promise<void> {
  const given = (how: string, more: object = {}) => ({
    connection: { url: server, username: "admin", password: "s3cret" },
    inputs: { dag_id: "peer", conf: { how }, ...more },
  });
  const refused = await attempt("airflow", {
    ...given("well"),
    ...{ connection: { url: server, username: "admin", password: "wrong" }, runId: "0" },
  });
  must("airflow: a wrong password is told", refused, /401/.test(refused.message ?? ""));

  const well = await attempt("airflow", {
    ...{ ...given("well"), runId: "1" },
    loses: (method, url) => method === "POST" && url.pathname.endsWith("/dagRuns"),
  });
  must(
    "airflow: one whose answer got lost is sent again with its key, and followed to its end",
    well,
    well.exitCode === 0 && /sending it again/.test(well.printed),
  );
  const again = await attempt("airflow", { ...given("well"), runId: "1" });
  must(
    "airflow: the same key starts nothing twice",
    again,
    again.exitCode === 0 && again.ids.dag_run === well.ids.dag_run,
  );

  const crashed = new RecordedRuns();
  await crashed.submitted({ key: well.ids.dag_run ?? null, ids: null });
  const found = await attempt("airflow", { ...given("well"), runId: "1", external: crashed });
  must(
    "airflow: one whose worker was lost is found by its key",
    found,
    found.exitCode === 0 &&
      found.ids.dag_run === well.ids.dag_run &&
      !/Submitted to/.test(found.printed),
  );

  const external = new RecordedRuns();
  const failing = { ...given("once", { rerun: "failed" }), runId: "2", external };
  const badly = await attempt("airflow", failing);
  must("airflow: a run that fails is told", badly, badly.exitCode === 1 && !!badly.externalOver);
  const rerun = await attempt("airflow", {
    ...failing,
    loses: (_, url) => url.pathname.endsWith("/clear"),
  });
  must(
    "airflow: its failed tasks are run again, and no others, also where that answer gets lost",
    rerun,
    rerun.exitCode === 0 &&
      rerun.ids.dag_run === badly.ids.dag_run &&
      readFileSync(path.join(home, `first-${badly.ids.dag_run}`), "utf8") === "x",
  );

  const slow = await attempt("airflow", { ...given("slow"), runId: "3", cancelAt: "running" });
  const there = await asAdmin(server, `/dags/peer/dagRuns/${slow.ids.dag_run}`);
  const { state } = (await there.json()) as { state: string };
  must(
    "airflow: a run that is cancelled is ended there",
    { slow, state },
    slow.ending === "cancelled" && slow.externalOver === true && state === "failed",
  );
  const list = (await (await asAdmin(server, "/dags/peer/dagRuns")).json()) as {
    total_entries: number;
  };
  must("airflow: there are three runs, and no more", list.total_entries, list.total_entries === 3);
}
