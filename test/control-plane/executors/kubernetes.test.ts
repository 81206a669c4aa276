import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { KubernetesAction } from "#core/action.ts";
import type { KubernetesConnection } from "#core/connections/kubernetes.ts";
import { kubernetesAction } from "#core/kubernetes-action.ts";
import { createKubernetesExecutor, type KubernetesExecutorOptions } from "#executors/kubernetes.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import type { KubernetesInputs } from "#schemas/types.ts";
import { valuesWith } from "#test/support/attempt-values.ts";
import { eventually } from "#test/support/eventually.ts";
import { kubernetesServer, namespace } from "#test/support/kubernetes-server.ts";
import { selfSigned } from "#test/support/self-signed.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { adoptionContract, attempt, executorContract } from "./executor.contract.ts";

const image = `etl@sha256:${"0".repeat(64)}`;

async function underTest(
  options: KubernetesExecutorOptions = {},
  pair: { key: string; cert: string } | null = null,
) {
  const server = await kubernetesServer(pair);
  const directory = temporaryDirectory();
  const executor = createKubernetesExecutor({
    ...{ graceMs: 1_000, pace: { everyMs: 10, upToMs: 50 } },
    ...options,
  });
  const secrets = { token: server.token };
  const connection: KubernetesConnection = {
    ...{ type: "kubernetes", server: server.url, ca: pair?.cert ?? null, namespace },
    ...{ token: "token", clientCertificate: null, clientKey: null, inCluster: false },
  };
  const action = (
    inputs: Partial<KubernetesInputs>,
    other: Partial<KubernetesConnection> = {},
  ): KubernetesAction =>
    kubernetesAction({ connection: "cluster", image, ...inputs }, { ...connection, ...other });
  /** Ends a script that waits for it. */
  const end = (how: string) => writeFileSync(join(directory.path, "end"), how);
  const waits = `echo started; while [ ! -s ${directory.path}/end ]; do sleep 0.02; done; code=$(cat ${directory.path}/end); rm ${directory.path}/end; exit $code`;
  return {
    ...{ server, action, secrets, end, waits, directory },
    executor: {
      ...executor,
      run: (request: Parameters<typeof executor.run>[0]) =>
        executor.run({ ...request, secrets: { ...secrets, ...request.secrets } }),
    },
    alive: () => [...server.pods.values()].filter((pod) => pod.process && !pod.hasEnded).length,
    [Symbol.asyncDispose]: async () => {
      await executor.close();
      await server[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

const lasting = "echo started; exec sleep 600";

async function underContract() {
  const it = await underTest();
  return {
    executor: it.executor,
    succeeds: it.action({ command: ["true"] }),
    fails: it.action({ run: "exit 7" }),
    prints: (text: string) => it.action({ command: ["echo", text] }),
    lasts: it.action({ run: lasting }),
    broken: { action: it.action({}, { server: "http://127.0.0.1:1" }) },
    gives: it.action({ run: 'echo rows=42 >> "$TRUNKLINE_OUTPUT"' }),
    // What is lost or drained goes on for the next attempt: nothing of it is the worker's any more.
    running: it.server.waiting,
    starts: it.action({ run: it.waits }),
    end: (how: "well" | "badly") => it.end(how === "well" ? "0" : "1"),
    started: it.server.made,
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

executorContract("kubernetes", underContract);
adoptionContract("kubernetes", underContract);

describe("never two Jobs for one attempt", () => {
  const prints = 'echo one; echo rows=1 >> "$TRUNKLINE_OUTPUT"; echo two';

  test.each([
    ["before it is made", "before", /^POST .*\/jobs/],
    ["once it is made", "after", /^POST .*\/jobs/],
    ["before its secret is made", "before", /^POST .*\/secrets/],
    ["once its secret is made", "after", /^POST .*\/secrets/],
    ["before its output is asked for", "before", /\/log/],
    ["as its output comes", "after", /\/log/],
    ["as it is looked at", "after", /^GET .*\/jobs\//],
    ["as its pod is looked at", "before", /^GET .*\/pods\?/],
    ["as its secret is forgotten", "before", /^DELETE .*\/secrets/],
  ] as const)("where the connection breaks %s", async (_, when, what) => {
    await using it = await underTest();
    let breaks = 2;
    it.server.cut = (asked) => (what.test(asked) && breaks-- > 0 ? when : null);
    const one = attempt(it.executor, it.action({ run: prints, secrets: { TOKEN: "a" } }), {
      secrets: { a: "s3cret" },
    });
    expect(await one.result).toMatchObject({ exitCode: 0, message: null, outputs: { rows: "1" } });
    expect(breaks).toBeLessThan(2);
    const lines = one.output().toString().split("\n");
    expect(lines.filter((line) => ["one", "two"].includes(line))).toEqual(["one", "two"]);
    expect(it.server.made()).toBe(1);
  });

  test.each([
    [500, "InternalError"],
    [429, "TooManyRequests"],
    [503, "ServiceUnavailable"],
  ])("where the cluster answers %s once it was asked to make it", async (status, why) => {
    await using it = await underTest();
    let left = 2;
    it.server.instead = (asked) =>
      asked.startsWith("POST") && left-- > 0 ? [status as number, why as string] : null;
    expect((await attempt(it.executor, it.action({ run: "true" })).result).exitCode).toBe(0);
    expect(it.server.made()).toBe(1);
  });

  test.each(["before", "after"] as const)("where it breaks %s it is deleted", async (when) => {
    await using it = await underTest();
    const one = attempt(it.executor, it.action({ run: lasting }));
    await one.printed("started");
    let breaks = 2;
    it.server.cut = (asked) => (asked.startsWith("DELETE") && breaks-- > 0 ? when : null);
    one.abort("cancelled");
    expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
    expect([it.server.jobs.size, it.server.pods.size, it.alive()]).toEqual([0, 0, 0]);
  });

  test("cancelled as it is made, nothing of it is left", async () => {
    await using it = await underTest();
    const one = attempt(it.executor, it.action({ run: lasting }));
    it.server.cut = (asked) => {
      if (asked.startsWith("POST")) one.abort("cancelled");
      return null;
    };
    expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
    expect([it.server.jobs.size, it.alive()]).toEqual([0, 0]);
  });

  test("a cancellation waits until the pod has ended", async () => {
    await using it = await underTest();
    const run = "trap 'sleep 0.2; exit 0' TERM; echo started; while true; do sleep 0.02; done";
    const one = attempt(it.executor, it.action({ run }));
    await one.printed("started");
    one.abort("cancelled");
    expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
    expect(it.alive()).toBe(0);
    const deletion = it.server.asked.find((asked) => asked.startsWith("DELETE"));
    expect(deletion).toContain("propagationPolicy=Background");
  });
});

describe("the next attempt", () => {
  test("takes the end of one that ended meanwhile", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    const action = it.action({
      run: `${it.waits.replace("exit $code", "echo rows=5 >> $TRUNKLINE_OUTPUT; exit $code")}`,
    });
    const lost = attempt(it.executor, action, { external });
    await lost.printed("started");
    lost.abort("lost");
    await lost.result;
    it.end("3");
    await eventually("it has ended", () => it.alive() === 0);
    const next = attempt(it.executor, action, { external, attempt: 2 });
    expect(await next.result).toMatchObject({
      ...{ ending: "exited", exitCode: 3, outputs: { rows: "5" }, externalOver: true },
    });
    expect(
      next
        .output()
        .toString()
        .match(/started/g),
    ).toHaveLength(1);
    expect(it.server.made()).toBe(1);
  });

  test("makes what was recorded and never made", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    it.server.cut = (asked) => (asked.startsWith("POST") ? "before" : null);
    const lost = attempt(it.executor, it.action({ run: "true" }), { external });
    expect((await lost.result).ending).toBe("error");
    it.server.cut = () => null;
    const next = attempt(it.executor, it.action({ run: "true" }), { external, attempt: 2 });
    expect((await next.result).exitCode).toBe(0);
    expect(it.server.made()).toBe(1);
  });

  test("says so where it was deleted", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    const lost = attempt(it.executor, it.action({ run: lasting }), { external });
    await lost.printed("started");
    lost.abort("lost");
    await lost.result;
    it.server.jobs.clear();
    const next = attempt(it.executor, it.action({ run: lasting }), { external, attempt: 2 });
    expect(await next.result).toMatchObject({
      exitCode: 1,
      externalOver: true,
      message: /doesn't know the Job/,
    });
    expect(it.server.made()).toBe(1);
  });

  test("leaves alone what has its name and is somebody else's", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    it.server.cut = (asked) => (asked.startsWith("POST") ? "before" : null);
    await attempt(it.executor, it.action({ run: "true" }), { external }).result;
    it.server.cut = () => null;
    const name = `trunkline-${external.all[0]?.key}`;
    it.server.jobs.set(name, { metadata: { name, uid: "other" } } as never);
    const next = attempt(it.executor, it.action({ run: "true" }), { external, attempt: 2 });
    expect(await next.result).toMatchObject({ ending: "error", message: /didn't make/ });
    expect(it.server.jobs.size).toBe(1);
    expect(it.server.made()).toBe(0);
  });
});

describe("output", () => {
  test("is taken up where it broke off, each line once, also equal ones of one second", async () => {
    await using it = await underTest();
    it.server.logBreaks.push(3, 7, 1, 40);
    const run = 'for n in 1 2 3 4 5 6 7 8 9; do echo same; echo "$n"; done; printf end';
    const one = attempt(it.executor, it.action({ run }));
    expect((await one.result).exitCode).toBe(0);
    const lines = one.output().toString().trim().split("\n").slice(1);
    expect(lines).toEqual([..."123456789"].flatMap((n) => ["same", n]).concat("end"));
  });
});

describe("a Job", () => {
  test("gets values as variables, and secrets by a Secret that goes with it", async () => {
    await using it = await underTest();
    const action = it.action({
      run: 'echo "$DAY|$TOKEN|$TRUNKLINE_TASK|$TRUNKLINE_DATA"; exec sleep 600',
      env: { DAY: "${{ run.date }} $(HOME) $$(x)" },
      secrets: { TOKEN: "a/token" },
    });
    const one = attempt(it.executor, action, {
      values: valuesWith(),
      secrets: { "a/token": "s3cret '$x" },
      env: { TRUNKLINE_TASK: "t", TRUNKLINE_DATA: "/data" },
    });
    await one.printed("2026-01-02 $(HOME) $$(x)|s3cret '$x|t|\n");
    const [job] = it.server.jobs.values();
    const [secret] = it.server.secrets.values();
    expect(secret?.metadata.ownerReferences).toEqual([
      expect.objectContaining({ kind: "Job", uid: job?.metadata.uid }),
    ]);
    expect(JSON.stringify(job)).not.toContain("s3cret");
    expect(it.server.asked.join()).not.toMatch(/s3cret|t0ken/);
    one.abort("cancelled");
    await one.result;
    expect(it.server.secrets.size).toBe(0);
  });

  test("has what the spec says, no rights, and a deadline of its own", async () => {
    await using it = await underTest();
    const action = it.action({
      ...{ args: ["a b", "$(X)"], command: ["echo"], workingDirectory: "/work", ttl: "2h" },
      ...{ requests: { cpu: "500m" }, limits: { memory: "1Gi" }, serviceAccount: "etl" },
      ...{ tolerations: [{ key: "batch", operator: "Exists" }], imagePullSecrets: ["registry"] },
    });
    const one = attempt(it.executor, action, { timeoutMs: 60_000 });
    expect((await one.result).exitCode).toBe(0);
    expect(one.output().toString()).toContain("a b $(X)\n");
    const [job] = it.server.jobs.values();
    expect(job?.spec).toMatchObject({
      ...{ backoffLimit: 0, activeDeadlineSeconds: 120, ttlSecondsAfterFinished: 7_200 },
      template: {
        spec: {
          ...{ restartPolicy: "Never", serviceAccountName: "etl" },
          imagePullSecrets: [{ name: "registry" }],
          tolerations: [{ key: "batch", operator: "Exists" }],
          containers: [
            {
              ...{ command: ["echo"], args: ["a b", "$$(X)"], workingDir: "/work" },
              resources: { requests: { cpu: "500m" }, limits: { memory: "1Gi" } },
              securityContext: {
                ...{ allowPrivilegeEscalation: false, privileged: false },
                capabilities: { drop: ["ALL"] },
              },
            },
          ],
        },
      },
    });
  });

  test.each([
    ["ImagePullBackOff", { image: "missing:1" }],
    ["Unschedulable", { nodeSelector: { disk: "fast" } }],
  ])("whose pod can't begin is told why, and fails: %s", async (why, inputs) => {
    await using it = await underTest();
    const action = { ...it.action({ run: "true", ...inputs }), startTimeoutMs: 150 };
    const one = attempt(it.executor, action);
    expect(await one.result).toMatchObject({ ending: "exited", exitCode: 1, externalOver: true });
    expect((await one.result).message).toMatch(new RegExp(`not begun within 0.15 s: ${why}: `));
    expect(
      one
        .output()
        .toString()
        .match(/has not begun/g),
    ).toHaveLength(1);
    expect([it.server.jobs.size, it.server.pods.size]).toEqual([0, 0]);
  });

  test.each([
    ["echo nonsense >> $TRUNKLINE_OUTPUT", "Line 1 of $TRUNKLINE_OUTPUT"],
    ["head -c 5000 /dev/zero | tr '\\0' x >> $TRUNKLINE_OUTPUT", "4096 bytes or more"],
  ])("whose outputs are no outputs: %s", async (run, message) => {
    await using it = await underTest();
    const result = await attempt(it.executor, it.action({ run })).result;
    expect(result).toMatchObject({ ending: "error", outputs: {} });
    expect(result.message).toContain(message);
  });

  test("that is refused says why, and is tried again only where that may help", async () => {
    await using it = await underTest();
    const refused = await attempt(it.executor, it.action({}, { namespace: "other" })).result;
    expect(refused).toMatchObject({ ending: "error", message: /namespace "other" is not yours/ });
    it.server.instead = (asked) => (asked.startsWith("POST") ? [422, "Invalid"] : null);
    const invalid = await attempt(it.executor, it.action({})).result;
    expect(invalid).toMatchObject({ exitCode: 1, mayRetry: false, externalOver: true });
    expect(invalid.message).toBe("The cluster refused the Job: Invalid.");
  });

  test("of a pod that was taken away fails with the cluster's words", async () => {
    await using it = await underTest();
    const one = attempt(it.executor, it.action({ run: lasting }));
    await one.printed("started");
    const [job] = it.server.jobs.values();
    const [pod] = it.server.pods.values();
    if (!job || !pod) throw new Error("no pod");
    job.status = {
      conditions: [
        { type: "Failed", status: "True", reason: "PodFailurePolicy", message: "the node is gone" },
      ],
    };
    it.server.pods.clear();
    pod.process?.kill("SIGKILL");
    expect((await one.result).message).toBe("The Job failed: PodFailurePolicy: the node is gone.");
  });
});

describe("the API", () => {
  test("is asked over TLS, and only one whose authority is known", async (context) => {
    const pair = await selfSigned();
    if (pair === null) return context.skip("openssl makes the certificate");
    await using it = await underTest({}, pair);
    expect((await attempt(it.executor, it.action({ run: "true" })).result).exitCode).toBe(0);
    const unknown = attempt(it.executor, it.action({ run: "true" }, { ca: null }));
    expect(await unknown.result).toMatchObject({ ending: "error", message: /certificate/ });
  });

  test("refuses another proof, which is not shown", async () => {
    await using it = await underTest();
    const { message } = await attempt(it.executor, it.action({}), { secrets: { token: "wr0ng" } })
      .result;
    expect(message).toContain("Unauthorized");
    expect(message).not.toContain("wr0ng");
  });

  test("is not asked where the project may not reach it, or the worker's cluster isn't open to tasks", async () => {
    await using it = await underTest();
    const refusal = (place: string) => `Refused: ${place}.`;
    const { message } = await attempt(it.executor, it.action({}), { refusal }).result;
    expect(message).toBe(`Refused: ${it.server.url.slice("http://".length)}.`);
    expect(it.server.asked).toEqual([]);
    const inside = it.action({}, { inCluster: true, server: null });
    expect((await attempt(it.executor, inside).result).message).toContain(
      "--kubernetes-in-cluster",
    );
  });
});
