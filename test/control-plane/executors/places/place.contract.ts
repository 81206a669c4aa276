// What every kind of place promises; each one's test runs this suite on a real one.

import { describe, expect, test } from "vitest";
import { filePattern } from "#core/file-pattern.ts";
import { sha256 } from "#executors/places/parts.ts";
import {
  Changed,
  Exists,
  type FoundFile,
  type Place,
  TooMuch,
  type TransferPlace,
  type Writing,
} from "#executors/places/place.ts";

export interface PlaceUnderTest extends AsyncDisposable {
  place: TransferPlace;
  /** Puts a file there by other means than the place. */
  put(name: string, content: string): void | Promise<void>;
  /** Of all that is there, hidden ones too, by other means than the place. */
  contents(): Record<string, string> | Promise<Record<string, string>>;
  /** Another folder of the same place, as `move` takes it; what is moved there is not among the contents. */
  elsewhere: string;
}

/** Least that S3 takes as one of many. */
const partBytes = 5 * 2 ** 20;
const first = Buffer.alloc(partBytes, "first ");
const last = Buffer.from("last");
const target = { name: "sub/new", size: partBytes + last.length, partBytes, key: "abc123" };
const whole = `${first}${last}`;

async function put(writing: Writing, index: number, bytes: Buffer): Promise<void> {
  await writing.put(index, bytes, sha256(bytes));
}

const seen = async (place: Place, name: string): Promise<FoundFile> => {
  const file = await place.stat(name);
  if (file === null) throw new Error(`${name} isn't there`);
  return file;
};

/** For a place that asks its source for parts that it can't say the digest of. */
const source = {
  part: async (from: number, length: number) => Buffer.from(whole).subarray(from, from + length),
  [Symbol.asyncDispose]: async () => {},
};

