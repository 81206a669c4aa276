// Guards without curl: what they ask and report are files in a folder, which a courier brings to a real server.

import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const script = fileURLToPath(new URL("../../control-plane/guard/trunkline-guard", import.meta.url));
const spec = "triggers: [{schedule: {every: 1s}}]\ntasks: {poll: {run: exit 3}}\n";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/close.yaml": `name: close\n${spec}`,
    "pipelines/poll.yaml": `name: poll\n${spec}`,
    "migration/waves/gl.yaml":
      "stage: observe\nmembers: {pipelines: [close]}\nguard: {slots: dates, policy: legacy}\n",
    "migration/waves/polls.yaml":
      "stage: live\nmembers: {pipelines: [poll]}\nguard: {slots: dates}\n",
  });
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

/** A courier of a folder of its own, and the guards that use it. */
function spooled(shell: readonly string[]) {
  const stack = new AsyncDisposableStack();
  const { path } = stack.use(temporaryDirectory());
  const spool = join(path, "spool");
  return {
    spool,
    left: (part: "asks" | "answers") => readdirSync(join(spool, part)),
    /** Until the answered one is called. */
    async courier(): Promise<() => Promise<unknown>> {
      const over = new AbortController();
      const ended = server.trunkline(["guard-courier", "--spool", spool], over.signal);
      stack.defer(() => over.abort());
      await eventually("there is a spool", () => existsSync(join(spool, "answers")));
      return () => {
        over.abort();
        return ended;
      };
    },
    guard(words: readonly string[], wait: number) {
      const [program = "", ...first] = shell;
      const child = spawn(program, [...first, script, ...words], {
        env: {
          ...{ PATH: process.env.PATH, HOME: path, TRUNKLINE_PROJECT: "shop" },
          ...{ TRUNKLINE_GUARD_SPOOL: spool, TRUNKLINE_GUARD_WAIT: `${wait}` },
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let out = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (text) => {
          out += text;
        });
      return new Promise<{ code: number | null; out: string }>((resolve) =>
        child.once("close", (code) => resolve({ code, out })),
      );
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const known = async (date: string): Promise<boolean> =>
  (await server.json(["legacy-runs", "--source", "guard"])).some((run) => run.date === date);

const shells: readonly string[][] = [["dash"], ["busybox", "sh"], ["ksh"], ["bash"]];
describe.each(shells.map((shell, n) => ({ name: shell.join(" "), shell, n })))(
  "$name",
  ({ shell, n }) => {
    test("it is answered by files; without a courier it starts what it was granted, and tells of it later", async (context) => {
      try {
        execFileSync(shell[0] as string, [...shell.slice(1), "-c", ":"], { stdio: "ignore" });
      } catch {
        return context.skip(`no ${shell[0]} on this machine`);
      }
      await using it = spooled(shell);
      const [asked, unasked] = [`2027-0${n + 1}-01`, `2027-0${n + 1}-02`];
      const run = (date: string, wait: number) =>
        it.guard(["--job", "close", "--date", date, "--", "echo", "ran"], wait);
      const stop = await it.courier();
      const raise = ["--raise", `OF-${n}`, "--date", asked, "--", "true"];
      expect(await it.guard(raise, 20)).toEqual({ code: 0, out: "" });
      expect(await server.json(["events", `OF-${n}`])).toMatchObject([{ date: asked }]);
      expect(await run(asked, 20)).toEqual({ code: 0, out: "ran\n" });
      await eventually("the run is known", () => known(asked), 20_000);
      await stop();
      expect(await run(unasked, 1)).toEqual({ code: 0, out: "ran\n" });
      // The ask is taken back; reports stay.
      await eventually("a report waits", () => it.left("asks").length > 0);
      expect(it.left("asks").filter((name) => !/^\w+-[sea]-/.test(name))).toEqual([]);
      await it.courier();
      await eventually("what was started unasked is known", () => known(unasked), 20_000);
      expect(await it.guard(["--job", "close", "--renew"], 20)).toEqual({ code: 0, out: "" });
      expect([it.left("asks"), it.left("answers")]).toEqual([[], []]);
    });
  },
);

test("it waits for a run of ours through the folder, and says why where nobody serves it", async () => {
  await using it = spooled(["sh"]);
  const today = new Date().toISOString().slice(0, 10);
  const words = ["--job", "poll/poll", "--date", today, "--", "echo", "ran"];
  expect(await it.guard(words, 1)).toEqual({
    code: 75,
    out: expect.stringContaining("spool can't be written"),
  });
  await it.courier();
  expect(await it.guard(words, 20)).toEqual({ code: 3, out: "" });
});

test("a folder with 10,000 requests takes no more, and the guard says so", async () => {
  await using it = spooled(["sh"]);
  for (const part of ["new", "asks", "answers"])
    mkdirSync(join(it.spool, part), { recursive: true });
  for (let n = 0; n < 10_000; n++) writeFileSync(join(it.spool, "asks", `0000-e-${n}`), "");
  const called = ["--job", "close", "--date", "2027-09-01", "--", "echo", "ran"];
  const { code, out } = await it.guard(called, 1);
  expect({ code, out }).toEqual({ code: 75, out: expect.stringContaining(`${it.spool} is full`) });
  expect(it.left("asks")).toHaveLength(10_000);
});

test("nothing but what guards ask is brought, and no link is followed", async () => {
  await using it = spooled(["sh"]);
  await it.courier();
  const secret = join(it.spool, "secret");
  writeFileSync(secret, "projects/shop/guard/ask\n{}\n");
  symlinkSync(secret, join(it.spool, "asks/0000-linked"));
  const asks = {
    "0000-other": "projects/shop/sync\n{}\n",
    "0000-clear": 'projects/shop/changes\n{"clear":[{"name":"A"}]}\n',
    "0000-set":
      'projects/shop/changes\n{"emit":[{"name":"A","date":"20261127","id":"A"}],"set":[]}\n',
    "0000-above": "projects/shop/guard/../sync\n{}\n",
    "0000-run": "projects/shop/guard/run?job=a/../../sync\n",
    "0000-known": "projects/shop/guard/ask\n{}\n",
  };
  for (const [name, text] of Object.entries(asks))
    writeFileSync(join(it.spool, "asks", name), text);
  await eventually("all of them are gone", () => it.left("asks").length === 0);
  await eventually("one is answered", () => it.left("answers").length > 0);
  expect(it.left("answers")).toEqual(["0000-known"]);
  expect(readFileSync(join(it.spool, "answers/0000-known"), "utf8")).toMatch(/^422\n\{.*\}\n$/);
});
