// Who gets what of pools and locks, by what ran there.

import { expect, test } from "vitest";
import { lockOf } from "#migrators/observe/lock-of.ts";
import {
  History,
  type ObservedTask,
  RevisionRow,
  runOf,
} from "#migrators/observe/observed-rows.ts";
import { pipeline, task } from "#test/support/deploy.ts";

type Amount = number | "shared" | "exclusive";
function taking(amount: Amount, pool = "db"): ObservedTask {
  const takes = [{ pool, amount, keepOnFailure: false }];
  const gates = { awaits: null, notBefore: null, notAfter: null, takes };
  const row = new RevisionRow(pipeline("p", [task("a", { gates })]), 1, new History());
  const run = runOf(row, { id: 1, date: "2026-11-20", dueAt: 0, slot: "t", isReal: false });
  return run.tasks[0] as ObservedTask;
}

test.each<[Amount, Amount[], number, "free" | "held"]>([
  [2, [1, 1], 4, "free"],
  [2, [1, 2], 4, "held"],
  ["exclusive", [], 1, "free"],
  ["exclusive", ["shared"], 1, "held"],
  ["shared", ["shared", "shared"], 1, "free"],
  ["shared", ["exclusive"], 1, "held"],
])("%j beside %j of %j is %s", (own, others, units, found) => {
  const running = new Set(others.map((amount) => taking(amount)));
  expect(lockOf(taking(own), running, new Map([["db", units]]))).toBe(found);
});

test("what others may take too nobody can tell, nor what one has whose end nobody tells", () => {
  expect(lockOf(taking(1), new Set(), new Map())).toMatchObject({ what: "what else takes db" });
  const hidden = { what: "when a ended", source: "host1" };
  const running = new Set([{ ...taking(1), hidden }]);
  expect(lockOf(taking(1), running, new Map([["db", 2]]))).toEqual(hidden);
});
