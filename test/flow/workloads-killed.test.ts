// Containers and Jobs outlive the worker that started them: it is killed with -9, and the next attempt follows the same one.

import { mkdirSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { containerEngine } from "#test/support/container-engine.ts";
import { Estate } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { kubernetesServer, namespace } from "#test/support/kubernetes-server.ts";

/** Goes on until the file is there. */
const waiting = (file: string) =>
  `echo started; while [ ! -e ${file} ]; do sleep 0.05; done; echo rows=42 >> $TRUNKLINE_OUTPUT`;

const pipeline = (uses: string, given: string, run: string) => `name: long
tasks:
  work:
    uses: ${uses}
    outputs: {rows: integer}
    retry: {retries: 0}
    with: {${given}, secrets: {TOKEN: a/token}, run: '${run}'}
  last:
    needs: [work]
    run: echo rows \${{ needs.work.outputs.rows }}
`;

const env = {
  TRUNKLINE_SECRET_A__TOKEN: "t0ken-of-the-task",
  TRUNKLINE_SECRET_K8S__TOKEN: "t0ken",
};

async function killedAndAdopted(
  estate: Estate,
  options: string[],
  isStarted: () => Promise<boolean>,
  go: () => void,
) {
  await estate.start("server").said("Serving", 100_000);
  const first = estate.start("worker", ...options);
  await first.said("tasks at a time", 100_000);
  const id = await estate.run("long");
  await eventually("it has started", isStarted, 60_000).catch(async (error: Error) => {
    throw new Error(`${error.message}\n${JSON.stringify((await estate.api().run(id)).tasks)}`);
  });
  first.child.kill("SIGKILL");
  await first.ended;
  await estate.start("worker", ...options).said("tasks at a time", 100_000);
  await eventually(
    "the next attempt is at it",
    async () => ((await estate.api().run(id)).tasks[0]?.attempts.length ?? 0) > 1,
    60_000,
  );
  go();
  const run = await estate.ended(id, 60_000);
  expect(run.state).toBe("succeeded");
  const { stdout } = await estate.cli.call(["logs", id]);
  expect(stdout).toContain("rows 42");
  expect(stdout).toMatch(/An earlier attempt made the (Job|container)/);
  expect(stdout).not.toContain("t0ken");
}

test("a Job goes on when its worker is killed, and is adopted", { timeout: 240_000 }, async () => {
  await using server = await kubernetesServer();
  const image = `etl@sha256:${"0".repeat(64)}`;
  await using estate = new Estate(
    (scratch) => ({
      "pipelines/long.yaml": pipeline(
        "kubernetes",
        `connection: cluster, image: "${image}"`,
        waiting(`${scratch}/go`),
      ),
      "connections/cluster.yaml": `type: kubernetes\nserver: ${server.url}\nnamespace: ${namespace}\ntoken: k8s/token\n`,
    }),
    { env },
  );
  const isStarted = async () => [...server.pods.values()].some(({ lines }) => lines.length > 0);
  await killedAndAdopted(estate, [], isStarted, () => estate.go());
  expect(server.made()).toBe(1);
  expect(server.secrets.size).toBe(0);
});

test("a container goes on when its worker is killed, and is adopted", {
  timeout: 240_000,
}, async (context) => {
  const engine = await containerEngine();
  if (typeof engine === "string") return context.skip(engine);
  onTestFinished(() => engine[Symbol.asyncDispose]());
  await using estate = new Estate(
    (scratch) => ({
      "pipelines/long.yaml": pipeline(
        "container",
        `image: "${engine.image}", mounts: [{source: ${scratch}/in, target: /in}]`,
        waiting("/in/go"),
      ),
    }),
    { env },
  );
  const folder = estate.scratch("in");
  mkdirSync(folder);
  const options = ["--containers", engine.socket, "--container-mount", folder];
  const isStarted = async () =>
    (await engine.containers()).some(({ State }) => State === "running");
  await killedAndAdopted(estate, options, isStarted, () => writeFileSync(`${folder}/go`, ""));
  expect(await engine.containers()).toEqual([]);
});
