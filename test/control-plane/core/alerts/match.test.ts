import { expect, test } from "vitest";
import { alertKinds, isAsBad, kindWords, usualSeverity } from "#core/alerts/kind.ts";
import { judgeRoutes, mismatch, routeName, severityOf } from "#core/alerts/match.ts";
import { matchOf, routeOf } from "#core/alerts/normalize.ts";
import type { AlertRoute as RouteSpec } from "#schemas/types.ts";
import { alertEvent } from "#test/support/alert-events.ts";

const event = alertEvent();

test.each([
  [{}, null],
  [{ kinds: ["failed", "late"] }, null],
  [{ kinds: ["late"] }, "it is for late, not failed"],
  [{ severity: "warning" }, null],
  [{ severity: "critical" }, "it is for critical and worse, not error"],
  [{ projects: ["fin*"], environments: ["prod"] }, null],
  [{ environments: ["staging", "test"] }, "its environment is not staging or test"],
  [{ pipelines: ["settlement"] }, null],
  [{ pipelines: ["finance/settle*"] }, null],
  [{ pipelines: ["ledger"] }, "its pipeline is not ledger"],
  [{ owners: ["finance-*"] }, null],
  [{ owners: ["sales"] }, "its owner is not sales"],
  [{ tags: { tier: ["silver", "gold"], domain: ["finance"] } }, null],
  [{ tags: { tier: ["silver"] } }, "it isn't tagged tier: silver"],
] as const)("%j", (match, why) => {
  expect(mismatch(matchOf(match as never), event)).toBe(why);
});

test("news goes to who asks for it by name", () => {
  const good = alertEvent({ kind: "succeeded", severity: "info" });
  const asks = "it doesn't ask for succeeded by name";
  expect(mismatch(matchOf({}), good)).toBe(asks);
  expect(mismatch(matchOf({ severity: "info", tags: { tier: ["gold"] } }), good)).toBe(asks);
  expect(mismatch(matchOf({ kinds: ["succeeded"] }), good)).toBeNull();
  // Nor does a rule for all that is gold make it critical.
  const rules = [{ match: matchOf({ tags: { tier: ["gold"] } }), severity: "critical" as const }];
  expect(severityOf(rules, good)).toBe("info");
});

test("what is no pipeline's matches no route for pipelines or owners", () => {
  const server = alertEvent({
    project: null,
    environment: null,
    pipeline: null,
    owner: null,
    tags: {},
  });
  expect(mismatch(matchOf({ pipelines: ["*"] }), server)).toBe("its pipeline is not *");
  expect(mismatch(matchOf({}), server)).toBeNull();
});

test("all routes that match count, until one stops; each says why it doesn't", () => {
  const placed = (spec: Partial<RouteSpec>, project: string | null = null) => ({
    route: routeOf({ name: "one", to: ["post"], ...spec } as RouteSpec),
    project,
  });
  const routes = [
    placed({ name: "late", match: { kinds: ["late"] } }),
    placed({ name: "night", hours: { from: "22:00", until: "06:00", timezone: "UTC" } }),
    placed({ name: "first", stop: true }),
    placed({ name: "second" }),
    placed({ name: "own" }, "finance"),
    placed({ name: "others" }, "sales"),
  ];
  const verdicts = judgeRoutes(routes, event, Date.parse("2026-11-27T12:00:00Z"));
  expect(verdicts.map((one) => [routeName(one), one.refused])).toEqual([
    ["control/late", "it is for late, not failed"],
    ["control/night", "it is outside its hours"],
    ["control/first", null],
    ["control/second", "the route first before it stops there"],
    ["finance/own", "the route first before it stops there"],
    ["sales/others", "it is another project's"],
  ]);
});

test("how bad it is says the first rule that matches, else the kind", () => {
  const rules = [
    { match: matchOf({ tags: { tier: ["gold"] } }), severity: "critical" as const },
    { match: matchOf({}), severity: "info" as const },
  ];
  expect(severityOf(rules, event)).toBe("critical");
  expect(severityOf(rules, alertEvent({ tags: {} }))).toBe("info");
  expect(severityOf([], event)).toBe("error");
  expect(isAsBad("critical", "error") && !isAsBad("info", "warning")).toBe(true);
  for (const kind of alertKinds)
    expect([kindWords[kind], usualSeverity[kind]]).not.toContain(undefined);
});
