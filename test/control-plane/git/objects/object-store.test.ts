// Damage is noticed by the object's own id, even where zlib and the format are content.

import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { hashObject, ObjectStore } from "#git/objects/object-store.ts";
import { TestRepository } from "#test/support/repository.ts";

const corrupt = expect.objectContaining({ kind: "corrupt" });

it("refuses a loose object that holds another object's content", () => {
  using repository = new TestRepository();
  repository.commit({ a: "1" });
  const oid = repository.tip("HEAD:a");
  const path = join(repository.path, ".git/objects", oid.slice(0, 2), oid.slice(2));
  chmodSync(path, 0o644);
  writeFileSync(path, deflateSync("blob 1\x002"));
  const store = new ObjectStore([join(repository.path, ".git/objects")]);
  expect(() => store.read(oid)).toThrow(corrupt);
});

it("never hands on damaged bytes of a pack: each flipped byte is refused or changes nothing", () => {
  using repository = new TestRepository();
  for (let i = 0; i < 4; i++) repository.commit({ a: `${"line\n".repeat(60)}${i}` });
  repository.git("repack", "-adq", "-f");
  const folder = join(repository.path, ".git/objects/pack");
  const path = join(folder, readdirSync(folder).find((name) => name.endsWith(".pack")) ?? "");
  const whole = readFileSync(path);
  const oids = repository
    .git("rev-list", "--objects", "HEAD")
    .split("\n")
    .map((l) => l.slice(0, 40));
  chmodSync(path, 0o644);
  let refused = 0;
  for (let at = 12; at < whole.length - 20; at += 7) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0x55;
    writeFileSync(path, damaged);
    const store = new ObjectStore([dirname(folder)]);
    for (const oid of oids)
      try {
        const object = store.read(oid);
        if (object) expect(hashObject(object.type, object.content)).toBe(oid);
      } catch (error) {
        expect(error).toEqual(corrupt);
        refused++;
      }
    store.close();
  }
  expect(refused).toBeGreaterThan(20);
});

it("passes over a pack whose index is cut off, as a crash leaves it", () => {
  using repository = new TestRepository();
  repository.commit({ a: "1" });
  repository.git("repack", "-adq");
  const folder = join(repository.path, ".git/objects/pack");
  const path = join(folder, readdirSync(folder).find((name) => name.endsWith(".idx")) ?? "");
  const whole = readFileSync(path);
  chmodSync(path, 0o644);
  const tip = repository.tip();
  for (const length of [0, 4, 1000, whole.length - 21]) {
    writeFileSync(path, whole.subarray(0, length));
    const store = new ObjectStore([dirname(folder)]);
    expect(store.read(tip)).toBeNull();
    store.close();
  }
  rmSync(path);
  writeFileSync(path, whole);
  expect(new ObjectStore([dirname(folder)]).read(tip)?.type).toBe("commit");
});
