// Which of the facts that a condition asks for nobody can tell: since their source doesn't, or since they are of the time before
// anything was observed. What can't be told is never guessed.

import { dayBegins } from "#core/business-date.ts";
import type { Question } from "#core/conditions/question.ts";
import type { World } from "../runs/world.ts";
import type { HiddenFact } from "./observed-estate.ts";
import type { ObservedRun, RevisionRow } from "./observed-rows.ts";

export interface HiddenAnswer extends HiddenFact {
  /** Nothing that comes later tells it. */
  isForGood: boolean;
}

/** What tells which events are not known. */
export interface EventsKnown {
  /** Emitted or cleared by what was observed, as `NAME DATE`. */
  touched: ReadonlySet<string>;
  /** By name: observed pipelines that emit it, and those of them of whose last end nobody can tell. */
  emitters: ReadonlyMap<string, readonly RevisionRow[]>;
  hidden: ReadonlyMap<string, HiddenFact>;
}

export interface Known extends EventsKnown {
  world: World;
  project: string;
  /** Of observed pipelines, in milliseconds since 1970. */
  since: ReadonlyMap<string, number>;
}

/** Null: it is known, also where the answer is that there is nothing. */
export function hiddenAnswer(
  question: Question,
  own: ObservedRun,
  known: Known,
): HiddenAnswer | null {
  if ("project" in question && question.project !== known.project)
    return forGood(`what project ${question.project} does`);
  switch (question.ask) {
    case "run":
      return ofRun(question, known);
    case "running": {
      const row = known.world.pipelines.get(question.pipeline) as RevisionRow | undefined;
      return firstHidden([...(row?.history.active ?? [])]);
    }
    case "tasks":
      return firstHidden([own]);
    case "event":
      return ofEvent(question, known);
    case "variable":
      return known.world.variables.has(question.name)
        ? null
        : forGood(`what variable ${question.name} was`);
    case "asset":
      return forGood(`when asset ${question.name} was updated`);
    default:
      return question satisfies never;
  }
}

function ofRun(
  { pipeline, date, task }: Extract<Question, { ask: "run" }>,
  { world, since }: Known,
): HiddenAnswer | null {
  const row = world.pipelines.get(pipeline) as RevisionRow | undefined;
  if (row === undefined) return null;
  const run = (date === null ? row.newest : row.byDate.get(date)) as ObservedRun | undefined;
  if (run) return firstHidden([run], task);
  const begin = since.get(pipeline);
  if (begin === undefined) return null;
  const isBefore = date === null || dayBegins(date, row.pipeline) < begin;
  const which = date === null ? `the last run of ${pipeline}` : `${pipeline} of ${date}`;
  return isBefore ? forGood(`how ${which} ended, which is from before it was observed`) : null;
}

function ofEvent(
  { name, date }: Extract<Question, { ask: "event" }>,
  { world, emitters, touched, hidden, since }: Known,
): HiddenAnswer | null {
  if (world.eventThere(name, date) !== null) return null;
  for (const [key, fact] of hidden)
    if (date === null ? key.startsWith(`${name} `) : key === `${name} ${date}`)
      return { ...fact, isForGood: false };
  const isBefore = (emitters.get(name) ?? []).some(({ pipeline }) => {
    const begin = since.get(pipeline.name);
    if (begin === undefined) return false;
    if (date === null || date.length !== 10) return !touched.has(`${name} ${date ?? ""}`);
    return dayBegins(date, pipeline) < begin && !touched.has(`${name} ${date}`);
  });
  const of = date === null || date === "static" ? "" : ` of ${date}`;
  return isBefore ? forGood(`whether event ${name}${of} was there before it was observed`) : null;
}

function firstHidden(
  runs: readonly ObservedRun[],
  task: string | null = null,
): HiddenAnswer | null {
  for (const { tasks } of runs)
    for (const { hidden, task: of } of tasks)
      if (hidden !== null && (task === null || of.group === task))
        return { ...hidden, isForGood: false };
  return null;
}

const forGood = (what: string): HiddenAnswer => ({ what, source: null, isForGood: true });
