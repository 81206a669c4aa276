import { expect, test } from "vitest";
import { judgeOverride, type OverrideHands, timeRefusal } from "#core/waves/override.ts";

const override = { reason: "gone", until: "2026-12-31", by: ["ada@example.com", "grace"] };
const hands = (makers: string[], approvers: string[]): OverrideHands => ({
  ...{ what: "change #7", makers, approvers },
});
const refused = (of: OverrideHands | string) => judgeOverride(override, of).refused;

test("one of the two has made it and the other has approved it, whichever way round", () => {
  expect(refused(hands(["Ada <ada@example.com>"], ["grace"]))).toBeNull();
  expect(refused(hands(["grace"], ["ada@example.com", "bob"]))).toBeNull();
});

test("who is missing is said", () => {
  expect(refused(hands(["grace"], []))).toBe(
    "ada@example.com has not approved change #7, which brought it",
  );
  expect(refused(hands(["grace", "ada@example.com"], ["bob"]))).toMatch("has not approved");
  expect(refused(hands(["bob"], ["grace", "ada@example.com"]))).toBe(
    "neither ada@example.com nor grace has made change #7, which brought it",
  );
  expect(refused("nobody can tell")).toBe("nobody can tell");
});

test("one person under two names is not two people", () => {
  const same = { ...override, by: ["ada@example.com", "Ada <ada@example.com>"] };
  const both = hands(["ada@example.com"], ["Ada <ada@example.com>"]);
  expect(judgeOverride(same, both).refused).toMatch("are one person");
});

test("it counts on its last day, not after it, and not while that is further than a month", () => {
  expect(timeRefusal(override, "2026-12-31")).toBeNull();
  expect(timeRefusal(override, "2027-01-01")).toBe("it expired on 2026-12-31");
  expect(timeRefusal(override, "2026-11-30")).toBeNull();
  expect(timeRefusal(override, "2026-11-29")).toBe("2026-12-31 is more than 31 days ahead");
});
