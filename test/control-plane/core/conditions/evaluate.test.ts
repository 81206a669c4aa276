// Conditions over answers given as data: which run, which state, and when time alone changes the verdict.

import fc from "fast-check";
import { expect, test } from "vitest";
import { mondayToFriday } from "#core/calendar/days.ts";
import type { Condition } from "#core/conditions/condition.ts";
import { type Answer, compare, evaluate } from "#core/conditions/evaluate.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { questionKey, questionsOf } from "#core/conditions/question.ts";
import type { Waiter } from "#core/conditions/waiter.ts";
import type { TaskState } from "#core/run.ts";
import type { ConditionSpec } from "#schemas/types.ts";

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

const waiter = (fields: Partial<Waiter> = {}): Waiter => ({
  project: "shop",
  pipeline: "revenue",
  date: "2026-11-23",
  timezone: "Europe/Berlin",
  newDay: "00:00",
  now: ms("2026-11-23T12:00:00Z"),
  lastEnd: null,
  scheduled: { previous: "2026-11-20", next: "2026-11-24" },
  calendar: null,
  ...fields,
});

/** Judges a condition of one fact over the answer to its question. */
function judge(spec: ConditionSpec, answer: Answer, who = waiter()) {
  const condition = normalizeCondition(spec);
  const answers = new Map(questionsOf(condition, who).map((one) => [questionKey(one), answer]));
  return evaluate(condition, answers, who);
}

const run = (fields: Partial<Extract<Answer, { id: string }>> = {}): Answer => ({
  id: "7",
  state: "succeeded",
  finishedAt: ms("2026-11-23T10:00:00Z"),
  exitCode: null,
  ...fields,
});

test.for<[string, ConditionSpec, Answer, boolean]>([
  ["no run yet", { pipeline: "p" }, null, false],
  ["it succeeded", { pipeline: "p" }, run(), true],
  [
    "it runs again, as after a rerun",
    { pipeline: "p" },
    run({ state: "running", finishedAt: null }),
    false,
  ],
  ["failed is not succeeded", { pipeline: "p" }, run({ state: "failed" }), false],
  ["failed, as asked", { pipeline: "p", state: "failed" }, run({ state: "failed" }), true],
  ["any end", { pipeline: "p", state: "finished" }, run({ state: "cancelled" }), true],
  ["no end", { pipeline: "p", state: "finished" }, run({ state: "waiting" }), false],
  [
    "never ran, so it is not running",
    { pipeline: "p", state: "notRunning" },
    { running: false },
    true,
  ],
  ["it is running", { pipeline: "p", state: "notRunning" }, { running: true }, false],
  ["running, as asked", { pipeline: "p", state: "running" }, { running: true }, true],
  [
    "a task's exit code",
    { pipeline: "p", task: "t", state: "finished", exitCode: "<= 4" },
    run({ exitCode: 4 }),
    true,
  ],
  [
    "too high",
    { pipeline: "p", task: "t", state: "finished", exitCode: "<= 4" },
    run({ exitCode: 10 }),
    false,
  ],
  ["none", { pipeline: "p", task: "t", state: "finished", exitCode: "!= 4" }, run(), false],
  ["an event is there", { event: "E" }, { at: 0 }, true],
  ["it is not", { event: "E" }, null, false],
  ["a variable is equal", { variable: "V", equals: "Y" }, { value: "Y" }, true],
  ["a number compares as one", { variable: "V", compare: "> 9" }, { value: "10" }, true],
  ["a text as text", { variable: "V", compare: "> 9" }, { value: "1x" }, false],
  ["no value is different from any", { variable: "V", compare: "!= Y" }, null, true],
  ["an asset was updated", { asset: "a" }, { at: 1 }, true],
  ["never", { asset: "a" }, null, false],
  ["fresh for ever", { asset: "a", state: "fresh" }, { at: 1, freshMs: null }, true],
  ["not fresh any more", { asset: "a", state: "fresh" }, { at: 1, freshMs: 1 }, false],
  ["so it is stale", { asset: "a", state: "stale" }, { at: 1, freshMs: 1 }, true],
  ["never updated is stale", { asset: "a", state: "stale" }, null, true],
])("%s", ([, spec, answer, holds]) => {
  expect(judge(spec, answer).holds).toBe(holds);
});

test("what ended within a length of time expires, and says when", () => {
  const { holds, until } = judge({ pipeline: "p", within: "3h" }, run());
  expect([holds, until]).toEqual([true, ms("2026-11-23T13:00:00Z")]);
  expect(judge({ pipeline: "p", within: "1h" }, run()).holds).toBe(false);
  expect(judge({ asset: "a", within: "2h" }, { at: ms("2026-11-23T10:00:00Z") }).holds).toBe(true);
});

