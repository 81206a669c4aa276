import { expect, test } from "vitest";
import { compareOutputs, guardOutputs, type RunOutput } from "#core/parity/outputs.ts";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const ledger: RunOutput = { name: "ledger", digest: digest("a"), bytes: 10, rows: 2 };

test("an equal digest is an equal output; of another one the most telling part is named", () => {
  expect(compareOutputs([ledger], [{ ...ledger, rows: 3 }])).toEqual({
    differences: [],
    notObservable: [],
  });
  const other = { ...ledger, digest: digest("b"), bytes: 15 };
  expect(compareOutputs([ledger], [{ ...other, rows: 3 }]).differences).toEqual([
    { name: "ledger", part: "rows", ours: 2, legacy: 3 },
  ]);
  expect(compareOutputs([ledger], [other]).differences).toMatchObject([{ part: "bytes" }]);
  expect(compareOutputs([ledger], [{ ...other, bytes: null }]).differences).toEqual([
    { name: "ledger", part: "digest", ours: digest("a"), legacy: digest("b") },
  ]);
});

test("what only ours has can't be observed there; what only the other side has is not compared", () => {
  expect(compareOutputs([ledger], guardOutputs("c".repeat(64)))).toEqual({
    differences: [],
    notObservable: ["ledger"],
  });
  expect(compareOutputs([], [ledger])).toEqual({ differences: [], notObservable: [] });
});

test("a guard tells of the standard output", () => {
  expect(guardOutputs("c".repeat(64))).toEqual([
    { name: "stdout", digest: digest("c"), bytes: null },
  ]);
  expect(guardOutputs(`sha256:${"c".repeat(64)}`)).toEqual(guardOutputs("c".repeat(64)));
  expect(guardOutputs(null)).toEqual([]);
});

test("another sum than SHA-256 is nothing to compare", () => {
  expect(guardOutputs("4038471504 75")).toEqual([]);
  expect(guardOutputs("cksum:4038471504")).toEqual([]);
});
