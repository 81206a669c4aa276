// Pipelines against rules: what each name says, who is asked, what a fault and too many questions come to.

import { describe, expect, test } from "vitest";
import type { Pipeline } from "#core/pipeline.ts";
import { ruleProgram } from "#core/rules/expression.ts";
import { rulesInForce } from "#core/rules/in-force.ts";
import { judgeRules } from "#core/rules/judge.ts";
import { ruleRefusal } from "#core/rules/refusal.ts";
import type { Rule, Waiver } from "#core/rules/rule.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const rule = (expression: string, more: Partial<Rule> = {}): Rule => ({
  ...{ name: "r", message: "it is not so.", severity: "error", each: "pipeline", expression },
  ...{ asks: "require", place: "rules/a.yaml:2:3" },
  when: { environments: null, projects: null, pipelines: null, tags: {} },
  ...more,
});

const waiver: Waiver = {
  ...{ rule: "r", pipelines: ["shop/*"], reason: "soon", approver: "ada", file: "waivers/a.yaml" },
  expires: "2026-11-26",
};

function inForce(rules: Rule[], waivers: Waiver[] = [], today = "2026-11-26") {
  const made = rulesInForce({ rules, waivers }, { project: "shop", environment: "prod", today });
  if (made === null) throw new Error("no rule is for the project");
  return made;
}

const holds = (of: Pipeline, expression: string, more: Partial<Rule> = {}): boolean =>
  judgeRules(of, inForce([rule(expression, more)])).length === 0;

const approval = { by: ["ada", "bob"], count: 2, deadlineMs: null, onExpiry: "fail" as const };
const gates = { awaits: null, notBefore: null, notAfter: null, takes: [] };
const load = pipeline(
  "load",
  [
    task("pay", {
      ...{
        timeoutMs: 90_500,
        runAs: "fin",
        runsOn: ["etl"],
        secrets: ["db/x"],
        env: { B: "", A: "" },
      },
      gates: {
        ...{ ...gates, approval: { ...approval, notRequester: false } },
        takes: [{ pool: "warehouse", amount: 1, keepOnFailure: false }],
      },
    }),
    task("each[eu]", { group: "each", matrix: { region: "eu" } }),
    task("each[us]", { group: "each", matrix: { region: "us" } }),
  ],
  {
    owner: "finance",
    tags: { data: ["pii", "eu"], "cost-center": ["7"] },
    triggers: [
      { schedule: { cron: "*/4 8-9 * * *" }, timezone: "Europe/Berlin", missed: "latest" },
      { schedule: { daily: ["06:00"] }, timezone: "UTC", missed: { policy: "all", limit: 3 } },
    ],
  },
);
const bare = pipeline("bare", [task("a")]);

describe("names", () => {
  test.each([
    ['project == "shop" && environment == "prod" && pipeline.name == "load"'],
    ['pipeline.owner == "finance" && pipeline.description == ""'],
    ["'pii' in pipeline.tags.data && pipeline.tags['cost-center'] == ['7']"],
    ["size(pipeline.tags.nothing) == 0 && size(pipeline.tags.constructor) == 0"],
    ["pipeline.tasks == 2 && pipeline.schedules == 2 && pipeline.interval == 240"],
    ["pipeline.approvers == ['ada', 'bob'] && pipeline.approvals == 1"],
    ['pipeline.runs == 0 && pipeline.startBy == "" && pipeline.finishBy == ""'],
  ])("%s", (expression) => expect(holds(load, expression)).toBe(true));

  test("of tasks, each declared one once", () => {
    const found = judgeRules(load, inForce([rule("task.timeout > 0", { each: "task" })]));
    expect(found.map((one) => one.task?.group)).toEqual(["each"]);
    const pay =
      'task.name != "pay" || task.timeout == 91 && task.runAs == "fin" && "etl" in task.runsOn && ' +
      'task.secrets == ["db/x"] && task.env == ["A", "B"] && task.pools == ["warehouse"] && task.approvals == 2 && ' +
      'task.kind == "command" && task.phase == "main" && task.script == "true"';
    expect(holds(load, pay, { each: "task" })).toBe(true);
  });

  test("of schedules", () => {
    const asked = (expression: string) =>
      judgeRules(load, inForce([rule(expression, { each: "schedule" })])).map(
        (one) => one.schedule,
      );
    expect(asked("schedule.interval >= 300")).toEqual([0]);
    expect(asked('schedule.cron != ""')).toEqual([1]);
    expect(asked('schedule.missed == "latest" && schedule.timezone == "Europe/Berlin"')).toEqual([
      1,
    ]);
  });

  test("what a pipeline doesn't have is empty and no fault", () => {
    expect(holds(bare, 'pipeline.owner == "" && pipeline.interval == 0')).toBe(true);
    expect(holds(bare, "task.timeout == 0 && task.approvers == []", { each: "task" })).toBe(true);
  });
});