export function placeContract(name: string, create: () => Promise<PlaceUnderTest>): void {
  const names = async (place: Place, ...patterns: string[]) =>
    (await place.list(patterns.map(filePattern))).files.map((file) => file.name);

  describe(`${name} keeps the contract of places`, () => {
    test("lists what matches, by name, with size and time", async () => {
      await using it = await create();
      for (const file of ["b.csv", "a.csv", "a.txt", ".a.csv", "sub/c.csv", "sub/deep/d.csv"])
        await it.put(file, file);
      expect(await names(it.place, "*.csv")).toEqual(["a.csv", "b.csv"]);
      expect(await names(it.place, "**/*.csv")).toEqual([
        ...["a.csv", "b.csv", "sub/c.csv", "sub/deep/d.csv"],
      ]);
      expect(await names(it.place, "sub/*/*")).toEqual(["sub/deep/d.csv"]);
      expect(await names(it.place, "*.txt", "sub/*")).toEqual(["a.txt", "sub/c.csv"]);
      const { files } = await it.place.list([filePattern("a.csv")]);
      expect(files).toMatchObject([{ name: "a.csv", size: 5 }]);
      expect(Math.abs((files[0]?.modifiedMs ?? 0) - Date.now())).toBeLessThan(120_000);
      expect(files[0]?.mark).not.toBe("");
    });

    test("a file is seen alone as in the list, and what isn't there is null", async () => {
      await using it = await create();
      await it.put("sub/a.csv", "content");
      const { files } = await it.place.list([filePattern("sub/*")]);
      expect(await it.place.stat("sub/a.csv")).toEqual(files[0]);
      expect(await it.place.stat("sub/b.csv")).toBeNull();
      expect(await it.place.stat("none/b.csv")).toBeNull();
      expect(await it.place.stat("sub")).toBeNull();
    });

    test("a file is there under its name when it is whole, and all at once", async () => {
      await using it = await create();
      await using writing = await it.place.write({ ...target, handle: null });
      await put(writing, 0, first);
      await put(writing, 1, last);
      const proof = await writing.proof();
      if (proof !== null) expect(proof).toEqual([sha256(first), sha256(last)]);
      expect(await it.place.stat(target.name)).toBeNull();
      expect(await names(it.place, "**/*")).toEqual([]);
      await writing.commit(false);
      expect((await it.contents()) as object).toEqual({ [target.name]: whole });
      expect((await seen(it.place, target.name)).size).toBe(target.size);
    });

    test("what is there is replaced only when it may be", async () => {
      await using it = await create();
      await it.put("a", "old");
      const one = { name: "a", size: last.length, partBytes, key: "k", handle: null };
      await using writing = await it.place.write(one);
      await put(writing, 0, last);
      await expect(writing.commit(false)).rejects.toThrow(Exists);
      expect((await it.contents()).a).toBe("old");
      await writing.commit(true);
      expect(await it.contents()).toEqual({ a: "last" });
    });

    test("an empty file is written", async () => {
      await using it = await create();
      const empty = { name: "a", size: 0, partBytes, key: "k", handle: null };
      await using writing = await it.place.write(empty);
      await writing.commit(false);
      expect(await it.contents()).toEqual({ a: "" });
    });

    test("another attempt goes on with what is there whole", async () => {
      await using it = await create();
      const before = await it.place.write({ ...target, handle: null });
      await put(before, 0, first);
      const { handle } = before;
      await before[Symbol.asyncDispose]();
      await using writing = await it.place.write({ ...target, handle });
      expect(writing.handle).toBe(handle);
      expect(await writing.kept(9, source)).toEqual([sha256(first)]);
      await put(writing, 1, last);
      await writing.commit(false);
      expect(await it.contents()).toEqual({ [target.name]: whole });
    });

    test("what nobody goes on with is begun anew, and given up", async () => {
      await using it = await create();
      const before = await it.place.write({ ...target, handle: null });
      await put(before, 0, first);
      await before[Symbol.asyncDispose]();
      const anew = await it.place.write({ ...target, handle: null });
      expect(await anew.kept(9, source)).toEqual([]);
      await anew.discard();
      await anew[Symbol.asyncDispose]();
      await it.place.discard(target.name, before.handle);
      await it.place.discard(target.name, before.handle);
      expect(await it.contents()).toEqual({});
      // What is gone is begun anew too.
      await using gone = await it.place.write({ ...target, handle: before.handle });
      expect(await gone.kept(9, source)).toEqual([]);
    });

    test("a file is read from anywhere, and to its end", async () => {
      await using it = await create();
      await it.put("a", "0123456789");
      await using reading = await it.place.read(await seen(it.place, "a"));
      const text = async (from: number, length: number) =>
        Buffer.from(await reading.part(from, length)).toString();
      expect(await text(3, 4)).toBe("3456");
      expect(await text(8, 100)).toBe("89");
      expect(await text(10, 100)).toBe("");
    });

    test("a file that is another one by now is neither read, removed nor moved", async () => {
      await using it = await create();
      await it.put("a", "old");
      const old = await seen(it.place, "a");
      await it.put("a", "newer");
      const read = async () => {
        await using reading = await it.place.read(old);
        await reading.part(0, 3);
      };
      await expect(read()).rejects.toThrow(Changed);
      await expect(it.place.remove(old, "k", async () => true)).rejects.toThrow(Changed);
      await expect(it.place.move(old, it.elsewhere)).rejects.toThrow();
      expect(await it.contents()).toEqual({ a: "newer" });
    });

    test("is removed once it is known to be copied, and else stays", async () => {
      await using it = await create();
      await it.put("sub/a", "content");
      const file = await seen(it.place, "sub/a");
      await expect(it.place.remove(file, "k", async () => false)).rejects.toThrow(Changed);
      expect(await it.contents()).toEqual({ "sub/a": "content" });
      const unknown = async () => {
        throw new Error("nobody knows");
      };
      await expect(it.place.remove(file, "k", unknown)).rejects.toThrow("nobody knows");
      await it.place.restore("sub/a", "k");
      expect(await it.contents()).toEqual({ "sub/a": "content" });
      await it.place.remove(await seen(it.place, "sub/a"), "k", async () => true);
      expect(await it.contents()).toEqual({});
    });

    test("is moved to another folder, unless something is there", async () => {
      await using it = await create();
      await it.put("sub/a", "one");
      await it.place.move(await seen(it.place, "sub/a"), it.elsewhere);
      expect(await it.contents()).toEqual({});
      await it.put("sub/a", "two");
      await expect(it.place.move(await seen(it.place, "sub/a"), it.elsewhere)).rejects.toThrow(
        Exists,
      );
      expect(await it.contents()).toEqual({ "sub/a": "two" });
    });

    test("looks at no more than it may", async () => {
      await using it = await create();
      for (const file of ["a", "b", "c"]) await it.put(file, "");
      const all = [filePattern("*")];
      await expect(it.place.list(all, { files: 2, entries: 10 })).rejects.toThrow(TooMuch);
      await expect(it.place.list([filePattern("d")], { files: 2, entries: 2 })).rejects.toThrow(
        TooMuch,
      );
    });
  });
}
