import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkspace, folderName, removeTree } from "#executors/workspace.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const name = { runId: "0199-abc", task: "load", attempt: 2 };

test("holds the script, and links to the snapshot's top level only", async () => {
  await using directory = temporaryDirectory();
  const snapshot = join(directory.path, "snapshot");
  mkdirSync(join(snapshot, "sql"), { recursive: true });
  writeFileSync(join(snapshot, "run.sh"), "echo");
  const workspace = await createWorkspace(directory.path, name, "echo hello", snapshot);
  expect(workspace.root).toBe(join(directory.path, "0199-abc-load-2"));
  expect(readFileSync(workspace.script, "utf8")).toBe("echo hello");
  expect(
    readdirSync(workspace.files, { withFileTypes: true }).map((e) => [e.name, e.isSymbolicLink()]),
  ).toEqual([
    ["run.sh", true],
    ["sql", true],
  ]);
  expect(readdirSync(workspace.temporary)).toEqual([]);
});

test("replaces what is left of an earlier attempt of the same name", async () => {
  await using directory = temporaryDirectory();
  const first = await createWorkspace(directory.path, name, "a", null);
  writeFileSync(join(first.files, "left"), "");
  const second = await createWorkspace(directory.path, name, "b", null);
  expect(readdirSync(second.files)).toEqual([]);
});

test.each([
  ["extract[eu,daily]", /^run-extract_eu_daily_\.[0-9a-f]{8}-1$/],
  ["../../etc", /^run-______etc\.[0-9a-f]{8}-1$/],
  ["x".repeat(300), /^run-x{80}\.[0-9a-f]{8}-1$/],
])("the task %j makes a safe folder name", (task, pattern) => {
  expect(folderName({ runId: "run", task, attempt: 1 })).toMatch(pattern);
});

test("tasks whose names differ in special characters only don't meet", () => {
  const names = ["a[b]", "a(b)", "a_b_", "a b "].map((task) =>
    folderName({ runId: "run", task, attempt: 1 }),
  );
  expect(new Set(names).size).toBe(4);
});

test("removal never follows a link, and takes directories without permissions", async () => {
  await using directory = temporaryDirectory();
  const outside = join(directory.path, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "precious"), "");
  const root = join(directory.path, "attempt");
  mkdirSync(join(root, "closed", "inner"), { recursive: true });
  symlinkSync(outside, join(root, "closed", "link"));
  symlinkSync(outside, join(root, "link"));
  symlinkSync(root, join(root, "closed", "loop"));
  chmodSync(join(root, "closed", "inner"), 0);
  chmodSync(join(root, "closed"), 0);
  await removeTree(root);
  expect(existsSync(root)).toBe(false);
  expect(readdirSync(outside)).toEqual(["precious"]);
});

test("removing what isn't there is no error", async () => {
  await removeTree("/tmp/trunkline-never-there");
});
