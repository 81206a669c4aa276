// The guard on a legacy host, as its shells run it, against a real server: the command is as it was, whose a run is both
// sides know alike, and nothing is lost while they can't reach each other.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, type TestContext, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { approvedByGrace, declareApprovals, overridden } from "#test/support/overridden-waves.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { bin } from "#test/support/trunkline.ts";

const guards = new URL("../../control-plane/guard/", import.meta.url);
const script = fileURLToPath(new URL("trunkline-guard", guards));
const forPowerShell = fileURLToPath(new URL("trunkline-guard.ps1", guards));
const wave = (stage: string, more = "policy: legacy"): string =>
  `stage: ${stage}\nmembers: {pipelines: [close, poll]}\nguard: {slots: dates, ${more}}\n${overridden(Date.now())}`;

let server: ServerUnderTest;
let folder: string;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/close.yaml": "name: close\ntasks: {close: {run: exit 3}}\n",
    "pipelines/poll.yaml":
      "name: poll\ntriggers: [{schedule: {every: 1s}}]\ntasks: {poll: {run: exit 3}}\n",
    "migration/waves/gl.yaml": wave("observe"),
  });
}, 60_000);
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "guard-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

/** What is said of a date, which slot that is, and at what time. */
const dateForms: readonly (readonly [said: string, slot: string, at?: string])[] = [
  ["20261127", "20261127"],
  ["2026-11-27", "20261127"],
  ["261127", "20261127"],
  ["06:00@Europe/Berlin", "20261127", "2026-11-28T04:59Z"],
  ["06:00@Europe/Berlin", "20261128", "2026-11-28T05:00Z"],
  ["00:00@Pacific/Kiritimati", "20261129", "2026-11-28T11:00Z"],
  ["00:00-1@UTC", "20270228", "2027-03-01T00:30Z"],
  ["00:00-1@UTC", "20280229", "2028-03-01T23:30Z"],
  ["08:09-1@UTC", "20280228", "2028-03-01T08:08Z"],
  ["04:00@UTC", "20261231", "2027-01-01T03:00Z"],
  ["00:00-366@UTC", "20261231", "2028-01-01T00:00Z"],
];
const powerShell = ["pwsh", "-NoProfile", "-File"];
/** As it is where there is Node: the same script behind our own command. */
const ownCommand = ["trunkline"];
const shells: readonly string[][] = [
  ...[["dash"], ["busybox", "sh"], ["ksh"], ["bash"]],
  ...[powerShell, ownCommand],
];

/** Skips, with the reason, where the machine has no such shell. */
function needs(context: TestContext, shell: readonly string[]): void {
  if (shell === ownCommand) return;
  try {
    const nothing = shell === powerShell ? ["-Command", "exit"] : [...shell.slice(1), "-c", ":"];
    execFileSync(shell[0] as string, nothing, { stdio: "ignore" });
  } catch {
    context.skip(`no ${shell[0]} on this machine`);
  }
}

interface Ended {
  code: number | null;
  signal: string | null;
  out: string;
  err: string;
}

interface Call {
  child: ChildProcess;
  ended: Promise<Ended>;
}

function guard(
  [shell, ...first]: readonly string[],
  words: readonly string[],
  { env = {}, input = "" }: { env?: Record<string, string>; input?: string } = {},
): Call {
  const file = shell === "pwsh" ? forPowerShell : script;
  const [program, ...before] =
    shell === "trunkline" ? [process.execPath, bin, "guard"] : [shell as string, ...first, file];
  const child = spawn(program as string, [...before, ...words], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      TRUNKLINE_URL: server.url,
      TRUNKLINE_PROJECT: "shop",
      TRUNKLINE_TOKEN_FILE: tokenFile(),
      TRUNKLINE_GUARD_DIR: join(folder, "guard"),
      TRUNKLINE_GUARD_WAIT: "20",
      ...env,
    },
  });
  const texts = { out: "", err: "" };
  child.stdout.on("data", (data) => {
    texts.out += data;
  });
  child.stderr.on("data", (data) => {
    texts.err += data;
  });
  // What ends without reading closes it.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...texts }));
  });
  return { child, ended };
}

