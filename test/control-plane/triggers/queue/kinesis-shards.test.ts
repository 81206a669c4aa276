// Which shards are due: those that others came of first, also when the stream has forgotten some.

import { expect, test } from "vitest";
import { dueShards, knownShards } from "#triggers/queue/kinesis-shards.ts";

const shards = [
  { id: "a", parents: ["forgotten"] },
  { id: "b", parents: ["a"] },
  { id: "c", parents: ["a"] },
  { id: "d", parents: ["b", "c"] },
];
const due = (read: Record<string, string | null>) => dueShards(shards, read).map(({ id }) => id);

test("a shard is due once all that it came of were read to their end", () => {
  expect(due({})).toEqual(["a"]);
  expect(due({ a: "12" })).toEqual(["a"]);
  expect(due({ a: null })).toEqual(["b", "c"]);
  expect(due({ a: null, b: null, c: "5" })).toEqual(["c"]);
  expect(due({ a: null, b: null, c: null })).toEqual(["d"]);
  expect(due({ a: null, b: null, c: null, d: null })).toEqual([]);
});

test("places of forgotten shards are forgotten", () => {
  expect(knownShards(shards, { old: null, a: null, b: "3" })).toEqual({ a: null, b: "3" });
});