test("since a time of day: the last one in the waiter's zone, and it changes at the next", () => {
  // 12:00Z is 13:00 in Berlin: 10:30 there was at 09:30Z.
  const { holds, until } = judge({ pipeline: "p", since: "10:30" }, run());
  expect([holds, until]).toEqual([true, ms("2026-11-24T09:30:00Z")]);
  expect(judge({ pipeline: "p", since: "11:30" }, run()).holds).toBe(false);
  // 14:00 has not come yet today: yesterday's counts.
  expect(judge({ pipeline: "p", since: "14:00" }, run()).holds).toBe(true);
});

test("since the waiter's own last end: what it used up does not count again", () => {
  const spec: ConditionSpec = { pipeline: "p", since: "lastEnd" };
  expect(judge(spec, run()).holds).toBe(true);
  expect(judge(spec, run(), waiter({ lastEnd: ms("2026-11-23T09:00:00Z") })).holds).toBe(true);
  expect(judge(spec, run(), waiter({ lastEnd: ms("2026-11-23T10:00:00Z") })).holds).toBe(false);
});

test("dates are asked by the waiter's own; a date that its schedules don't have never holds", () => {
  const dates = (text: string, who = waiter()) =>
    questionsOf(normalizeCondition({ pipeline: "p", date: text }), who).map(
      (one) => "date" in one && one.date,
    );
  expect(dates("same")).toEqual(["2026-11-23"]);
  expect(dates("-1d")).toEqual(["2026-11-22"]);
  // 23 November 2026 is a Monday.
  expect(dates("-1bd")).toEqual(["2026-11-20"]);
  expect(dates("+5bd")).toEqual(["2026-11-30"]);
  // By the pipeline's calendar, beyond whose end there is no date.
  const except = [{ date: "11-20" }];
  const bank = { ...mondayToFriday, name: "bank", except, until: "2026-11-27" };
  expect(dates("-1bd", waiter({ calendar: bank }))).toEqual(["2026-11-19"]);
  expect(dates("+5bd", waiter({ calendar: bank }))).toEqual([]);
  expect(dates("previous")).toEqual(["2026-11-20"]);
  expect(dates("next")).toEqual(["2026-11-24"]);
  const unscheduled = waiter({ scheduled: { previous: null, next: null } });
  expect(dates("previous", unscheduled)).toEqual([]);
  expect(judge({ pipeline: "p", date: "previous" }, run(), unscheduled).holds).toBe(false);
});

test("the instances of a task of the same run count together", () => {
  const of = (...states: ("succeeded" | "running" | "failed")[]) => ({
    tasks: new Map([["t", states.map((state) => ({ state, exitCode: null }))]]),
  });
  expect(judge({ task: "t" }, of("succeeded", "succeeded")).holds).toBe(true);
  expect(judge({ task: "t" }, of("succeeded", "running")).holds).toBe(false);
  expect(judge({ task: "t", state: "finished" }, of("succeeded", "failed")).holds).toBe(true);
  expect(judge({ task: "other" }, of("succeeded")).holds).toBe(false);
});

test("every fact is told, whatever decides; what can be done about a false one is said", () => {
  const condition = normalizeCondition({
    any: [{ event: "GO" }, { not: { variable: "STOP", equals: "Y" } }],
  });
  const answers = new Map<string, Answer>();
  const verdict = evaluate(condition, answers, waiter());
  expect(verdict).toEqual({
    holds: true,
    never: false,
    until: null,
    facts: [
      {
        text: "event GO for 2026-11-23",
        holds: false,
        found: "not there; 1 of 2 is enough",
        change: "trunkline events emit GO --date 2026-11-23",
      },
      {
        text: 'not variable STOP == "Y"',
        holds: true,
        found: "it has no value; 1 of 2 is enough",
        change: null,
      },
    ],
  });
});

/** Trees over three events, with the truth that arithmetic gives them. */
const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc
      .constantFrom("A", "B", "C")
      .map((name): Condition => ({ kind: "event", project: null, name, date: "static" })),
    fc
      .array(tie("tree"), { minLength: 1, maxLength: 3 })
      .map((of): Condition => ({ kind: "all", of })),
    fc
      .array(tie("tree"), { minLength: 1, maxLength: 3 })
      .map((of): Condition => ({ kind: "any", of })),
    tie("tree").map((one): Condition => ({ kind: "not", of: [one] })),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.array(tie("tree"), { minLength: 1, maxLength: 3 }))
      .map(([count, of]): Condition => ({ kind: "atLeast", count, of })),
  ),
}));

