import { expect, test } from "vitest";
import type { GatesVerdict } from "#core/gates.ts";
import { withFence } from "#core/ownership/fence-gate.ts";

const open: GatesVerdict = { outcome: "open", end: null, expired: false, gates: [], nextAt: null };
const facts = { slot: "20261127", hosts: ["unix7"] };

test("a run starts when no guard may start its slot any more, and says which may until then", () => {
  expect(withFence(open, null)).toBe(open);
  expect(withFence(open, { ...facts, obstacle: null })).toMatchObject({ outcome: "open" });
  const waiting = withFence(open, { ...facts, obstacle: { is: "unfenced", guards: ["g1"] } });
  expect(waiting).toMatchObject({
    outcome: "wait",
    gates: [
      { text: "nobody else starts 20261127", found: expect.stringContaining("guard on unix7") },
    ],
  });
});

test("what is the other scheduler's is skipped, also while something else keeps it waiting", () => {
  const waiting: GatesVerdict = { ...open, outcome: "wait" };
  for (const verdict of [open, waiting]) {
    const started = withFence(verdict, { ...facts, obstacle: { is: "started", by: "legacy" } });
    expect(started).toMatchObject({
      outcome: "skip",
      end: "20261127: the other scheduler has started it",
    });
    expect(withFence(verdict, { ...facts, obstacle: { is: "legacys" } }).outcome).toBe("skip");
  }
});
