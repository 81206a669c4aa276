// What every kind of place promises; each one's test runs this suite on a real one.

import { describe, expect, test } from "vitest";
import { filePattern } from "#core/file-pattern.ts";
import { type Place, TooMuch } from "#executors/places/place.ts";

export interface PlaceUnderTest extends AsyncDisposable {
  place: Place;
  /** Puts a file there by other means than the place. */
  put(name: string, content: string): void | Promise<void>;
}

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
