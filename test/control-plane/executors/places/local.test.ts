import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filePattern } from "#core/file-pattern.ts";
import { LocalPlace } from "#executors/places/local.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { filesBelow } from "../transfer-under-test.ts";
import { type PlaceUnderTest, placeContract } from "./place.contract.ts";

async function localUnderTest(): Promise<PlaceUnderTest & { folder: string }> {
  const directory = temporaryDirectory();
  const folder = join(directory.path, "in");
  mkdirSync(folder);
  return {
    folder,
    elsewhere: join(directory.path, "done"),
    contents: () => filesBelow(folder),
    place: await LocalPlace.open(folder, true, {
      localFiles: [{ folder: directory.path, isWritable: true }],
      signal: new AbortController().signal,
    }),
    put(name, content) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

placeContract("a local folder", localUnderTest);

test("links are neither listed nor followed", async () => {
  await using it = await localUnderTest();
  await using elsewhere = temporaryDirectory();
  writeFileSync(join(elsewhere.path, "secret"), "secret");
  symlinkSync(join(elsewhere.path, "secret"), join(it.folder, "file"));
  symlinkSync(elsewhere.path, join(it.folder, "sub"));
  expect((await it.place.list([filePattern("**/*")])).files).toEqual([]);
  expect(await it.place.stat("file")).toBeNull();
  await expect(it.place.stat("sub/secret")).rejects.toThrow("sub is a symbolic link");
});

test("a name that isn't one is not taken, and said", async () => {
  await using it = await localUnderTest();
  await it.put("bad\nname.csv", "");
  await it.put("good.csv", "");
  const listing = await it.place.list([filePattern("*.csv")]);
  expect(listing.files.map(({ name }) => name)).toEqual(["good.csv"]);
  expect(listing.refused).toEqual(['"bad\ufffdname.csv": it has a control character in it']);
});