function truth(node: Condition, there: ReadonlySet<string>): boolean {
  if (node.kind === "event") return there.has(node.name);
  if (!("of" in node)) throw new Error("only events are drawn");
  const held = node.of.filter((one) => truth(one, there)).length;
  if (node.kind === "all") return held === node.of.length;
  if (node.kind === "any") return held > 0;
  return node.kind === "not" ? held === 0 : held >= node.count;
}

test("any nesting holds just when its facts say so", () => {
  fc.assert(
    fc.property(tree, fc.subarray(["A", "B", "C"]), (condition, events) => {
      const there = new Set(events);
      const answers = new Map<string, Answer>(
        questionsOf(condition, waiter()).map((one) => [
          questionKey(one),
          "name" in one && there.has(one.name) ? { at: 0 } : null,
        ]),
      );
      expect(evaluate(condition, answers, waiter()).holds).toBe(truth(condition, there));
    }),
  );
});

test.for([
  ["5", "== 5", true],
  ["5.0", "== 5", true],
  ["05", "!= 5", false],
  ["-1", "< 0", true],
  ["b", "> a", true],
  ["", "== x", false],
] as const)("%j %s is %s", ([value, test, holds]) => {
  const [op = "==", other = ""] = test.split(" ");
  expect(compare(value, { op: op as "==", value: other })).toBe(holds);
});

test.each<[ConditionSpec, Record<string, string>, boolean]>([
  [{ task: "a" }, { a: "failed" }, true],
  [{ task: "a" }, { a: "running" }, false],
  [{ not: { task: "a", state: "failed" } }, { a: "failed" }, true],
  [{ any: [{ task: "a" }, { task: "b" }] }, { a: "failed", b: "waiting" }, false],
  [{ any: [{ task: "a" }, { task: "b" }] }, { a: "failed", b: "skipped" }, true],
  [{ any: [{ task: "a" }, { event: "E" }] }, { a: "failed" }, false],
  [{ all: [{ task: "a" }, { event: "E" }] }, { a: "failed" }, true],
  [{ atLeast: 2, of: [{ task: "a" }, { task: "b" }, { event: "E" }] }, { a: "failed" }, false],
  [{ atLeast: 2, of: [{ task: "a" }, { task: "b" }] }, { a: "failed", b: "running" }, true],
])("%j with tasks %j never holds: %s", (spec, states, never) => {
  const tasks = new Map(
    Object.entries(states).map(([name, state]) => [
      name,
      [{ state: state as TaskState, exitCode: null }],
    ]),
  );
  const answers = new Map<string, Answer>([[questionKey({ ask: "tasks" }), { tasks }]]);
  expect(evaluate(normalizeCondition(spec), answers, waiter()).never).toBe(never);
});

test("an asset becomes stale by time alone: both questions are asked again then", () => {
  const at = ms("2026-11-23T11:00:00Z");
  const answer = { at, freshMs: 2 * 3_600_000 };
  const until = ms("2026-11-23T13:00:00Z");
  expect(judge({ asset: "a", state: "fresh" }, answer)).toMatchObject({ holds: true, until });
  expect(judge({ asset: "a", state: "stale" }, answer)).toMatchObject({
    holds: false,
    until,
    facts: [
      {
        text: "asset a stale",
        found: "updated 2026-11-23T11:00:00Z, fresh until 2026-11-23T13:00:00Z",
      },
    ],
  });
  const then = waiter({ now: until });
  expect(judge({ asset: "a", state: "fresh" }, answer, then)).toMatchObject({
    holds: false,
    until: null,
    facts: [{ change: "a task that writes a" }],
  });
});

test("of another project nothing is known without its leave, and what is not known decides nothing", () => {
  fc.assert(
    fc.property(
      tree,
      fc.subarray(["A", "B", "C"]),
      fc.subarray(["A", "B", "C"]),
      (condition, events, denied) => {
        const there = new Set(events);
        const abroad = (node: Condition): Condition =>
          "of" in node
            ? ({ ...node, of: node.of.map(abroad) } as Condition)
            : node.kind === "event" && denied.includes(node.name)
              ? { ...node, project: "other" }
              : node;
        const asked = abroad(condition);
        // Whatever the rows say of it.
        const answers = new Map(
          questionsOf(asked, waiter()).map((one): [string, Answer] => [
            questionKey(one),
            one.ask === "event" && there.has(one.name) ? { at: 0 } : null,
          ]),
        );
        const known = { there: new Set(events.filter((name) => !denied.includes(name))), denied };
        const readers = new Map([["other", ["finance-*"]]]);
        const found = evaluate(asked, answers, waiter({ readers })).holds;
        // It holds just when it would whatever the unknown ones were.
        const worlds = [0, 1, 2, 3, 4, 5, 6, 7].map(
          (bits) => new Set([...known.there, ...denied.filter((_, at) => bits & (1 << at))]),
        );
        if (found) expect(worlds.every((world) => truth(condition, world))).toBe(true);
        const allowed = new Map([["other", ["sh*p"]]]);
        expect(evaluate(asked, answers, waiter({ readers: allowed })).holds).toBe(
          truth(condition, there),
        );
      },
    ),
  );
});