function tokenFile(): string {
  const file = join(folder, "token");
  writeFileSync(file, readFileSync(join(server.state, "token"), "utf8"));
  return file;
}

const away = { TRUNKLINE_URL: "http://127.0.0.1:9", TRUNKLINE_GUARD_WAIT: "2" };
const newYear = Date.UTC(2027, 0, 1);
let dates = 0;
/** One that nothing was asked for yet. */
const nextDate = (): string => {
  const day = new Date(newYear + 86_400_000 * dates++);
  return day.toISOString().slice(0, 10).replaceAll("-", "");
};

describe.each(shells.map((shell) => ({ name: shell.join(" "), shell })))("$name", ({ shell }) => {
  test("the command has its arguments, input, environment and exit code, and its output goes through", async (context) => {
    needs(context, shell);
    const command = 'printf "%s|" "$@"; cat; echo "$job $slot $_tg_job"; echo no >&2; exit 7';
    const words = ["a b", "", "*", "'", "$HOME"];
    const { ended } = guard(
      shell,
      ["--job", "close", "--date", nextDate(), "--", "sh", "-c", command, "sh", ...words],
      { env: { job: "its own", slot: "as well" }, input: "in\nput" },
    );
    expect(await ended).toEqual({
      ...{ code: 7, signal: null, err: "no\n" },
      out: `${words.join("|")}|in\nputits own as well \n`,
    });
  });

  test("a signal reaches the command, and what that answers is what the guard exits with", async (context) => {
    needs(context, shell);
    if (shell === powerShell) context.skip("Windows has no signals, and its guard passes none on");
    for (const signal of ["TERM", "INT", "HUP"] as const) {
      const command = `trap 'echo got; exit 9' ${signal}; echo ready; while :; do sleep 0.05; done`;
      const call = guard(shell, [
        "--job",
        "close",
        "--date",
        nextDate(),
        "--",
        "sh",
        "-c",
        command,
      ]);
      call.child.stdout?.once("data", () => call.child.kill(`SIG${signal}`));
      expect(await call.ended).toMatchObject({ code: 9, out: "ready\ngot\n" });
    }
  });

  test("what it wrote is passed on and summed, and the run is told with its end", async (context) => {
    needs(context, shell);
    const date = nextDate();
    const call = guard(shell, [
      "--job",
      "close",
      "--date",
      date,
      "--digest",
      "--",
      "echo",
      "hello",
    ]);
    expect(await call.ended).toMatchObject({ code: 0, out: "hello\n" });
    // The report follows the end.
    await expect.poll(async () => (await runOf(date))?.exit, { timeout: 10_000 }).toBe(0);
    expect(await runOf(date)).toMatchObject({
      ...{ endKnown: "value", exitKnown: "value", outcome: "succeeded" },
      digest: "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
    });
    await expect.poll(() => readdirSync(join(folder, "guard/close/ends"))).toEqual([]);
  });

  test("without an answer it starts what it was granted, and nothing before it was ever answered", async (context) => {
    needs(context, shell);
    let unasked = "";
    const start = (env: Record<string, string>) => {
      unasked = nextDate();
      return guard(shell, ["--job", "close", "--date", unasked, "--", "echo", "ran"], { env })
        .ended;
    };
    expect(await start(away)).toMatchObject({
      code: 75,
      out: "",
      err: expect.stringMatching(/nobody may start/),
    });
    expect(await start({})).toMatchObject({ code: 0, out: "ran\n" });
    expect(await start(away)).toMatchObject({ code: 0, out: "ran\n" });
    expect(readdirSync(join(folder, "guard/close/starts"))).toHaveLength(1);
    expect(await guard(shell, ["--job", "close", "--renew"]).ended).toMatchObject({
      code: 0,
      err: "",
    });
    expect(readdirSync(join(folder, "guard/close/starts"))).toEqual([]);
    expect(await runOf(unasked)).toMatchObject({ host: expect.any(String) });
  });

  test("an event is raised once the command has ended well, once for its date, and later where nobody answers", async (context) => {
    needs(context, shell);
    const date = nextDate();
    const name = `DONE ${shell[0]}`;
    const run = (command: string, env = {}, words: readonly string[] = []) =>
      guard(shell, [...words, "--raise", name, "--date", date, "--", "sh", "-c", command], { env })
        .ended;
    const raised = async () => (await server.json(["events", name])).map((event) => event.date);
    expect(await run("exit 4")).toMatchObject({ code: 4, err: "" });
    expect(await raised()).toEqual([]);
    expect(await run("echo ran", away)).toMatchObject({
      ...{
        code: 0,
        out: "ran\n",
        err: expect.stringContaining("with the next run, or by --renew"),
      },
    });
    expect(await guard(shell, ["--raise", name, "--renew"]).ended).toMatchObject({ code: 0 });
    expect(await raised()).toEqual([dashed(date)]);
    expect(await server.trunkline(["events", "clear", name])).toMatchObject({ code: 0 });
    // The same time of the date, told again; and another one, of a guarded job.
    expect(await run("exit 0")).toMatchObject({ code: 0, err: "" });
    expect(await raised()).toEqual([]);
    const second = ["--job", "close", "--ordinal", "2"];
    expect(await run("exit 0", {}, second)).toMatchObject({ code: 0, err: "" });
    expect(await raised()).toEqual([dashed(date)]);
  });

  test("where it can't remember, it runs what it is told to and starts nothing unasked", async (context) => {
    needs(context, shell);
    const full = { TRUNKLINE_GUARD_DIR: "/dev/null/guard" };
    const start = (env: Record<string, string>) =>
      guard(shell, ["--job", "close", "--date", nextDate(), "--", "echo", "ran"], { env }).ended;
    expect(await start(full)).toMatchObject({ code: 0, out: "ran\n" });
    expect(await start({ ...full, ...away })).toMatchObject({ code: 75, out: "" });
  });

  test("a date is written as schedulers write it, or found by a rule", async (context) => {
    needs(context, shell);
    // Its time is the test's where the rule asks for it.
    const date = `#!/bin/sh\ncase $1 in "+%Y "*) exec /bin/date -d "@$SECONDS_NOW" "$1" ;; esac\nexec /bin/date "$@"\n`;
    writeFileSync(join(folder, "date"), date, { mode: 0o755 });
    const env = { ...away, PATH: `${folder}:${process.env.PATH}` };
    for (const [said, slot, at] of dateForms) {
      // They have a clock of their own, which no `date` takes the place of.
      if (at !== undefined && (shell[0] === "busybox" || shell === powerShell)) continue;
      const words = said.includes(":") ? ["--date-rule", said] : ["--date", said];
      const { code, err } = await guard(shell, ["--job", "close", ...words, "--", "true"], {
        env: { ...env, SECONDS_NOW: `${Date.parse(at ?? "2026-11-28") / 1_000}` },
      }).ended;
      expect([said, code, err]).toEqual([said, 75, expect.stringContaining(`start ${slot} now`)]);
    }
    const yesterday = () =>
      new Date(Date.now() - 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
    const either = [yesterday()];
    const words = ["--job", "close", "--date-rule", "00:00-1@UTC", "--", "true"];
    const { err } = await guard(shell, words, { env: away }).ended;
    either.push(yesterday());
    expect(either).toContain(/start (\d+) now/.exec(err)?.[1]);
  });

  test("called wrongly, it says how, and starts nothing", async (context) => {
    needs(context, shell);
    for (const words of [
      ["--", "echo", "ran"],
      ["--job", "close", "--date", "tomorrow", "--", "echo", "ran"],
      ["--job", "close"],
      ["--job", "a/b/c", "--", "echo", "ran"],
      ["--jbo", "close", "--", "echo", "ran"],
      ["--job", "close", "--date-rule", "6:00", "--", "echo", "ran"],
      ["--job", "close", "--date-rule", "24:00", "--", "echo", "ran"],
      ["--job", "close", "--date-rule", "06:00-x", "--", "echo", "ran"],
      ["--job", "close", "--date-rule", "06:00@Europe/Berln", "--", "echo", "ran"],
      ["--job", "close", "--date-rule", "06:00", "--date", "261127", "--", "echo", "ran"],
      ["--raise", 'A"B', "--", "echo", "ran"],
    ]) {
      // What is no option at all our own command says itself, in its words.
      const [code, by] =
        shell === ownCommand && words.includes("--jbo")
          ? [2, /error: unknown option/]
          : [64, /trunkline-guard: /];
      expect(await guard(shell, words).ended).toMatchObject({
        ...{ code, out: "", err: expect.stringMatching(by) },
      });
    }
  });
});

test("of ends that nobody has heard of 5,000 are kept, and the command runs on", async () => {
  const call = (env: Record<string, string>) =>
    guard(["sh"], ["--job", "close", "--date", nextDate(), "--", "echo", "ran"], { env }).ended;
  expect(await call({})).toMatchObject({ code: 0, out: "ran\n" });
  const ends = join(folder, "guard/close/ends");
  await expect.poll(() => readdirSync(ends)).toEqual([]);
  for (let at = 0; at < 4_999; at++) writeFileSync(join(ends, `0-${at}`), "");
  // What a run leaves is written behind its end.
  expect(await call(away)).toMatchObject({ code: 0, out: "ran\n" });
  await expect.poll(() => readdirSync(ends).length).toBe(5_000);
  for (let more = 0; more < 3; more++)
    expect(await call(away)).toMatchObject({ code: 0, out: "ran\n" });
  expect(readdirSync(ends)).toHaveLength(5_000);
});

test("live, the guard steps aside or waits for our run and exits as it does; back at observe, the command runs again", async () => {
  const today = new Date().toISOString().slice(0, 10).replaceAll("-", "");
  const call = (job: string, mode: string, date = today) =>
    guard(["sh"], ["--job", job, mode, "--date", date, "--", "echo", "ran"]).ended;
  const deploy = async (stage: string) => {
    server.repository.commit(
      { "migration/waves/gl.yaml": wave(stage) },
      { message: approvedByGrace },
    );
    expect(await server.trunkline(["sync", "shop"])).toMatchObject({ code: 0 });
  };
  expect(await call("close/close", "--skip")).toMatchObject({ code: 0, out: "ran\n" });
  // An end that can't be told before it is ours.
  const alone = ["--job", "poll", "--date", nextDate(), "--", "echo", "ran"];
  expect(await guard(["sh"], ["--job", "poll", "--renew"]).ended).toMatchObject({ code: 0 });
  expect(await guard(["sh"], alone, { env: away }).ended).toMatchObject({ code: 0, out: "ran\n" });
  const ends = () => readdirSync(join(folder, "guard/poll/ends")).length;
  await expect.poll(ends).toBe(1);
  const pool = createPool(server.connectionString);
  await declareApprovals(pool);
  await pool.end();
  await deploy("live");
  // The date that the command has run stays its own, also for a further run of it.
  expect(await call("close/close", "--follow")).toMatchObject({ code: 0, out: "ran\n" });
  const none = { signal: null, out: "", err: "" };
  expect(await call("poll", "--skip")).toEqual({ code: 0, ...none });
  await expect.poll(ends, { timeout: 20_000 }).toBe(0);
  expect(await call("poll/poll", "--follow")).toEqual({ code: 3, ...none });
  await deploy("observe");
  expect(await call("close/close", "--skip", nextDate())).toMatchObject({ code: 0, out: "ran\n" });
  expect(await call("poll/poll", "--follow")).toEqual({ code: 3, ...none });
}, 60_000);

const dashed = (date: string): string => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;

/** As the server knows it, by its business date. */
async function runOf(date: string) {
  const token = readFileSync(join(server.state, "token"), "utf8").trim();
  const answer = await fetch(
    `${server.url}/api/v1/projects/shop/legacy-runs?source=guard&limit=100`,
    {
      headers: { authorization: `Bearer ${token}` },
    },
  );
  const { items } = (await answer.json()) as { items: { date: string; exit: number | null }[] };
  return items.find((run) => run.date === dashed(date));
}
