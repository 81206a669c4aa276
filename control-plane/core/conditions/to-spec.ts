// Condition → ConditionSpec: what `normalize` would have been given if everything had been written out.

import type { ConditionSpec } from "#schemas/types.ts";
import { formatDuration } from "../duration.ts";
import type { Comparison, Condition, DateRule, EventDate, Which } from "./condition.ts";

export function conditionSpec(condition: Condition): ConditionSpec {
  switch (condition.kind) {
    case "all":
      return { all: condition.of.map(conditionSpec) };
    case "any":
      return { any: condition.of.map(conditionSpec) };
    case "not":
      return { not: conditionSpec(condition.of[0]) };
    case "atLeast":
      return { atLeast: condition.count, of: condition.of.map(conditionSpec) };
    case "run": {
      const { project, pipeline, task, state, exitCode, which } = condition;
      return {
        pipeline: project === null ? pipeline : `${project}/${pipeline}`,
        ...(task === null ? {} : { task }),
        state,
        ...(exitCode === null ? {} : { exitCode: comparisonText(exitCode) }),
        ...whichSpec(which),
        ...(condition.ifScheduled ? { ifScheduled: condition.ifScheduled } : {}),
      };
    }
    case "task": {
      const { task, state, exitCode } = condition;
      return { task, state, ...(exitCode === null ? {} : { exitCode: comparisonText(exitCode) }) };
    }
    case "event":
      return {
        event: condition.name,
        ...inProject(condition),
        date: eventDateText(condition.date),
      };
    case "variable":
      return {
        variable: condition.name,
        ...inProject(condition),
        compare: comparisonText(condition.test),
      };
    case "asset":
      return condition.which.by === "fresh" || condition.which.by === "stale"
        ? { asset: condition.name, state: condition.which.by }
        : { asset: condition.name, ...whichSpec(condition.which) };
    default:
      return condition satisfies never;
  }
}

const inProject = ({ project }: { project: string | null }) =>
  project === null ? {} : { project };

const comparisonText = ({ op, value }: Comparison): string => `${op} ${value}`;

function whichSpec(which: Which): Pick<ConditionSpec, "date" | "latest" | "since" | "within"> {
  switch (which.by) {
    case "date":
      return { date: dateText(which.date) };
    case "latest":
      return { latest: true };
    case "since":
      return { since: which.at };
    case "sinceLastEnd":
      return { since: "lastEnd" };
    case "within":
      return { within: formatDuration(which.ms) };
    default:
      return which satisfies never;
  }
}

const eventDateText = (date: EventDate): string =>
  date === "any" || date === "static" ? date : dateText(date);

/** The text of a rule, as `parseDate` reads it. */
export function dateText(rule: DateRule): string {
  if ("fixed" in rule) return rule.fixed;
  if ("scheduled" in rule) return rule.scheduled < 0 ? "previous" : "next";
  if ("days" in rule) return rule.days === 0 ? "same" : `${signed(rule.days)}d`;
  return `${signed(rule.businessDays)}bd`;
}

const signed = (count: number): string => (count < 0 ? `${count}` : `+${count}`);
