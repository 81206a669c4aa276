import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { ContainerAction } from "#core/action.ts";
import { containerAction } from "#core/container-action.ts";
import { type ContainerExecutorOptions, createContainerExecutor } from "#executors/container.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import type { ContainerInputs } from "#schemas/types.ts";
import { valuesWith } from "#test/support/attempt-values.ts";
import {
  type ContainerEngine,
  containerEngine,
  socketProxy,
} from "#test/support/container-engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { adoptionContract, attempt, executorContract } from "./executor.contract.ts";

const engine: ContainerEngine | string = await containerEngine();
beforeEach((context) => {
  if (typeof engine === "string") context.skip(engine);
});
afterAll(async () => {
  if (typeof engine !== "string") await engine[Symbol.asyncDispose]();
});

/** A worker's executor in front of the one Podman of this file. */
async function underTest(options: Partial<ContainerExecutorOptions> = {}) {
  if (typeof engine === "string") throw new Error(engine);
  const { api, image, containers } = engine;
  const directory = temporaryDirectory();
  const proxy = await socketProxy(engine.socket, directory.path);
  const executor = createContainerExecutor({
    ...{ sockets: [proxy.socket, "/nowhere.sock"], graceMs: 1_000 },
    mounts: [{ folder: directory.path, isWritable: true }],
    ...options,
  });
  const before = new Set((await containers()).map(({ Id }) => Id));
  /** Those of this test. */
  const own = async () => (await containers()).filter(({ Id }) => !before.has(Id));
  const action = (inputs: Partial<ContainerInputs>): ContainerAction =>
    containerAction({ image, ...inputs }, null);
  return {
    ...{ executor, proxy, own, action, api, image, directory },
    running: async () => (await own()).filter(({ State }) => State === "running").length,
    [Symbol.asyncDispose]: async () => {
      await executor.close();
      for (const { Id } of await own())
        await api.ask("DELETE", `/containers/${Id}`, { query: { force: "true", v: "true" } });
      await proxy[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

const lasting = "echo started; sleep 600";
const waiting =
  'echo started; while [ ! -s /in/end ]; do sleep 0.05; done; code="$(cat /in/end)"; rm /in/end; exit "$code"';

async function underContract() {
  const it = await underTest();
  return {
    executor: it.executor,
    succeeds: it.action({ command: ["true"] }),
    fails: it.action({ run: "exit 7" }),
    prints: (text: string) => it.action({ command: ["echo", text] }),
    lasts: it.action({ run: lasting }),
    broken: {
      action: containerAction(
        { image: it.image, connection: "none" },
        { type: "container", socket: "/nowhere.sock" },
      ),
    },
    gives: it.action({ run: 'echo rows=42 >> "$TRUNKLINE_OUTPUT"' }),
    // What is lost or drained goes on for the next attempt: nothing of it is the worker's any more.
    running: it.proxy.busy,
    starts: it.action({
      run: waiting,
      mounts: [{ source: it.directory.path, target: "/in", readOnly: false }],
    }),
    end: (how: "well" | "badly") =>
      writeFile(join(it.directory.path, "end"), how === "well" ? "0" : "1"),
    started: () => it.proxy.asked.filter((head) => /create\?/.test(head)).length,
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

executorContract("container", underContract);

adoptionContract("container", underContract);

describe("never two containers for one attempt", () => {
  const prints = 'echo one; echo two >&2; echo rows=1 >> "$TRUNKLINE_OUTPUT"; echo three';

  test.each([
    ["before it is made", "before", /create\?/],
    ["once it is made", "after", /create\?/],
    ["before it is started", "before", /\/start/],
    ["once it is started", "after", /\/start/],
    ["before its output is asked for", "before", /\/logs/],
    ["as its output comes", "after", /\/logs/],
    ["as it is looked at", "after", /GET .*\/json/],
    ["as its outputs are read", "after", /\/archive/],
  ] as const)("where the connection breaks %s", async (_, when, what) => {
    await using it = await underTest();
    let breaks = 2;
    it.proxy.cut = (head) => (what.test(head) && breaks-- > 0 ? when : null);
    const one = attempt(it.executor, it.action({ run: prints }));
    expect(await one.result).toMatchObject({ exitCode: 0, message: null, outputs: { rows: "1" } });
    expect(breaks).toBeLessThan(2);
    const lines = one.output().toString().trim().split("\n");
    expect(lines.toSorted()).toEqual(["one", "three", "two"]);
    expect(await it.own()).toEqual([]);
  });

  test("where it breaks as it is cancelled", async () => {
    await using it = await underTest();
    const one = attempt(it.executor, it.action({ run: lasting }));
    await one.printed("started");
    it.proxy.cut = (head) => (/\/stop/.test(head) ? "before" : null);
    one.abort("cancelled");
    expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
    expect(await it.own()).toEqual([]);
  });

  test("cancelled as it is made, nothing of it is left", async () => {
    await using it = await underTest();
    const one = attempt(it.executor, it.action({ run: lasting }));
    it.proxy.cut = (head) => {
      if (/create\?/.test(head)) one.abort("cancelled");
      return null;
    };
    expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
    expect(await it.own()).toEqual([]);
  });

  test("cancelled for good: the process has ended", async () => {
    await using it = await underTest();
    const one = attempt(
      it.executor,
      it.action({
        run: "trap 'echo bye; exit 0' TERM; echo started; while true; do sleep 0.1; done",
      }),
    );
    await one.printed("started");
    expect(await it.running()).toBe(1);
    one.abort("cancelled");
    expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
    expect(await it.own()).toEqual([]);
  });
});

describe("the next attempt", () => {
  test("makes what was recorded and never made", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    it.proxy.cut = (head) => (/create\?/.test(head) ? "before" : null);
    const lost = attempt(it.executor, it.action({ run: "echo hi" }), { external });
    expect(await lost.result).toMatchObject({ ending: "error", message: /has no answer/ });
    expect(external.all).toHaveLength(1);
    it.proxy.cut = () => null;
    const next = attempt(it.executor, it.action({ run: "echo hi" }), { external, attempt: 2 });
    expect((await next.result).exitCode).toBe(0);
    expect(await it.own()).toEqual([]);
  });

  test("takes the end of one that ended meanwhile, and doesn't start it again", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    const action = it.action({
      run: "echo started; sleep 0.4; echo rows=5 >> $TRUNKLINE_OUTPUT; exit 3",
    });
    const lost = attempt(it.executor, action, { external });
    await lost.printed("started");
    lost.abort("lost");
    await lost.result;
    await eventually("it has ended", async () => (await it.running()) === 0);
    const starts = it.proxy.asked.filter((head) => /\/start/.test(head)).length;
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
    expect(it.proxy.asked.filter((head) => /\/start/.test(head))).toHaveLength(starts);
  });

  test("has the end that was recorded before the container was removed", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    const action = it.action({ run: "echo rows=5 >> $TRUNKLINE_OUTPUT" });
    await attempt(it.executor, action, { external }).result;
    // As a worker leaves it that dies before the end of the attempt is stored.
    const asked = it.proxy.asked.length;
    const next = await attempt(it.executor, action, { external, attempt: 2 }).result;
    expect(next).toMatchObject({ exitCode: 0, outputs: { rows: "5" }, externalOver: true });
    expect(it.proxy.asked.slice(asked)).toEqual([expect.stringMatching(/^DELETE /)]);
  });

  test("says so where somebody removed it", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    const lost = attempt(it.executor, it.action({ run: lasting }), { external });
    await lost.printed("started");
    lost.abort("lost");
    await lost.result;
    const [one] = await it.own();
    await it.api.ask("DELETE", `/containers/${one?.Id}`, { query: { force: "true", v: "true" } });
    const next = attempt(it.executor, it.action({ run: lasting }), { external, attempt: 2 });
    expect(await next.result).toMatchObject({
      exitCode: 1,
      externalOver: true,
      message: /removed it/,
    });
  });

  test("on another host, whose engine doesn't know it, asks a person and makes no second one", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    const lost = attempt(it.executor, it.action({ run: lasting }), { external });
    await lost.printed("started");
    lost.abort("lost");
    await lost.result;
    const elsewhere = { ...external.all[0], key: "of-another-engine", host: "etl02" };
    external.all.splice(0, 1, elsewhere);
    const next = await attempt(it.executor, it.action({ run: lasting }), { external }).result;
    expect(next).toMatchObject({ exitCode: 1, mayRetry: false });
    expect(next.message).toContain("needs attention");
    expect(next.externalOver).toBeUndefined();
    expect(await it.own()).toHaveLength(1);
  });

  test("leaves alone what has its name and is somebody else's", async () => {
    await using it = await underTest();
    const external = new RecordedRuns();
    it.proxy.cut = (head) => (/create\?/.test(head) ? "before" : null);
    await attempt(it.executor, it.action({ run: "true" }), { external }).result;
    it.proxy.cut = () => null;
    await it.api.ask("POST", "/containers/create", {
      query: { name: `trunkline-${external.all[0]?.key}` },
      body: { Image: it.image, Cmd: ["true"] },
    });
    const next = attempt(it.executor, it.action({ run: "true" }), { external, attempt: 2 });
    expect(await next.result).toMatchObject({ ending: "error", message: /didn't make/ });
    expect(await it.own()).toHaveLength(1);
  });
});

describe("a container", () => {
  test("has no rights, changes nothing of its image, and is in no network", async () => {
    await using it = await underTest();
    const run = `
      grep -E "CapEff|CapBnd|NoNewPrivs" /proc/self/status | tr -d "\\t"
      touch /file 2>/dev/null || echo unchanged
      touch /tmp/file && echo temporary
      echo $(ls /sys/class/net)`;
    const one = attempt(it.executor, it.action({ run }));
    expect((await one.result).exitCode).toBe(0);
    expect(one.output().toString().trim().split("\n")).toEqual([
      ...["CapEff:0000000000000000", "CapBnd:0000000000000000", "NoNewPrivs:1"],
      ...["unchanged", "temporary", "lo"],
    ]);
  });

  test("is bounded", async () => {
    await using it = await underTest();
    const one = attempt(
      it.executor,
      it.action({ run: lasting, cpus: 0.5, memory: "64Mi", pids: 20 }),
    );
    await one.printed("started");
    const [own] = await it.own();
    expect(await it.api.ask("GET", `/containers/${own?.Id}/json`)).toMatchObject({
      HostConfig: { Memory: 67_108_864, NanoCpus: 500_000_000, PidsLimit: 20, Privileged: false },
    });
    one.abort("cancelled");
    await one.result;
  });

  test("that needs too much memory is told so", async () => {
    await using it = await underTest();
    const run = 'x=$(head -c 200000000 /dev/zero | tr "\\0" x); echo ${#x}';
    const { exitCode, message } = await attempt(it.executor, it.action({ run, memory: "16Mi" }))
      .result;
    expect(exitCode).not.toBe(0);
    expect(message).toContain("more memory than it may have (16Mi)");
  });

  test("gets values, and secrets, as variables alone", async () => {
    await using it = await underTest();
    const action = it.action({
      run: 'echo "$DAY|$TOKEN|$TRUNKLINE_TASK|$TRUNKLINE_DATA"; sleep 600',
      env: { DAY: "${{ run.date }}; echo no" },
      secrets: { TOKEN: "a/token" },
    });
    const one = attempt(it.executor, action, {
      values: valuesWith(),
      secrets: { "a/token": "s3cret '$x" },
      env: { TRUNKLINE_TASK: "t", TRUNKLINE_DATA: "/data" },
    });
    await one.printed("2026-01-02; echo no|s3cret '$x|t|\n");
    const [own] = await it.own();
    const found = await it.api.ask("GET", `/containers/${own?.Id}/json`);
    const { Config, ...others } = found as { Config: { Env: string[]; Cmd: string[] } };
    expect(Config.Env).toContain("TOKEN=s3cret '$x");
    expect(JSON.stringify([Config.Cmd, others])).not.toContain("s3cret");
    expect(it.proxy.asked.join()).not.toContain("s3cret");
    one.abort("cancelled");
    await one.result;
  });

  test.each([
    ["head -c 2000000 /dev/zero >> $TRUNKLINE_OUTPUT", "has 2000000 bytes"],
    ["echo nonsense >> $TRUNKLINE_OUTPUT", "Line 1 of $TRUNKLINE_OUTPUT"],
  ])("whose outputs are no outputs: %s", async (run, message) => {
    await using it = await underTest();
    const result = await attempt(it.executor, it.action({ run })).result;
    expect(result).toMatchObject({
      ending: "error",
      outputs: {},
      message: expect.stringContaining(message),
    });
    expect(result.message).toContain(message);
  });

  test("can't have a file of the host read as its outputs", async () => {
    await using it = await underTest();
    await writeFile(join(it.directory.path, "text"), "rows=1\n");
    const run = `rm /trunkline/output; ln -s ${it.directory.path}/text /trunkline/output`;
    expect((await attempt(it.executor, it.action({ run })).result).outputs).toEqual({});
  });

  test("runs as another user, who can give outputs", async () => {
    await using it = await underTest();
    const run = 'echo "rows=$(id -u)" >> $TRUNKLINE_OUTPUT';
    const result = await attempt(it.executor, it.action({ run, user: "1000:1000" })).result;
    expect(result.outputs).toEqual({ rows: "1000" });
  });

  test("of a program that isn't there can't be started, and nothing is left", async () => {
    await using it = await underTest();
    const result = await attempt(it.executor, it.action({ command: ["/no/such"] })).result;
    expect(result).toMatchObject({ ending: "exited", exitCode: 1, externalOver: true });
    expect(result.message).toMatch(/can't be started: .*no such file/i);
    expect(await it.own()).toEqual([]);
  });
});

describe("what the worker was not started with is refused", () => {
  test("images without a digest, other engines, networks of the host", async () => {
    await using it = await underTest();
    const why = async (inputs: Partial<ContainerInputs>, socket?: string) => {
      const action = {
        ...it.action(inputs),
        ...(socket ? { connection: { type: "container" as const, socket } } : {}),
      };
      const { ending, message } = await attempt(it.executor, action).result;
      expect(ending).toBe("error");
      return message;
    };
    expect(await why({ image: "localhost/box:1" })).toContain("has no digest");
    expect(await why({ network: "host" })).toContain("`--container-network host`");
    expect(await why({}, "/var/run/docker.sock")).toContain("`--containers /var/run/docker.sock`");
    expect(it.proxy.asked).toEqual([]);
    await using tagged = await underTest({ tags: true });
    const one = attempt(
      tagged.executor,
      tagged.action({ image: "localhost/box:1", run: "echo hi" }),
    );
    expect((await one.result).exitCode).toBe(0);
  });

  test("folders, and links out of those it may see", async () => {
    await using folder = temporaryDirectory();
    const at = (name: string) => join(folder.path, name);
    await mkdir(at("in/below"), { recursive: true });
    await mkdir(at("shared"));
    await writeFile(at("in/below/text"), "hello\n");
    await symlink("/etc", at("in/etc"));
    await using it = await underTest({
      sockets: [(engine as ContainerEngine).socket],
      mounts: [
        { folder: at("in"), isWritable: false },
        { folder: at("shared"), isWritable: true },
      ],
    });
    const mounted = (source: string, readOnly = true, run = "ls /m") =>
      attempt(it.executor, it.action({ run, mounts: [{ source, target: "/m", readOnly }] })).result;
    for (const [source, readOnly, why] of [
      [at("in/etc"), true, "symbolic link"],
      [at("in/etc/ssl"), true, "symbolic link"],
      [`${at("in")}/../shared`, true, "symbolic link, or is written otherwise"],
      ["/etc", true, "`--container-mount`"],
      [at("in"), false, "to write to"],
      [at("in/below/text"), true, "no folder"],
    ] as const)
      expect((await mounted(source, readOnly)).message).toContain(why);
    expect((await mounted(at("in/below"), true, "cat /m/text; ! touch /m/x")).exitCode).toBe(0);
    expect((await mounted(at("shared"), false, "touch /m/x")).exitCode).toBe(0);
  });

  test("a worker without engines runs none", async () => {
    await using it = await underTest({ sockets: [] });
    const { message } = await attempt(it.executor, it.action({ run: "true" })).result;
    expect(message).toContain("was not started with `--containers SOCKET`");
  });
});

describe("images", () => {
  test("that can't be pulled say why", async () => {
    await using it = await underTest();
    const image = `127.0.0.1:1/none@sha256:${"0".repeat(64)}`;
    const one = attempt(it.executor, it.action({ image }));
    expect((await one.result).message).toMatch(/can't be pulled: .*connection refused/);
    expect(one.output().toString()).toContain("Pulling");
    const never = attempt(it.executor, it.action({ image, pull: "never" }));
    expect((await never.result).message).toContain("`pull` is never");
  });
});
