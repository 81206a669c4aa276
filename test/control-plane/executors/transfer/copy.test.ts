// Attempts that break off at every step, between real places: what the next attempt finds, and does.

import { appendFileSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TransferAction } from "#core/action.ts";
import type { ExternalRun } from "#executors/executor.ts";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import type { Progress } from "#executors/transfer/progress.ts";
import { noMoto } from "#test/support/brokers/moto.ts";
import { cutProxy } from "#test/support/cut-proxy.ts";
import { s3Server } from "#test/support/s3-server.ts";
import { noSshServer, sshServer } from "#test/support/ssh-server.ts";
import { attempt } from "../executor.contract.ts";
import { filesBelow, type TransferUnderTest, transferUnderTest } from "../transfer-under-test.ts";
import { missing, sides } from "./sides.ts";

const mebibyte = 2 ** 20;
/** Three parts, each with bytes of its own. */
const large = Buffer.concat(["a", "b", "c"].map((text) => Buffer.alloc(6 * mebibyte, text)));

/** What an attempt records, with a hand in it. */
class Watched extends RecordedRuns {
  watch: (progress: Progress) => void = () => {};

  override async submitted(run: ExternalRun) {
    this.watch(JSON.parse(run.progress ?? "") as Progress);
    await super.submitted(run);
  }
}

class Broken extends Error {}

/** Attempts of one task of one run, with the same record. */
function tries(
  it: TransferUnderTest,
  action: Partial<TransferAction>,
  secrets: Record<string, string> = {},
) {
  const external = new Watched();
  let number = 0;
  return {
    external,
    async next() {
      const settings = { external, secrets, runId: "run", attempt: ++number };
      const one = attempt(it.executor, it.action(action), settings);
      const result = await one.result;
      return { ...result, output: one.output().toString() };
    },
  };
}

const hidden = (folder: string) => readdirSync(folder).filter((name) => name.startsWith("."));

test.for([
  ...([
    ["sftp", "s3"],
    ["s3", "sftp"],
    ["sftp", "local"],
    ["local", "sftp"],
  ] as const),
  ...([
    ["s3", "local"],
    ["local", "s3"],
  ] as const),
])("from %s to %s: files of no, one and many parts", async ([from, to], context) => {
  const why = missing[from] ?? missing[to];
  if (why !== null) return context.skip(why);
  await using source = await sides[from]();
  await using target = await sides[to]();
  const { createTransferExecutor } = await import("#executors/transfer.ts");
  const localFiles = [source, target].map(({ place }) => ({
    folder: place.path,
    isWritable: true,
  }));
  await using it = await transferUnderTest();
  const executor = createTransferExecutor({ localFiles });
  for (const [name, content] of [
    ["none", ""],
    ["one", "one"],
    ["many", large],
  ] as const)
    await source.put(name, content);
  const action = it.action({ from: source.place, to: target.place, after: "delete" });
  const secrets = { ...source.secrets, ...target.secrets };
  const one = attempt(executor, action, { secrets });
  expect(await one.result, one.output().toString()).toMatchObject({
    exitCode: 0,
    outputs: { files: "3", bytes: String(large.length + 3) },
  });
  await executor.close();
  const files = await target.files();
  expect(Object.keys(files).toSorted()).toEqual(["many", "none", "one"]);
  expect([files.none, files.one, files.many === large.toString()]).toEqual(["", "one", true]);
  expect(await source.files()).toEqual({});
});

test("goes on where the attempt before broke off", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", large);
  const { external, next } = tries(it, { after: "delete" });
  external.watch = ({ begun }) => {
    if (begun?.parts === 2) throw new Broken("cut off");
  };
  expect((await next()).message).toBe("cut off.");
  expect([Object.keys(it.files("in")), hidden(join(it.folder, "out"))]).toEqual([
    ...[["a"], [expect.stringMatching(/^\.trunkline-.*\.part$/)]],
  ]);
  external.watch = () => {};
  const second = await next();
  expect(second.output).toContain(`a goes on at byte ${8 * mebibyte}.\n`);
  expect(second.outputs).toEqual({ files: "1", bytes: String(large.length), names: '["a"]' });
  expect(it.files("out").a === large.toString()).toBe(true);
  expect([it.files("in"), hidden(join(it.folder, "out"))]).toEqual([{}, []]);
});

