// What must be read to judge a condition, as data; and the keys by which a change finds the waiters it may wake.

import type { Condition, DateRule, Fact } from "./condition.ts";
import { factsOf } from "./condition.ts";
import { dateOf, type Waiter } from "./waiter.ts";

export type Question =
  /** The newest run of the pipeline that was not passed over: for a date, or (null) of those that have started. */
  | RunQuestion
  /** Whether any run of the pipeline is running now. */
  | { ask: "running"; project: string; pipeline: string }
  /** States of the same run's tasks. */
  | { ask: "tasks" }
  /** Since when the event is there: for a date, a day of any year (`12-31`), undated (`static`), or (null) for any date. */
  | { ask: "event"; project: string; name: string; date: string | null }
  | { ask: "variable"; project: string; name: string }
  /** The newest update: for a date, or (null) at all. */
  | { ask: "asset"; name: string; date: string | null };

interface RunQuestion {
  ask: "run";
  project: string;
  pipeline: string;
  date: string | null;
  task: string | null;
  /** Also whether the pipeline is due for the date, where it has no run. */
  ifScheduled?: true;
}

/** An event without a date, as a date. */
const staticDate = "static";

/** Equal questions have equal keys. */
export const questionKey = (question: Question): string => JSON.stringify(question);

/** The question that a fact asks for a waiter; null when its date rule leads nowhere, which makes it false. */
export function questionOf(fact: Fact, waiter: Waiter): Question | null {
  switch (fact.kind) {
    case "run": {
      const { pipeline, which } = fact;
      const project = fact.project ?? waiter.project;
      if (fact.state === "running" || fact.state === "notRunning")
        if (fact.task === null && which.by !== "date") return { ask: "running", project, pipeline };
      const date = which.by === "date" ? dateOf(which.date, waiter) : null;
      if (which.by === "date" && date === null) return null;
      const asked = fact.ifScheduled && date !== null ? { ifScheduled: fact.ifScheduled } : {};
      return { ask: "run", project, pipeline, date, task: fact.task, ...asked };
    }
    case "task":
      return { ask: "tasks" };
    case "event": {
      const project = fact.project ?? waiter.project;
      if (fact.date === "any") return { ask: "event", project, name: fact.name, date: null };
      const date = fact.date === "static" ? staticDate : eventDateOf(fact.date, waiter);
      return date === null ? null : { ask: "event", project, name: fact.name, date };
    }
    case "variable":
      return { ask: "variable", project: fact.project ?? waiter.project, name: fact.name };
    case "asset": {
      const { name, which } = fact;
      if (which.by !== "date") return { ask: "asset", name, date: null };
      const date = dateOf(which.date, waiter);
      return date === null ? null : { ask: "asset", name, date };
    }
    default:
      return fact satisfies never;
  }
}

/** As events are found by: legacy conditions carry no year. */
const eventDateOf = (rule: DateRule, waiter: Waiter): string | null =>
  "fixed" in rule ? rule.fixed : dateOf(rule, waiter);

/** Every distinct question of a condition. */
export function questionsOf(condition: Condition, waiter: Waiter): Question[] {
  const found = new Map<string, Question>();
  for (const fact of factsOf(condition)) {
    const question = questionOf(fact, waiter);
    if (question) found.set(questionKey(question), question);
  }
  return [...found.values()];
}

/**
 * Keys of the changes that may alter the answer: `store/functions/wake_*.sql` makes the same texts.
 * A question for a date is woken by that date's changes alone, so that an event wakes those who wait for it.
 */
export function wakeKeys(question: Question): string[] {
  switch (question.ask) {
    case "run": {
      const { project, pipeline, date } = question;
      const grain = question.task === null ? "p" : "t";
      const ofRuns = `${grain}:${project}/${pipeline}${date === null ? "" : `:${date}`}`;
      return question.ifScheduled ? [ofRuns, scheduleKey(project, pipeline)] : [ofRuns];
    }
    case "running":
      return [runsKey(question)];
    case "tasks":
      return [];
    case "event":
      return [`e:${question.project}/${question.name}:${question.date ?? "any"}`];
    case "variable":
      return [`v:${question.project}/${question.name}`];
    case "asset":
      return [`a:${question.name}${question.date === null ? "" : `:${question.date}`}`];
    default:
      return question satisfies never;
  }
}

/** Of any change of the runs of a pipeline. */
export const runsKey = ({ project, pipeline }: { project: string; pipeline: string }): string =>
  `p:${project}/${pipeline}`;

/** Whether a condition asks what happened since the waiter's pipeline ended last. */
export const asksSinceLastEnd = (condition: Condition): boolean =>
  factsOf(condition).some((fact) => "which" in fact && fact.which.by === "sinceLastEnd");

/** Of whoever goes by a pipeline's schedule, which a deployment may change. */
export const scheduleKey = (project: string, pipeline: string): string =>
  `s:${project}/${pipeline}`;

/** The same without dates, for triggers: any change of the subject may make a run due. Null for a task of the same run. */
export function triggerKey(fact: Fact, ownProject: string): string | null {
  switch (fact.kind) {
    case "run":
      return `${fact.task === null ? "p" : "t"}:${fact.project ?? ownProject}/${fact.pipeline}`;
    case "task":
      return null;
    case "event":
      return `e:${fact.project ?? ownProject}/${fact.name}`;
    case "variable":
      return `v:${fact.project ?? ownProject}/${fact.name}`;
    case "asset":
      return `a:${fact.name}`;
    default:
      return fact satisfies never;
  }
}
