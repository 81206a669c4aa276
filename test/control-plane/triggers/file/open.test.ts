// How much of a folder is followed. What comes of it is in test/flow/file-triggers.test.ts.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FileSource } from "#core/triggers/message-trigger.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { openFolder } from "#triggers/file/open.ts";

const opened = (path: string, source: Partial<FileSource> = {}) =>
  openFolder({
    source: {
      ...{ kind: "file", connectionName: null, connection: null, path, files: ["*"] },
      ...{ on: "created", existing: false, everyMs: 60_000, stableMs: 0, minBytes: 0 },
      ...{ minAgeMs: 0, maxAgeMs: null, marker: null },
      ...source,
    },
    ...{ id: "1", name: "p/files", secrets: {}, position: null, addresses: {} },
    localFiles: [{ folder: path, isWritable: false }],
    refusal: () => null,
    signal: new AbortController().signal,
  });

test("20,000 files are known by half a megabyte, and one more is refused with words", async () => {
  await using folder = temporaryDirectory();
  for (let n = 0; n < 20_000; n++) writeFileSync(join(folder.path, `${n}`), "");
  const source = await opened(folder.path);
  const batch = await source.receive(100);
  expect(batch?.messages).toEqual([]);
  expect(JSON.stringify(batch?.position).length).toBeLessThan(600_000);
  await source.close();
  writeFileSync(join(folder.path, "more"), "");
  const other = await opened(folder.path);
  await expect(other.receive(100)).rejects.toThrow(
    "more than 20000 files match: narrow the pattern, or move away what is done with",
  );
  await other.close();
});

test("as many come as are asked for, each with its number", async () => {
  await using folder = temporaryDirectory();
  mkdirSync(join(folder.path, "no-file"));
  for (const name of ["c", "b", "a"]) writeFileSync(join(folder.path, name), "");
  const source = await opened(folder.path, { existing: true });
  const first = await source.receive(2);
  expect(first?.messages).toHaveLength(2);
  if (first === null) throw new Error("nothing came");
  await source.settle(first);
  const second = await source.receive(2);
  expect(second?.messages).toHaveLength(1);
  const keys = [...first.messages, ...(second?.messages ?? [])].map(({ key }) => key);
  expect(keys.map((key) => key.at(-1))).toEqual(["1", "2", "3"]);
  expect(new Set(keys.map((key) => key[0]))).toEqual(new Set(["a", "b", "c"]));
  await source.close();
});

test("closing it ends what it waits for at once", async () => {
  await using folder = temporaryDirectory();
  const source = await opened(folder.path);
  const first = await source.receive(1);
  if (first === null) throw new Error("nothing came");
  await source.settle(first);
  const waiting = source.receive(1);
  await source.close();
  await expect(waiting).rejects.toThrow();
});
