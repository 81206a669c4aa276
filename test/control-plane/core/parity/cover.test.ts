import { expect, test } from "vitest";
import { coverOf } from "#core/parity/cover.ts";

const source = (...spans: [number, number][]) => ({
  watermark: spans.at(-1)?.[1] ?? null,
  spans,
  retired: false,
});

test("a job is told of by the sources that ever had a run of it", () => {
  const cover = coverOf([source([0, 50]), source([0, 100])], [source([0, 100])]);
  expect([cover.at(50), cover.at(100), cover.at(101)]).toEqual(["told", "told", "open"]);
});

test("one that no source has ever had is told of when all of them have told", () => {
  const cover = coverOf([source([0, 50]), source([0, 20], [30, 100])], []);
  expect([cover.at(20), cover.at(25), cover.at(50), cover.at(51)]).toEqual([
    ...["told", "untold", "told", "open"],
  ]);
});

test("in a gap nobody knows, and nobody where nothing is told at all", () => {
  const cover = coverOf([], [source([0, 20], [30, 100])]);
  expect(cover.at(25)).toBe("untold");
  expect([cover.whole(0, 20), cover.whole(10, 30), cover.whole(30, 100)]).toEqual([
    ...[true, false, true],
  ]);
  expect(coverOf([], []).at(0)).toBe("untold");
  expect(coverOf([source()], []).at(0)).toBe("open");
});

test("of a source that tells no more nothing is waited for, and what it did not tell nobody knows", () => {
  const retired = { ...source([0, 50]), retired: true };
  const own = coverOf([retired, source([0, 100])], [retired]);
  expect([own.at(50), own.at(51)]).toEqual(["told", "untold"]);
  expect(coverOf([retired, source([0, 100])], []).at(80)).toBe("told");
});
