// Mirrors that nothing follows any more go, after a day and never while somebody fetches; those in use stay.

import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withLock } from "#git/lock.ts";
import { openMirror, usedMark } from "#git/mirror.ts";
import { removeUnusedMirrors } from "#git/unused-mirrors.ts";
import { temporaryFolder } from "#test/support/repository.ts";

const url = "https://git.example/finance.git";
const other = "https://git.example/other.git";
const start = Date.now();
const hours = (count: number) => start + count * 3_600_000;

test("after a day without use, one that is no project's goes; a project's stays, by every transport", async () => {
  using cache = temporaryFolder();
  const kept = [openMirror(cache.path, url, "native"), openMirror(cache.path, url, "isomorphic")];
  const gone = openMirror(cache.path, other, "native");
  const look = (at: number) => removeUnusedMirrors(cache.path, [`${url}/`, "/srv/x", "a:"], at);
  expect(await look(hours(23))).toEqual([]);
  expect(await look(hours(25))).toEqual([gone]);
  expect(await look(hours(100))).toEqual([]);
  expect(
    readdirSync(cache.path)
      .map((name) => join(cache.path, name))
      .sort(),
  ).toEqual(kept.sort());
});

test("one that another server has marked, or fetches into, stays", async () => {
  using cache = temporaryFolder();
  const mirror = openMirror(cache.path, other, "native");
  expect(await removeUnusedMirrors(cache.path, [other], hours(24))).toEqual([]);
  expect(await removeUnusedMirrors(cache.path, [], hours(47))).toEqual([]);
  await withLock(join(mirror, "trunkline.lock"), 0, async () => {
    expect(await removeUnusedMirrors(cache.path, [], hours(49))).toEqual([]);
  });
  expect(await removeUnusedMirrors(cache.path, [], hours(49))).toEqual([mirror]);
});

test("the day of one without a mark begins now; what a crash left goes, and nothing else is touched", async () => {
  using cache = temporaryFolder();
  const mirror = openMirror(cache.path, other, "native");
  rmSync(join(mirror, usedMark));
  mkdirSync(join(cache.path, "0123456789abcdef-native.git.gone"));
  mkdirSync(join(cache.path, "somebody-elses"));
  expect(await removeUnusedMirrors(cache.path, [], hours(100))).toEqual([]);
  expect(readdirSync(cache.path).sort()).toEqual(
    [mirror.split("/").at(-1), "somebody-elses"].sort(),
  );
  expect(await removeUnusedMirrors(cache.path, [], hours(125))).toEqual([mirror]);
  expect(existsSync(mirror)).toBe(false);
  expect(await removeUnusedMirrors(join(cache.path, "none"), [], start)).toEqual([]);
});
