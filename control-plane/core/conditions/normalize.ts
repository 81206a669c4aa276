// ConditionSpec → Condition: defaults supplied, texts taken apart. Takes a spec without problems.

import type { ConditionSpec } from "#schemas/types.ts";
import { parseDuration } from "../duration.ts";
import type {
  AwaitedState,
  Comparison,
  Condition,
  DateRule,
  EventDate,
  Which,
} from "./condition.ts";
import { isFixedDate } from "./fixed-date.ts";

/** Declared here only; the schema's descriptions repeat them for people. */
const defaults = { state: "succeeded", date: "same" } as const;

export function normalizeCondition(spec: ConditionSpec): Condition {
  if (spec.all) return { kind: "all", of: spec.all.map(normalizeCondition) };
  if (spec.any) return { kind: "any", of: spec.any.map(normalizeCondition) };
  if (spec.not) return { kind: "not", of: [normalizeCondition(spec.not)] };
  if (spec.of)
    return { kind: "atLeast", count: spec.atLeast ?? 1, of: spec.of.map(normalizeCondition) };
  if (spec.asset !== undefined && (spec.state === "fresh" || spec.state === "stale"))
    return { kind: "asset", name: spec.asset, which: { by: spec.state } };
  const state = (spec.state ?? defaults.state) as AwaitedState;
  const exitCode = spec.exitCode === undefined ? null : parseComparison(spec.exitCode);
  if (spec.pipeline !== undefined) {
    const [pipeline = "", project = null] = spec.pipeline.split("/").reverse();
    const task = spec.task ?? null;
    const which = whichOf(spec, state);
    const ifScheduled = spec.ifScheduled ? { ifScheduled: spec.ifScheduled } : {};
    return { kind: "run", project, pipeline, task, state, exitCode, which, ...ifScheduled };
  }
  if (spec.task !== undefined) return { kind: "task", task: spec.task, state, exitCode };
  const project = spec.project ?? null;
  if (spec.event !== undefined)
    return { kind: "event", project, name: spec.event, date: eventDate(spec.date) };
  if (spec.variable !== undefined)
    return { kind: "variable", project, name: spec.variable, test: testOf(spec) };
  if (spec.asset !== undefined)
    return { kind: "asset", name: spec.asset, which: whichOf(spec, "succeeded", "latest") };
  throw new Error("a condition without a subject was not validated");
}

/** Without a word on it: the same date; for `running` and `notRunning` and for assets, the newest. */
function whichOf(
  spec: ConditionSpec,
  state: AwaitedState,
  fallback: "date" | "latest" = "date",
): Which {
  if (spec.within !== undefined) return { by: "within", ms: parseDuration(spec.within) ?? 0 };
  if (spec.since === "lastEnd") return { by: "sinceLastEnd" };
  if (spec.since !== undefined) return { by: "since", at: spec.since };
  if (spec.date !== undefined) return { by: "date", date: parseDate(spec.date) };
  const isNow = state === "running" || state === "notRunning";
  if (spec.latest || isNow || fallback === "latest") return { by: "latest" };
  return { by: "date", date: parseDate(defaults.date) };
}

const eventDate = (text: string | undefined): EventDate =>
  text === "any" || text === "static" ? text : parseDate(text ?? defaults.date);

/** `same`, `previous`, `next`, `-1d`, `+2bd`, `12-31`, `2026-12-31`. */
export function parseDate(text: string): DateRule {
  if (text === "previous") return { scheduled: -1 };
  if (text === "next") return { scheduled: 1 };
  if (isFixedDate(text)) return { fixed: text };
  const found = /^([+-]\d+)(d|bd)$/.exec(text);
  if (!found) return { days: 0 };
  const count = Number(found[1]);
  return found[2] === "d" ? { days: count } : { businessDays: count };
}

/** `>= 5`, `== Y`. */
function parseComparison(text: string): Comparison {
  const [, op = "==", value = ""] = /^(==|!=|<=|>=|<|>) ?(.*)$/.exec(text) ?? [];
  return { op: op as Comparison["op"], value };
}

function testOf({ equals, compare }: ConditionSpec): Comparison {
  return compare === undefined ? { op: "==", value: String(equals) } : parseComparison(compare);
}