test("a part that isn't what was read is not gone on from", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", large);
  const { external, next } = tries(it, {});
  external.watch = ({ begun }) => {
    if (begun?.parts === 2) throw new Broken("cut off");
  };
  await next();
  const [part = ""] = hidden(join(it.folder, "out"));
  // As a host leaves it that lost its power.
  it.put(`out/${part}`, Buffer.alloc(16 * mebibyte));
  external.watch = () => {};
  const second = await next();
  expect(second.output).toContain("What there is of a isn't what was read: begun anew.\n");
  expect(it.files("out").a === large.toString()).toBe(true);
});

test("a file that is another one by now is begun anew", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", large);
  const { external, next } = tries(it, {});
  external.watch = ({ begun }) => {
    if (begun?.parts === 2) throw new Broken("cut off");
  };
  await next();
  external.watch = () => {};
  it.put("in/a", "short");
  expect((await next()).output).toContain("a is another file by now: begun anew.\n");
  expect(it.files("out")).toEqual({ a: "short" });
});

test.each([
  ["fail", "grows", "a changed while it was copied."],
  ["fail", "shrinks", "a changed while it was copied."],
  ["leave", "grows", null],
] as const)("ifChanged: %s, a file that %s", async (ifChanged, how, message) => {
  await using it = await transferUnderTest();
  it.put("in/a", "content");
  it.put("in/b", "b");
  const { external, next } = tries(it, { ifChanged, after: "delete" });
  external.watch = ({ begun }) => {
    if (begun?.name !== "a" || begun.parts > 0) return;
    if (how === "grows") appendFileSync(join(it.folder, "in/a"), " and more");
    else truncateSync(join(it.folder, "in/a"), 3);
  };
  const { message: said, outputs } = await next();
  expect(said).toBe(message);
  if (message === null) expect(outputs).toMatchObject({ files: "1", names: '["b"]' });
  expect(it.files("out")).toEqual({ b: "b" });
  expect(Object.keys(it.files("in"))).toEqual(["a"]);
});

test("an attempt that isn't the task's newest any more gives no file its name", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", "content");
  const { external, next } = tries(it, { after: "delete" });
  let records = 0;
  external.watch = () => {
    // Begun; then, perhaps, how far it has come, and in any case before it gets its name.
    if (++records >= 2) throw new Broken("the attempt is not the task's any more");
  };
  expect((await next()).ending).toBe("error");
  expect(it.files("in")).toEqual({ a: "content" });
  expect(Object.keys(it.files("out"))).toEqual(hidden(join(it.folder, "out")));
});

test.each(["same", "replace", "fail"] as const)(
  "broken off before anything became of the source, ifExists: %s",
  async (ifExists) => {
    await using it = await transferUnderTest();
    for (const name of ["a", "b"]) it.put(`in/${name}`, name);
    const { external, next } = tries(it, { ifExists, after: "delete" });
    external.watch = ({ placed }) => {
      if (placed?.name === "b") throw new Broken("cut off");
    };
    expect((await next()).message).toBe("cut off.");
    expect([it.files("in"), it.files("out")]).toEqual([{ b: "b" }, { a: "a", b: "b" }]);
    external.watch = () => {};
    const second = await next();
    expect(second.output).toContain("b is there already, with the same content.\n");
    expect(second.outputs).toEqual({ files: "2", bytes: "2", names: '["a","b"]' });
    expect([it.files("in"), it.files("out")]).toEqual([{}, { a: "a", b: "b" }]);
  },
);

test("broken off after the last source went: it still counts", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", "a");
  it.put("in/b", "b");
  const { external, next } = tries(it, { after: "delete" });
  external.watch = ({ begun }) => {
    if (begun?.name === "b") throw new Broken("cut off");
  };
  await next();
  it.put("in/b", "");
  external.watch = () => {};
  expect((await next()).outputs).toMatchObject({ files: "2", names: '["a","b"]' });
});

