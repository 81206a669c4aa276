// Facts as people say them: in `why`, in plans, in diagnostics.

import { hasYear } from "../calendar/date.ts";
import { formatDuration } from "../duration.ts";
import type { Comparison, DateRule, EventDate, Fact, Which } from "./condition.ts";
import { nearestFixed } from "./fixed-date.ts";
import { type Dated, dateOf, type Waiter } from "./waiter.ts";

/** One line, without a full stop. With a waiter, dates are given as dates. */
export function describeFact(fact: Fact, waiter: Dated | null = null): string {
  switch (fact.kind) {
    case "run": {
      const pipeline = fact.project === null ? fact.pipeline : `${fact.project}/${fact.pipeline}`;
      const what = fact.task === null ? pipeline : `${pipeline}, task ${fact.task},`;
      return `${what} ${fact.state}${codeText(fact.exitCode)}${whichText(fact.which, waiter)}`;
    }
    case "task":
      return `task ${fact.task} ${fact.state}${codeText(fact.exitCode)}`;
    case "event": {
      const name = fact.project === null ? fact.name : `${fact.project}/${fact.name}`;
      if (fact.date === "any") return `event ${name} for any date`;
      if (isOfAnyYear(fact.date)) return `event ${name} for ${fact.date.fixed} of any year`;
      return fact.date === "static"
        ? `event ${name}`
        : `event ${name}${dateText(fact.date, waiter)}`;
    }
    case "variable": {
      const name = fact.project === null ? fact.name : `${fact.project}/${fact.name}`;
      return `variable ${name} ${fact.test.op} ${JSON.stringify(fact.test.value)}`;
    }
    case "asset":
      return fact.which.by === "fresh" || fact.which.by === "stale"
        ? `asset ${fact.name} ${fact.which.by}`
        : `asset ${fact.name} updated${whichText(fact.which, waiter)}`;
    default:
      return fact satisfies never;
  }
}

/**
 * What would make it hold, where that isn't plain from the text; null: only the pipeline itself can.
 * @param isMissing The pipeline that it asks about, or any that writes the asset, is not deployed.
 */
export function changeOf(fact: Fact, waiter: Waiter, isMissing = false): string | null {
  switch (fact.kind) {
    case "run": {
      const name = fact.project === null ? fact.pipeline : `${fact.project}/${fact.pipeline}`;
      return isMissing ? `deploy ${name}, or change the condition` : null;
    }
    case "task":
      return null;
    case "event": {
      const date =
        fact.date === "any"
          ? waiter.date
          : fact.date === "static"
            ? "static"
            : isOfAnyYear(fact.date)
              ? nearestFixed(fact.date.fixed, waiter.date)
              : dateOf(fact.date, waiter);
      const project = fact.project === null ? "" : ` --project ${fact.project}`;
      return date === null
        ? null
        : `trunkline events emit ${quoted(fact.name)} --date ${date}${project}`;
    }
    case "variable": {
      const project = fact.project === null ? "" : ` --project ${fact.project}`;
      return `trunkline variables set ${quoted(fact.name)} VALUE${project}`;
    }
    case "asset":
      if (fact.which.by === "stale") return null;
      return isMissing ? tellOf(fact.name, waiter) : `a task that writes ${fact.name}`;
    default:
      return fact satisfies never;
  }
}

/** Nothing that is deployed updates it: somebody outside has to say so, or to go on without it. */
const tellOf = (asset: string, { project, date }: Waiter): string =>
  `no deployed pipeline writes it: tell of an update by POST /api/v1/projects/${project}/changes ` +
  `${JSON.stringify({ update: [asset], date })}, or trunkline force RUN TASK --ignore ${quoted(`condition:${asset}`)}`;

const isOfAnyYear = (date: EventDate): date is { fixed: string } =>
  typeof date === "object" && "fixed" in date && !hasYear(date.fixed);

const quoted = (name: string): string =>
  /^[\w./:-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;

const codeText = (test: Comparison | null): string =>
  test === null ? "" : ` with exit code ${test.op} ${test.value}`;

function whichText(which: Which, waiter: Dated | null): string {
  switch (which.by) {
    case "date":
      return dateText(which.date, waiter);
    case "latest":
      return " (its newest run)";
    case "since":
      return ` since ${which.at}`;
    case "sinceLastEnd":
      return " since the last end of this one";
    case "within":
      return ` within ${formatDuration(which.ms)}`;
    default:
      return which satisfies never;
  }
}

function dateText(rule: DateRule, waiter: Dated | null): string {
  const rules = ruleText(rule);
  if (waiter === null) return ` for ${rules}`;
  return ` for ${dateOf(rule, waiter) ?? rules}`;
}

function ruleText(rule: DateRule): string {
  if ("fixed" in rule) return hasYear(rule.fixed) ? rule.fixed : `the newest ${rule.fixed}`;
  if ("scheduled" in rule)
    return rule.scheduled < 0 ? "the previous scheduled date" : "the next scheduled date";
  if ("days" in rule) return rule.days === 0 ? "the same date" : `the date ${signed(rule.days)} d`;
  return `the date ${signed(rule.businessDays)} business days`;
}

const signed = (count: number): string => (count < 0 ? `${count}` : `+${count}`);