test("forbid is the opposite, and only pipelines that the scope names are asked", () => {
  expect(holds(load, "pipeline.tasks > 1", { asks: "forbid" })).toBe(false);
  const when = { environments: null, projects: null, pipelines: null, tags: {} };
  const never = (scope: Partial<Rule["when"]>) =>
    holds(load, "false", { when: { ...when, ...scope } });
  expect(never({ pipelines: ["lo*"] })).toBe(false);
  expect(never({ pipelines: ["other"] })).toBe(true);
  expect(never({ tags: { data: ["secret", "pii"] } })).toBe(false);
  expect(never({ tags: { data: ["pii"], domain: ["hr"] } })).toBe(true);
  expect(never({ tags: { constructor: ["x"] } })).toBe(true);
});

test("what can't be judged refuses, and says why", () => {
  const [found] = judgeRules(load, inForce([rule("pipeline.tasks / pipeline.runs > 1")]));
  expect(found?.fault).toContain("division by zero");
  expect(ruleRefusal(load, inForce([rule("pipeline.tasks / pipeline.runs > 1")]))).toMatch(
    /^Refused by the rule r: it can't be judged \(.*division by zero.*\), which refuses\. It is rules\/a\.yaml:2:3/,
  );
  // A rule that was stored by another version, which knew other names.
  expect(judgeRules(load, inForce([rule("pipeline.gone > 1")]))[0]?.fault).toContain(
    "unknown name",
  );
});

test("a pipeline of many tasks is not asked without end", () => {
  const large = pipeline(
    "large",
    Array.from({ length: 5_000 }, (_, n) => task(`t${n}`)),
  );
  const rules = Array.from({ length: 30 }, (_, n) =>
    rule("task.timeout == 0", { name: `r${n}`, each: "task" }),
  );
  const start = performance.now();
  const found = judgeRules(large, inForce(rules));
  expect(performance.now() - start).toBeLessThan(5_000);
  expect(found).toHaveLength(50_000);
  expect(found[0]?.fault).toContain("more than 100000 questions");
});

test("a waiver counts to the end of its day, and no longer", () => {
  const rules = [rule("false")];
  expect(judgeRules(load, inForce(rules, [waiver]))).toMatchObject([{ waiver }]);
  expect(ruleRefusal(load, inForce(rules, [waiver]))).toBeNull();
  expect(ruleRefusal(load, inForce(rules, [waiver], "2026-11-27"))).toBe(
    "Refused by the rule r: it is not so. It is rules/a.yaml:2:3 in the control repository. A rerun goes on once the pipeline keeps to it, or a waiver is there.",
  );
  expect(
    ruleRefusal(load, inForce(rules, [{ ...waiver, pipelines: ["shop/other"] }])),
  ).not.toBeNull();
  expect(ruleRefusal(load, inForce(rules, [{ ...waiver, rule: "q" }]))).not.toBeNull();
});

test("a rule that only advises refuses nothing", () => {
  expect(ruleRefusal(load, inForce([rule("false", { severity: "warning" })]))).toBeNull();
});

test("an expression is bounded: its length, its parts, and no loops or regular expressions", () => {
  const issues = (expression: string) =>
    ruleProgram({ each: "pipeline", expression }).issues.map(({ message }) => message);
  expect(issues(`pipeline.name == "${"x".repeat(5_000)}"`)[0]).toContain("4096 are allowed");
  expect(issues(Array.from({ length: 300 }, () => "true").join("&&"))).not.toEqual([]);
  expect(issues("[1, 2].all(x, x > 0)")[0]).toContain("unknown function");
  expect(issues("pipeline.__proto__ == ''")[0]).toContain("unknown name");
  expect(issues("")).toEqual(["the expression is empty"]);
});
