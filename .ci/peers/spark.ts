// spark-standalone against a cluster of Apache Spark on this machine: a master with its REST submission server, and a worker.
// Java 17 or newer must be there, as `java`.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { attempt, must } from "./attempt.ts";
import { installed, program } from "./install.ts";
import { freePort, served } from "./serve.ts";

const version = "4.3.0";

export async function spark(): Promise<void> {
  execFileSync("java", ["-version"], { stdio: "ignore" });
  const folder = installed("spark", `pyspark==${version}`);
  const lib = path.join(folder, "lib");
  const python = readdirSync(lib).find((name) => name.startsWith("python")) ?? "";
  const sparkHome = path.join(lib, python, "site-packages/pyspark");
  const [master, web, rest, workerWeb] = await Promise.all([1, 2, 3, 4].map(() => freePort()));
  const url = `spark://127.0.0.1:${master}`;
  const server = `http://127.0.0.1:${rest}`;
  await served(
    (home) => {
      const settings = ["spark.master.rest.enabled=true", `spark.master.rest.port=${rest}`];
      const env = {
        ...{ SPARK_HOME: sparkHome, SPARK_LOCAL_IP: "127.0.0.1", SPARK_NO_DAEMONIZE: "1" },
        PYSPARK_PYTHON: program(folder, "python"),
        SPARK_DAEMON_JAVA_OPTS: settings.map((one) => `-D${one}`).join(" "),
        SPARK_DAEMON_MEMORY: "512m",
      };
      const daemon = (name: string, ...words: string[]) => ({
        command: path.join(sparkHome, "bin/spark-class"),
        words: [`org.apache.spark.deploy.${name}`, "--host", "127.0.0.1", ...words],
        env,
      });
      return [
        {
          ...daemon("master.Master", "--port", `${master}`, "--webui-port", `${web}`),
          ready: { url: `${server}/v1/submissions/status/none` },
        },
        {
          ...daemon(
            "worker.Worker",
            ...["--webui-port", `${workerWeb}`, "--work-dir", path.join(home, "work")],
            ...["--cores", "4", "--memory", "4g", url],
          ),
          ready: {
            url: `http://127.0.0.1:${web}/json/`,
            isReady: async (answer: Response) =>
              ((await answer.json()) as { aliveworkers: number }).aliveworkers === 1,
          },
        },
      ];
    },
    () => runs(server, url),
  );
}

async function runs(server: string, master: string): Promise<void> {
  const app = path.join(import.meta.dirname, "python/spark_app.py");
  const given = (how: string, file = app) => ({
    connection: { url: server },
    inputs: {
      appResource: `file:${file}`,
      // The driver of an application in Python is spark-submit itself, within the cluster.
      mainClass: "org.apache.spark.deploy.SparkSubmit",
      appArgs: ["--master", master, "--deploy-mode", "client", file, how],
      clientSparkVersion: version,
      sparkProperties: {
        ...{
          "spark.app.name": "peer",
          "spark.master": master,
          "spark.submit.deployMode": "cluster",
        },
        ...{
          "spark.driver.memory": "600m",
          "spark.executor.memory": "600m",
          "spark.cores.max": "1",
        },
      },
    },
  });
  const well = await attempt("spark-standalone", { ...given("well"), runId: "1" });
  must("spark-standalone: an application is followed to its end", well, well.exitCode === 0);

  const badly = await attempt("spark-standalone", { ...given("badly"), runId: "2" });
  must(
    "spark-standalone: one that fails is told",
    badly,
    badly.exitCode === 1 && badly.externalOver === true,
  );

  const slow = await attempt("spark-standalone", {
    ...{ ...given("slow"), runId: "3", cancelAt: "running" },
  });
  const there = await fetch(`${server}/v1/submissions/status/${slow.ids.submission}`);
  const { driverState } = (await there.json()) as { driverState: string };
  must(
    "spark-standalone: one that is cancelled is killed there",
    { slow, driverState },
    slow.ending === "cancelled" && slow.externalOver === true && driverState === "KILLED",
  );

  const large = { ...given("well"), runId: "5", cancelAt: "queued" };
  Object.assign(large.inputs.sparkProperties, { "spark.driver.memory": "64g" });
  const waiting = await attempt("spark-standalone", large);
  must(
    "spark-standalone: one that waits for a worker can be cancelled",
    waiting,
    waiting.ending === "cancelled" && waiting.externalOver === true,
  );

  const external = new RecordedRuns();
  await external.submitted({ key: "k", ids: JSON.stringify({ submission: "driver-none" }) });
  const gone = await attempt("spark-standalone", { ...given("well"), runId: "6", external });
  must(
    "spark-standalone: one that the master doesn't know is told",
    gone,
    gone.exitCode === 1 && /doesn't know the run any more/.test(gone.message ?? ""),
  );

  const lost = await attempt("spark-standalone", {
    ...{ ...given("well"), runId: "4" },
    loses: (method) => method === "POST",
  });
  must(
    "spark-standalone: one whose answer got lost is left to a person",
    lost,
    /needs attention/.test(lost.message ?? ""),
  );
}
