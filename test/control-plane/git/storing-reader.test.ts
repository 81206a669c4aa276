import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { GitError, type GitObject } from "#git/source.ts";
import { maxFileBytes, storingReader } from "#git/storing-reader.ts";
import { testDatabase } from "#test/support/database.ts";

function blob(content: Uint8Array): GitObject {
  const head = `blob ${content.length}\0`;
  const oid = createHash("sha1").update(head).update(content).digest("hex");
  return { oid, type: "blob", content };
}

/** Answers in the order asked, and stops at the first that it doesn't have, as native git does. */
const sourceOf = (objects: readonly GitObject[]) => ({
  async *readObjects(oids: readonly string[]): AsyncIterable<GitObject> {
    for (const oid of oids) {
      const object = objects.find((one) => one.oid === oid);
      if (!object) throw new GitError("missing", `object ${oid} is not in the repository`);
      yield object;
    }
  },
});

async function readAll(
  reader: { readObjects(oids: string[]): AsyncIterable<GitObject> },
  oids: string[],
) {
  const found: string[] = [];
  for await (const { oid } of reader.readObjects(oids)) found.push(oid);
  return found.sort();
}

test("what was read is stored byte by byte, also the empty file and what comes twice", async () => {
  await using db = await testDatabase();
  const objects = [
    blob(new Uint8Array()),
    blob(Uint8Array.from({ length: 256 }, (_, byte) => byte)),
    ...Array.from({ length: 50 }, (_, n) => blob(Buffer.from(`file ${n}`))),
  ];
  const oids = objects.map(({ oid }) => oid);
  const reader = storingReader(sourceOf(objects), db.pool);
  await readAll(reader, oids);
  await readAll(reader, oids.slice(0, 2));
  await reader.flush();
  const { rows } = await db.pool.query<{ oid: string; content: Buffer }>(
    "select oid, content from trunkline.git_object",
  );
  const stored = rows.map(({ content }) => blob(content).oid).sort();
  expect(stored).toEqual(oids.toSorted());
  expect(rows.map(({ oid }) => oid).sort()).toEqual(stored);
});

test("what the source has forgotten comes from the store, wherever it is in the list", async () => {
  await using db = await testDatabase();
  const all = ["a", "b", "c", "d", "e"].map((text) => blob(Buffer.from(text)));
  const oids = all.map(({ oid }) => oid);
  const before = storingReader(sourceOf(all), db.pool);
  await readAll(before, [oids[0] as string, oids[2] as string]);
  await before.flush();
  const left = sourceOf(all.filter((_, n) => n !== 0 && n !== 2));
  expect(await readAll(storingReader(left, db.pool), oids)).toEqual(oids.toSorted());
  const nothing = storingReader(sourceOf([]), db.pool);
  await expect(readAll(nothing, oids)).rejects.toMatchObject({ kind: "missing" });
});

test("a tree is asked of the source once: each question at once costs native git a process", async () => {
  await using db = await testDatabase();
  const tree: GitObject = { oid: "a".repeat(40), type: "tree", content: new Uint8Array() };
  const file = blob(Buffer.from("x"));
  const asked: string[] = [];
  const source = sourceOf([tree, file]);
  const counting = {
    readObjects(oids: readonly string[]) {
      asked.push(...oids);
      return source.readObjects(oids);
    },
  };
  const reader = storingReader(counting, db.pool);
  for (let time = 0; time < 3; time++)
    expect(await readAll(reader, [file.oid, tree.oid])).toEqual([file.oid, tree.oid].sort());
  expect(asked.filter((oid) => oid === tree.oid)).toHaveLength(1);
});

test("a file that is too large is named, and a fault of the database shows at the flush", async () => {
  await using db = await testDatabase();
  const large = blob(new Uint8Array(maxFileBytes + 1));
  const reading = async () => {
    const reader = storingReader(sourceOf([large]), db.pool);
    for await (const _ of reader.readObjects([large.oid], () => "data/big.bin"));
  };
  await expect(reading()).rejects.toMatchObject({
    kind: "tooLarge",
    message: expect.stringContaining("data/big.bin has 52428801 bytes"),
  });
  await db.pool.query("alter table trunkline.git_object rename to gone");
  const small = blob(Buffer.from("x"));
  const reader = storingReader(sourceOf([small]), db.pool);
  await readAll(reader, [small.oid]);
  await expect(reader.flush()).rejects.toThrow("git_object");
});
