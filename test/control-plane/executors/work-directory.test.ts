import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { takeWorkDirectory } from "#executors/work-directory.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

test("each worker has a folder of its own, and a freed one is used again", async () => {
  await using directory = temporaryDirectory();
  const [first, second] = [
    await takeWorkDirectory(directory.path),
    await takeWorkDirectory(directory.path),
  ];
  expect([first.path, second.path]).toEqual(["1", "2"].map((n) => join(directory.path, n)));
  first.release();
  first.release();
  const third = await takeWorkDirectory(directory.path);
  expect(third.path).toBe(first.path);
  second.release();
  third.release();
});

test("kill -9 of a worker frees its folder", async () => {
  await using directory = temporaryDirectory();
  const file = fileURLToPath(new URL("./worker-process.ts", import.meta.url));
  const child = spawn(process.execPath, [file, directory.path, "10000", "sleep 600"]);
  await once(child.stdout, "data");
  const other = await takeWorkDirectory(directory.path);
  expect(other.path).toBe(join(directory.path, "2"));
  other.release();
  child.kill("SIGKILL");
  await once(child, "close");
  const next = await takeWorkDirectory(directory.path);
  expect(next.path).toBe(join(directory.path, "1"));
  next.release();
});

test("a directory that can't be made is an error with the system's reason", async () => {
  await expect(takeWorkDirectory("/dev/null/work")).rejects.toThrow("ENOTDIR");
});
