import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { bin } from "#test/support/trunkline.ts";

const folder = mkdtempSync(path.join(tmpdir(), "trunkline-lean-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const module = path.resolve(import.meta.dirname, "../../../control-plane/cli/lean-memory.ts");
const script = path.join(folder, "script.ts");
writeFileSync(
  script,
  `import { readFileSync } from "node:fs";
import { startLean } from ${JSON.stringify(module)};
startLean();
const started = readFileSync("/proc/self/environ", "utf8").split("\\0");
const own = (text: string) => /^(MALLOC_|TRUNKLINE_LEAN)/.test(text);
console.log(JSON.stringify({
  pid: process.pid,
  words: process.argv.slice(2),
  started: started.filter(own).sort(),
  flags: process.execArgv,
  left: Object.keys(process.env).filter(own),
}));`,
);

const run = (env: NodeJS.ProcessEnv = {}, words = ["a b"]) => {
  const { stdout, pid } = spawnSync(process.execPath, [script, ...words], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
  });
  return { ...(JSON.parse(stdout) as Record<string, unknown>), spawned: pid };
};

beforeEach((context) => {
  if (process.platform !== "linux") context.skip("only Linux has glibc, and /proc");
});

test("the process starts anew as itself, with settings that its children don't get", () => {
  const { pid, spawned, words, started, flags, left } = run() as Record<string, unknown>;
  expect(pid).toBe(spawned);
  expect(words).toEqual(["a b"]);
  expect(started).toEqual([
    "MALLOC_ARENA_MAX=2",
    "MALLOC_MMAP_THRESHOLD_=4194304",
    "TRUNKLINE_LEAN_MEMORY=1",
  ]);
  expect(flags).toEqual(["--max-semi-space-size=16"]);
  expect(left).toEqual([]);
});

test("a worker, which reads no large trees, has a smaller young generation and smaller blocks", () => {
  expect(run({}, ["worker"])).toMatchObject({
    started: expect.arrayContaining(["MALLOC_MMAP_THRESHOLD_=262144"]),
    flags: ["--max-semi-space-size=4"],
    words: ["worker"],
  });
});

test("an import has a larger young generation", () => {
  expect(run({}, ["import"])).toMatchObject({
    flags: ["--max-semi-space-size=64", "--heap-growing-percent=50"],
    words: ["import"],
  });
});

test("whoever has settings of their own keeps them", () => {
  expect(run({ NODE_OPTIONS: "--max-semi-space-size=64" })).toMatchObject({ started: [] });
  expect(run({ MALLOC_ARENA_MAX: "8" })).toMatchObject({
    started: ["MALLOC_ARENA_MAX=8"],
    left: ["MALLOC_ARENA_MAX"],
  });
});

test("`trunkline up` starts so", async () => {
  const state = path.join(folder, "state");
  const child = spawn(process.execPath, [bin, "up", folder, "--state", state], {
    stdio: "ignore",
  });
  const environ = () => readFileSync(`/proc/${child.pid}/environ`, "utf8");
  await eventually("it has started anew", () => environ().includes("MALLOC_ARENA_MAX=2"));
  child.kill("SIGKILL");
});
