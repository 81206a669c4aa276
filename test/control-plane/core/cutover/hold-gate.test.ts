import { expect, test } from "vitest";
import { withHolds } from "#core/cutover/hold-gate.ts";
import type { Unheld } from "#core/cutover/holds.ts";
import type { GatesVerdict } from "#core/gates.ts";

const open: GatesVerdict = { outcome: "open", end: null, expired: false, gates: [], nextAt: null };
const facts = (...unheld: Unheld[]) => ({ wave: "gl", unheld, now: 600_000 });
const stale: Unheld = { job: "A", why: "stale", readAt: 0 };

test("with every proof it starts, without one it waits and says which is missing", () => {
  expect(withHolds(open, facts())).toMatchObject({ outcome: "open", gates: [{ holds: true }] });
  const { outcome, gates } = withHolds(open, facts(stale, { ...stale, job: "B", why: "active" }));
  expect([outcome, gates[0]?.found, gates[0]?.change]).toEqual([
    "wait",
    "A was read back 10 min ago; B is not held, as it was read 10 min ago",
    "hold the job there, and read the holds back: `trunkline cutover check gl`",
  ]);
});

test("of many jobs a few are named", () => {
  const many = Array.from({ length: 9 }, (_, n) => ({ ...stale, job: `J${n}` }));
  expect(withHolds(open, facts(...many)).gates[0]?.found).toMatch(/J2 .*; and 6 more$/);
});

test("what ends anyway ends, and what nothing is asked of is left alone", () => {
  const skipped: GatesVerdict = { ...open, outcome: "skip", end: "too late" };
  expect(withHolds(skipped, facts(stale))).toMatchObject({ outcome: "skip", end: "too late" });
  expect(withHolds(open, null)).toBe(open);
});
