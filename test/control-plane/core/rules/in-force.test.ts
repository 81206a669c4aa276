// Which rules hold for whom, and that a day's end changes what specs are judged by.

import { expect, test } from "vitest";
import { rulesInForce, rulesText } from "#core/rules/in-force.ts";
import type { Rule, RuleSet } from "#core/rules/rule.ts";

const rule = (name: string, when: Partial<Rule["when"]> = {}): Rule => ({
  ...{ name, message: "m", severity: "error", each: "pipeline", expression: "true" },
  ...{ asks: "require", place: "rules/a.yaml:2:3" },
  when: { environments: null, projects: null, pipelines: null, tags: {}, ...when },
});
const waiver = (name: string, expires: string) => ({
  ...{ rule: name, pipelines: ["**"], reason: "r", approver: "ada", file: `waivers/${name}.yaml` },
  expires,
});

const set: RuleSet = {
  rules: [
    rule("all"),
    rule("prod", { environments: ["prod*"] }),
    rule("finance", { projects: ["finance-*"] }),
  ],
  waivers: [
    waiver("all", "2026-11-26"),
    waiver("all", "2027-01-01"),
    waiver("finance", "2027-01-01"),
  ],
};
const on = (project: string, environment: string, today: string) =>
  rulesInForce(set, { project, environment, today });

test("by environment and project", () => {
  const names = (project: string, environment: string) =>
    on(project, environment, "2026-11-26")?.rules.map(({ name }) => name);
  expect(names("shop", "test")).toEqual(["all"]);
  expect(names("finance-prd", "prod-eu")).toEqual(["all", "prod", "finance"]);
  const none = { rules: [rule("prod", { environments: ["prod"] })], waivers: [] };
  expect(rulesInForce(none, { project: "a", environment: "test", today: "2026-11-26" })).toBeNull();
  expect(
    rulesInForce(undefined, { project: "a", environment: "test", today: "2026-11-26" }),
  ).toBeNull();
});

test("what is judged by has another name from the day on which a waiver no longer counts", () => {
  const text = (today: string) => rulesText(on("shop", "test", today) as never);
  expect(text("2026-11-25")).toBe(text("2026-11-26"));
  expect(text("2026-11-27")).not.toBe(text("2026-11-26"));
  // Another project's waiver is none of ours.
  expect(text("2026-11-26")).not.toContain("waivers/finance");
});