test("says whose file has to say what", () => {
  const spec: ConditionSpec = { not: { event: "STOP", project: "ops" } };
  const denied = judge(spec, null, waiter({ readers: new Map([["ops", []]]) }));
  expect(denied).toMatchObject({
    holds: false,
    facts: [
      {
        ...{ holds: false, found: "ops does not let shop read it" },
        change: "`readableBy: [shop]` in trunkline.yaml of ops",
      },
    ],
  });
  expect(judge(spec, null, waiter({ readers: new Map() })).facts).toMatchObject([
    { holds: false, found: "there is no project ops", change: null },
  ]);
  expect(judge(spec, null, waiter({ readers: new Map([["ops", ["*"]]]) })).holds).toBe(true);
  // Its own project it may always read.
  expect(judge({ event: "STOP", project: "shop" }, { at: 0 }).holds).toBe(true);
});

test.for<[ConditionSpec, Answer, boolean, string]>([
  [{ pipeline: "p" }, { absent: "pipeline" }, false, "there is no such pipeline"],
  [
    { pipeline: "p", state: "notRunning" },
    { absent: "pipeline" },
    true,
    "there is no such pipeline",
  ],
  [{ pipeline: "p", task: "t" }, { absent: "task" }, false, "its run has no such task"],
])("what is not there is told from what has not run: %j", ([spec, answer, holds, found]) => {
  expect(judge(spec, answer).facts).toMatchObject([{ holds, found }]);
});

test("what stands under `not` is told the way it is asked: what is there stands against it, and has to go", () => {
  const not: ConditionSpec = { not: { event: "HOLD" } };
  expect(judge(not, { at: 0 }).facts).toEqual([
    {
      text: "not event HOLD for 2026-11-23",
      holds: false,
      found: "there since 1970-01-01T00:00:00Z",
      change: "trunkline events clear HOLD --date 2026-11-23",
    },
  ]);
  expect(judge(not, null).facts).toMatchObject([{ holds: true, change: null }]);
});

test.for<[ConditionSpec, Answer, string | null]>([
  [{ pipeline: "p" }, { absent: "pipeline" }, "deploy p, or change the condition"],
  [{ pipeline: "p" }, null, "trunkline why p --date 2026-11-23"],
  [{ pipeline: "p", state: "notRunning" }, { absent: "pipeline" }, null],
  [{ asset: "a", state: "fresh" }, null, "a task that writes a"],
  [
    { asset: "a", state: "fresh" },
    { absent: "writer" },
    'no deployed pipeline writes it: tell of an update by POST /api/v1/projects/shop/changes {"update":["a"],"date":"2026-11-23"}, ' +
      "or trunkline force RUN TASK --ignore condition:a",
  ],
  [
    { asset: "a", state: "fresh" },
    { at: 0, freshMs: 1, unwritten: true },
    expect.stringContaining("no deployed pipeline writes it"),
  ],
])("what would change it names something that is there: %j, %j", ([spec, answer, change]) => {
  expect(judge(spec, answer).facts).toMatchObject([{ change }]);
});

test("what is not due for the date is not asked, and that is told; what is not there is", () => {
  const spec: ConditionSpec = { pipeline: "p", date: "-1d", ifScheduled: true };
  expect(judge(spec, { unscheduled: true })).toMatchObject({
    ...{ holds: true, never: false, until: null },
    facts: [
      {
        ...{ text: "p succeeded for 2026-11-22, if scheduled", holds: true, unasked: true },
        ...{ found: "not scheduled for 2026-11-22", change: null },
      },
    ],
  });
  expect(judge(spec, null).facts[0]).not.toHaveProperty("unasked");
  expect(judge(spec, { absent: "pipeline" }).holds).toBe(false);
  const alone: ConditionSpec = { any: [spec, { event: "E" }] };
  expect(judge(alone, { unscheduled: true }).holds).toBe(true);
});
