// Which mirrors give room back: compacted are those that grew, emptied those that were not used for the longest.

import { expect, test } from "vitest";
import { leastRecentlyUsed, type MirrorUse, worthCompacting } from "#core/mirror-choice.ts";

const mib = 2 ** 20;
const hour = 3_600_000;
const nowMs = 100 * hour;
const mirror = (folder: string, more: Partial<MirrorUse>): MirrorUse => ({
  ...{ folder, bytes: mib, compactedBytes: null, usedMs: nowMs - hour },
  ...{ isOpen: true, markedMs: nowMs, ...more },
});
const names = (mirrors: MirrorUse[]) => mirrors.map(({ folder }) => folder);

test("those that grew by a fifth and by more than a trifle are compacted, the one with most to gain first", () => {
  const all = [
    mirror("a-little", { bytes: 11 * mib, compactedBytes: 10 * mib }),
    mirror("much", { bytes: 20 * mib, compactedBytes: 10 * mib }),
    mirror("never", { bytes: 5 * mib }),
    mirror("trifle", { bytes: 1000 }),
    mirror("more", { bytes: 30 * mib, compactedBytes: 10 * mib }),
  ];
  expect(names(worthCompacting(all))).toEqual(["more", "much", "never"]);
});

test("what nobody follows goes first, then what was not used for the longest; what was used just now stays", () => {
  const all = [
    mirror("new", { usedMs: nowMs - 60_000 }),
    mirror("old", { usedMs: nowMs - 9 * hour }),
    mirror("older", { usedMs: nowMs - 10 * hour }),
    mirror("empty", { bytes: 0 }),
    mirror("another-servers", { isOpen: false, markedMs: nowMs - hour, usedMs: 0 }),
    mirror("abandoned", { isOpen: false, markedMs: nowMs - 3 * hour }),
  ];
  const order = { nowMs, keepMs: 600_000 };
  expect(names(leastRecentlyUsed(all, order))).toEqual(["abandoned", "older", "old"]);
});
