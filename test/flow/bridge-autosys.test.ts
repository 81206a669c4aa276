// The script that starts and awaits jobs of AutoSys, as shells run it, over commands that stand for sendevent and autorep.

import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, expect, test } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const script = fileURLToPath(
  new URL("../../control-plane/guard/trunkline-autosys", import.meta.url),
);
const folder = temporaryDirectory();
afterAll(() => folder[Symbol.asyncDispose]());

const sent = join(folder.path, "sent");
const state = join(folder.path, "state");

/** `autorep` tells the row that is in the file `state`; `sendevent` notes its words and puts `next` there. */
beforeEach(() => {
  rmSync(join(folder.path, "marks"), { recursive: true, force: true });
  rmSync(sent, { force: true });
  mkdirSync(join(folder.path, "bin"), { recursive: true });
  const command = (name: string, text: string) => {
    const path = join(folder.path, "bin", name);
    writeFileSync(path, `#!/bin/sh\n${text}`);
    chmodSync(path, 0o755);
  };
  const head =
    "\nJob Name             Last Start           Last End             ST/Ex Run/Ntry Pri/Xit\n____________________ ____________________ ____________________ _____ ________ _______";
  command("autorep", `cat <<'END'\n${head}\nEND\ncat ${state}\n`);
  command("sendevent", `echo "$*" >> ${sent}\ncp ${state}.next ${state}\n`);
});

const row = (status: string, run: number, code = "", at = "11/27/2026 06:00:00") =>
  ` PAY_LOAD            ${at}  ${at}  ${status}    ${run}/1 ${code}\n`;

const call = (...words: string[]): Promise<{ code: number; stderr: string }> =>
  new Promise((resolve) => {
    execFile(
      "sh",
      [script, "PAY_LOAD", "--every", "0", ...words],
      {
        env: {
          PATH: `${join(folder.path, "bin")}:${process.env.PATH}`,
          TRUNKLINE_BRIDGE_DIR: join(folder.path, "marks"),
        },
      },
      (error, _, stderr) => resolve({ code: Number(error?.code ?? 0), stderr }),
    );
  });

const told = (): string[] =>
  existsSync(sent) ? readFileSync(sent, "utf8").trim().split("\n") : [];

test("a job is started once for a date, and a further attempt waits for the same run", async () => {
  writeFileSync(state, row("SU", 100, "0", "11/26/2026 06:00:00"));
  writeFileSync(`${state}.next`, row("SU", 101, "0"));
  expect(await call("--date", "2026-11-27")).toMatchObject({ code: 0 });
  expect(await call("--date", "20261127")).toMatchObject({ code: 0 });
  expect(told()).toEqual(["-E FORCE_STARTJOB -J PAY_LOAD"]);
  writeFileSync(`${state}.next`, row("FA", 102, "7"));
  expect(await call("--date", "20261128", "--event", "STARTJOB")).toMatchObject({ code: 7 });
  expect(told()).toHaveLength(2);
});

test("where nobody knows whether it was started, nothing is started", async () => {
  writeFileSync(state, row("SU", 100, "0"));
  mkdirSync(join(folder.path, "marks"), { recursive: true });
  writeFileSync(join(folder.path, "marks/PAY_LOAD+20261127"), "100\n");
  const ended = await call("--date", "20261127");
  expect(ended.code).toBe(75);
  expect(ended.stderr).toContain("nobody knows whether PAY_LOAD was started for 20261127");
  expect(told()).toEqual([]);
});

test("awaited, a run that began before the date doesn't count, and nothing is started", async () => {
  writeFileSync(state, row("SU", 100, "0", "11/26/2026 23:59:00"));
  const waits = call("--await", "--date", "20261127");
  const first = await Promise.race([waits, call("--await", "--date", "20261126")]);
  expect(first).toEqual({ code: 0, stderr: "" });
  writeFileSync(state, row("SU", 101, "0"));
  expect(await waits).toEqual({ code: 0, stderr: "" });
  expect(told()).toEqual([]);
});

test("called wrongly, it says so", async () => {
  writeFileSync(state, "");
  expect(await call("--date", "271126")).toMatchObject({ code: 64 });
  expect(await call("--event", "KILLJOB", "--date", "20261127")).toMatchObject({ code: 64 });
  expect(await call("--date", "20261127")).toMatchObject({ code: 1 });
});
