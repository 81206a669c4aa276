import { expect, test } from "vitest";
import { compileRunFilter, type FilterableRun } from "#core/run-filter.ts";

const now = new Date("2026-11-23T12:00:00Z");
const run: FilterableRun = {
  id: "12",
  pipeline: "orders",
  project: "shop",
  owner: "sales",
  tags: { tier: ["gold", "pii"] },
  state: "failed",
  date: "2026-11-22",
  slot: "t:2026-11-22T06:00:00Z#0",
  generation: 2,
  trigger: "schedule",
  reason: "",
  actor: "",
  overridden: false,
  commit: "3fa2b1c",
  dueAt: new Date("2026-11-22T06:00:00Z"),
  createdAt: new Date("2026-11-23T09:00:00Z"),
};

function matches(text: string): boolean {
  const filter = compileRunFilter(text);
  if ("issues" in filter) throw new Error(filter.issues[0]?.message);
  return filter.matches(run, now);
}

test.each([
  ["state == 'failed' && date == '2026-11-22'", true],
  ["state in ['waiting', 'running']", false],
  ["'gold' in tags.tier", true],
  ["'gold' in tags['tier'] && !('x' in tags.tier)", true],
  ["age > duration('2h30m')", true],
  ["age > duration('3h1s')", false],
  ["dueAt < timestamp('2026-11-22T07:00:00Z')", true],
  ["generation > 1 && trigger == 'schedule' && reason == ''", true],
  ["pipeline.startsWith('ord') && owner != 'finance'", true],
  ["id == '12' || commit.startsWith('4')", true],
  // A tag that the run lacks gives no value: it is meant neither way.
  ["'eu' in tags.region", false],
  ["!('eu' in tags.region)", false],
  ["has(tags.region) && 'eu' in tags.region", false],
] as const)("%s", (text, expected) => {
  expect(matches(text)).toBe(expected);
});

test.each([
  ["stat == 'failed'", 'a run has no "stat"', 'did you mean "state"?'],
  ["state", "the result must be a bool, and is a string", "compare it"],
  ["state == 1", "no such overload", "convert one side"],
  ["state.matches('(a+)+b')", "`matches` is not known here", "hostile"],
  ["tags.tier.exists(t, t == 'gold')", "`exists` is not known here", "loops"],
  ["state == ", "", undefined],
  ["", "the expression must have 1 to", undefined],
] as const)("%s is refused and says what is right", (text, message, help) => {
  const filter = compileRunFilter(text);
  if (!("issues" in filter)) throw new Error("it was accepted");
  expect(filter.issues[0]?.message).toContain(message);
  if (help !== undefined) expect(filter.issues[0]?.help).toContain(help);
});

test("no name reaches a prototype", () => {
  expect(matches("has(tags.constructor)")).toBe(false);
  expect(matches("'x' in tags.__proto__")).toBe(false);
});