test("what is cancelled leaves nothing behind", async () => {
  await using it = await transferUnderTest();
  it.put("in/a", large);
  const external = new Watched();
  const cancelled = new AbortController();
  external.watch = ({ begun }) => {
    if (begun?.parts === 1) cancelled.abort("cancelled");
  };
  const { signal } = cancelled;
  const { result } = attempt(it.executor, it.action(), { external, signal });
  expect((await result).ending).toBe("cancelled");
  expect([Object.keys(it.files("in")), it.files("out")]).toEqual([["a"], {}]);
});

/** Runs attempts, each cut off later than the one before, until one comes through; nothing half is ever seen meanwhile. */
async function cutEverywhere(
  way: "up" | "down",
  proxy: Awaited<ReturnType<typeof cutProxy>>,
  next: () => Promise<{ exitCode: number | null; output: string }>,
  mustBeWell: () => Promise<void>,
  stepBytes: number,
): Promise<number> {
  for (let cut = 1; ; cut++) {
    proxy.cutAfter(way, cut * stepBytes);
    const { exitCode } = await next();
    proxy.heal();
    await mustBeWell();
    if (exitCode === 0) return cut;
  }
}

test.for([
  ["up", "one part", Buffer.from("short"), 1_100],
  ["down", "one part", Buffer.from("short"), 900],
  ["up", "three parts", large, 3 * mebibyte],
  ["down", "three parts", large, 3 * mebibyte],
] as const)(
  "SFTP is cut off %s at every step, %s",
  { timeout: 60_000 },
  async ([way, , content, stepBytes], context) => {
    if (noSshServer !== null) return context.skip(noSshServer);
    await using server = await sshServer();
    await using proxy = await cutProxy(server.connection.port);
    await using it = await transferUnderTest();
    const at = (name: string) => join(server.folder, name);
    for (const name of ["in", "out"]) mkdirSync(at(name));
    writeFileSync(at("in/a"), content);
    const connection = { ...server.connection, port: proxy.port };
    const place = (name: string) => ({ connectionName: "edge", connection, path: at(name) });
    const action = { from: place("in"), to: place("out"), after: "delete" } as const;
    const { next } = tries(it, action, server.secrets);
    const mustBeWell = async () => {
      const { a } = filesBelow(at("out"));
      const source = Object.values(filesBelow(at("in")));
      // Never half, and where it isn't whole its source is.
      if (a !== undefined) expect(a === content.toString()).toBe(true);
      else expect(source.map((text) => text === content.toString())).toEqual([true]);
    };
    const cuts = await cutEverywhere(way, proxy, next, mustBeWell, stepBytes);
    expect(cuts).toBeGreaterThan(3);
    expect([Object.keys(filesBelow(at("out"))), filesBelow(at("in"))]).toEqual([["a"], {}]);
  },
);

test.for([
  ["up", "one part", Buffer.from("short"), 300],
  ["down", "one part", Buffer.from("short"), 200],
  ["up", "three parts", large, 5 * mebibyte],
] as const)(
  "S3 is cut off %s at every step, %s",
  { timeout: 60_000 },
  async ([way, , content, stepBytes], context) => {
    if (noMoto !== null) return context.skip(noMoto);
    await using server = await s3Server();
    await using proxy = await cutProxy(Number(new URL(server.connection.endpoint).port));
    await using it = await transferUnderTest();
    it.put("in/a", content);
    const connection = { ...server.connection, endpoint: `http://127.0.0.1:${proxy.port}` };
    const to = { connectionName: "lake", connection, path: "raw" };
    const { next } = tries(it, { to, after: "delete" }, server.secrets);
    const mustBeWell = async () => {
      const [key] = await server.keys();
      if (key !== undefined) expect((await server.content(key)) === content.toString()).toBe(true);
      else expect(it.files("in").a === content.toString()).toBe(true);
    };
    const cuts = await cutEverywhere(way, proxy, next, mustBeWell, stepBytes);
    expect(cuts).toBeGreaterThan(2);
    expect([await server.keys(), it.files("in")]).toEqual([["raw/a"], {}]);
  },
);
