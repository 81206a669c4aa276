// What is ready after which looks: cases with their words, and what holds for any folder.

import fc from "fast-check";
import { expect, test } from "vitest";
import { isEnough, judgeFiles, nextLookMs, type Observations } from "#core/files/judge.ts";
import { seenText } from "#core/files/said.ts";
import type { FileRule, FileState, ListedFile } from "#core/files/watch.ts";

const rule: FileRule = {
  files: ["**/*"],
  ...{ on: "exists", stableMs: 0, minBytes: 0, minAgeMs: 0, maxAgeMs: null, marker: null },
};

const file = (name: string, more: Partial<ListedFile> = {}): ListedFile => ({
  ...{ name, size: 1, modifiedMs: 0, mark: "" },
  ...more,
});

const none: Observations = new Map();
const isNew = (): FileState => "new";

/** Looks one after the other, a second apart; the last one's judgement. */
function after(looks: ListedFile[][], more: Partial<FileRule>, nowMs = 0) {
  let seen = none;
  let judged = judgeFiles(seen, { files: [], atMs: 0, nowMs }, rule, isNew);
  for (const [n, files] of looks.entries()) {
    judged = judgeFiles(seen, { files, atMs: n * 1_000, nowMs }, { ...rule, ...more }, isNew);
    seen = judged.seen;
  }
  return judged;
}

const names = ({ ready }: { ready: ListedFile[] }) => ready.map(({ name }) => name);

test("stable: unchanged in size, time and mark for so long, by who looks", () => {
  const a = file("a");
  const stableMs = 2_000;
  expect(names(after([[a], [a]], { stableMs }))).toEqual([]);
  expect(names(after([[a], [a], [a]], { stableMs }))).toEqual(["a"]);
  for (const other of [{ size: 2 }, { modifiedMs: 1 }, { mark: "x" }])
    expect(names(after([[a], [a], [file("a", other)]], { stableMs }))).toEqual([]);
  // It was away.
  expect(names(after([[a], [], [a]], { stableMs }))).toEqual([]);
});

test("the next look is when something may be ready, and no later than usual", () => {
  const a = file("a");
  expect(nextLookMs(after([[a]], { stableMs: 5_000 }), 60_000)).toBe(5_000);
  expect(nextLookMs(after([[a]], { stableMs: 5_000 }), 1_000)).toBe(1_000);
  expect(nextLookMs(after([[a], [a]], { stableMs: 5_000 }), 60_000)).toBe(4_000);
  expect(nextLookMs(after([[a]], { minBytes: 2 }), 60_000)).toBe(60_000);
  expect(nextLookMs(after([[a]], { stableMs: 1_000, minAgeMs: 9_000 }, 2_000), 60_000)).toBe(7_000);
});

test("age is by the place's time; a file of the future is new", () => {
  const aged = (modifiedMs: number, more: Partial<FileRule>) =>
    names(after([[file("a", { modifiedMs })]], more, 100_000));
  expect(aged(40_000, { minAgeMs: 60_000 })).toEqual(["a"]);
  expect(aged(40_001, { minAgeMs: 60_000 })).toEqual([]);
  expect(aged(40_000, { maxAgeMs: 60_000 })).toEqual(["a"]);
  expect(aged(39_999, { maxAgeMs: 60_000 })).toEqual([]);
  expect(aged(900_000, { maxAgeMs: 60_000 })).toEqual(["a"]);
  expect(aged(900_000, { minAgeMs: 60_000 })).toEqual([]);
});

test("markers are beside their files, not older, and no files themselves", () => {
  const marker = "{stem}.ok";
  const looked = (...files: ListedFile[]) => names(after([files], { marker }));
  expect(looked(file("x/a.csv"), file("a.ok"))).toEqual([]);
  expect(looked(file("x/a.csv"), file("x/a.ok"))).toEqual(["x/a.csv"]);
  expect(looked(file("a.csv", { modifiedMs: 2 }), file("a.ok", { modifiedMs: 1 }))).toEqual([]);
  // One whose file isn't there (yet, or any more) is nothing to wait for.
  const csv = { files: ["*.csv"], marker: "{name}.done" };
  const { ready, waiting } = after([[file("a.csv"), file("a.csv.done"), file("b.csv.done")]], csv);
  expect([ready.map(({ name }) => name), waiting]).toEqual([["a.csv"], []]);
  const all = [file("x/a"), file("x/b"), file("x/_SUCCESS"), file("y/a")];
  expect(names(after([all], { marker: "_SUCCESS" }))).toEqual(["x/a", "x/b"]);
});

