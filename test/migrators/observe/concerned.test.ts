// Up to when what depends on jobs is decided, by the sources that tell of them.

import { expect, test } from "vitest";
import { type ToldSource, toldUntil } from "#migrators/observe/concerned.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const job = (name: string) =>
  pipeline(name.toLowerCase(), [task("a")], { legacy: { system: "autosys", job: name } } as object);
const source = (id: number, watermark: number | null, more: Partial<ToldSource> = {}) => ({
  ...{ id, kind: "autosys", watermark, retired: false, ofJobs: false, ...more },
});

test("nothing is decided for times after the least of the sources that tell of the jobs", () => {
  const toldBy = new Map([
    ["A", new Set([1])],
    ["B", new Set([2])],
  ]);
  const until = (...sources: ToldSource[]) => toldUntil([job("A"), job("B")], sources, toldBy);
  expect(until(source(1, 50), source(2, 80))).toBe(50);
  expect(until(source(1, 50, { retired: true }), source(2, 80))).toBe(80);
  expect(until(source(1, null), source(2, 80))).toBeNull();
  expect(until(source(1, 50, { retired: true }), source(2, 80, { retired: true }))).toBeNull();
});

test("a source of single jobs has told of each up to a moment of its own, and of others of nothing", () => {
  const list = source(1, null, { ofJobs: true });
  const toldBy = new Map([["A", new Set([1])]]);
  const untilOf = (id: number, name: string) => (id === 1 && name === "A" ? 40 : null);
  expect(toldUntil([job("A")], [list, source(2, 90)], toldBy, untilOf)).toBe(40);
  // Nobody has told of B yet: it could be of the log.
  expect(toldUntil([job("A"), job("B")], [list, source(2, 30)], toldBy, untilOf)).toBe(30);
  expect(toldUntil([job("B")], [list], toldBy, untilOf)).toBeNull();
});