test("what was there before counts as `on` says", () => {
  const states: Record<string, FileState> = { a: "new", b: "changed", c: "known" };
  const files = ["a", "b", "c"].map((name) => file(name));
  const ready = (on: FileRule["on"]) =>
    names(
      judgeFiles(none, { files, atMs: 0, nowMs: 0 }, { ...rule, on }, ({ name }) =>
        name in states ? (states[name] as FileState) : "new",
      ),
    );
  expect(ready("exists")).toEqual(["a", "b", "c"]);
  expect(ready("created")).toEqual(["a"]);
  expect(ready("changed")).toEqual(["a", "b"]);
});

test("enough: so many at once, and with `all` nothing that may still become ready", () => {
  const enough = (files: ListedFile[], count: number, all: boolean) =>
    isEnough(after([files], { minBytes: 2, maxAgeMs: 60_000 }, 70_000), { count, all });
  const [whole, small] = [file("a", { size: 2, modifiedMs: 70_000 }), file("b")];
  const old = file("c", { size: 2, modifiedMs: 1 });
  expect(enough([], 1, false)).toBe(false);
  expect(enough([whole, small], 1, false)).toBe(true);
  expect(enough([whole, small], 2, false)).toBe(false);
  expect(enough([whole, small], 1, true)).toBe(false);
  expect(enough([whole, old], 1, true)).toBe(true);
});

test("what was seen, in words", () => {
  const many = Array.from({ length: 7 }, (_, n) => file(`f${n}`, { size: 2_048 }));
  expect(seenText(after([[]], {}))).toBe("no file that counts");
  expect(seenText(after([[file("a"), file("b", { size: 9 })]], { minBytes: 5 }))).toBe(
    "a (1 B): it has 1 B, less than 5 B; 1 is ready",
  );
  expect(seenText(after([many], { marker: "{name}.done" }))).toBe(
    "f0 (2 KiB): f0.done isn't there; f1 (2 KiB): f1.done isn't there; f2 (2 KiB): f2.done isn't there; " +
      "f3 (2 KiB): f3.done isn't there; f4 (2 KiB): f4.done isn't there; 2 more that aren't ready",
  );
  expect(seenText(after([[file("a")]], { maxAgeMs: 60_000 }, 70_000))).toBe(
    "a (1 B): it is older than 1m",
  );
});

test("whatever a folder shows, a file is ready only after it stayed as it is for so long", () => {
  const listed = fc.record({
    name: fc.constantFrom("a", "b", "c"),
    size: fc.integer({ min: 0, max: 2 }),
    modifiedMs: fc.integer({ min: 0, max: 1 }),
    mark: fc.constantFrom("x", "y"),
  });
  const listing = fc.uniqueArray(listed, { selector: ({ name }) => name });
  const looks = fc.array(fc.tuple(fc.integer({ min: 1, max: 10 }), listing), { maxLength: 12 });
  fc.assert(
    fc.property(looks, fc.integer({ min: 0, max: 20 }), (given, stableMs) => {
      let seen = none;
      let atMs = 0;
      const since = new Map<string, [text: string, atMs: number]>();
      for (const [stepMs, files] of given) {
        atMs += stepMs;
        for (const [name] of since) if (!files.some((one) => one.name === name)) since.delete(name);
        for (const one of files) {
          const text = JSON.stringify(one);
          if (since.get(one.name)?.[0] !== text) since.set(one.name, [text, atMs]);
        }
        const judged = judgeFiles(seen, { files, atMs, nowMs: 0 }, { ...rule, stableMs }, isNew);
        seen = judged.seen;
        const stayed = files.filter(
          ({ name }) => atMs - (since.get(name)?.[1] ?? atMs) >= stableMs,
        );
        expect(names(judged)).toEqual(stayed.map(({ name }) => name));
        expect(judged.ready.length + judged.waiting.length).toBe(files.length);
        expect(nextLookMs(judged, 5)).toBeGreaterThan(0);
      }
    }),
  );
});
