// What would change a fact that stands against somebody, where that is something to do, or to look at next.

import type { Fact } from "./condition.ts";
import { isOfAnyYear } from "./describe.ts";
import type { Answer } from "./evaluate.ts";
import { nearestFixed } from "./fixed-date.ts";
import { dateOf, type Waiter } from "./waiter.ts";

type Of<K extends Fact["kind"]> = Extract<Fact, { kind: K }>;

/** What would make it hold; null: only the pipeline itself can. @param answer What was read for it. */
export function changeOf(fact: Fact, waiter: Waiter, answer: Answer): string | null {
  switch (fact.kind) {
    case "run":
      return changeOfRun(fact, waiter, answer);
    case "task":
      return null;
    case "event": {
      const date = fact.date === "any" ? waiter.date : eventDate(fact, waiter);
      return date === null
        ? null
        : `trunkline events emit ${quoted(fact.name)} --date ${date}${projectOf(fact)}`;
    }
    case "variable":
      return setting(fact);
    case "asset":
      if (fact.which.by === "stale") return null;
      return isMissing(answer) ? tellOf(fact.name, waiter) : `a task that writes ${fact.name}`;
    default:
      return fact satisfies never;
  }
}

/** The same for a fact under `not`: what would make it hold no more. */
export function changeBack(fact: Fact, waiter: Waiter): string | null {
  if (fact.kind === "variable") return setting(fact);
  if (fact.kind !== "event") return null;
  const clear = `trunkline events clear ${quoted(fact.name)}`;
  if (fact.date === "any") return clear + projectOf(fact);
  const date = isOfAnyYear(fact.date) ? fact.date.fixed : eventDate(fact, waiter);
  return date === null ? null : `${clear} --date ${date}${projectOf(fact)}`;
}

/** Why there is no run, or the act on the one that ended otherwise. */
function changeOfRun(fact: Of<"run">, waiter: Waiter, answer: Answer): string | null {
  const name = fact.project === null ? fact.pipeline : `${fact.project}/${fact.pipeline}`;
  if (isMissing(answer)) return `deploy ${name}, or change the condition`;
  if (fact.state === "running" || fact.state === "notRunning") return null;
  if (answer === null) {
    if (fact.which.by !== "date") return `trunkline why ${name}`;
    const date = dateOf(fact.which.date, waiter);
    return date && `trunkline why ${name} --date ${date}`;
  }
  const hasFailed =
    fact.state === "succeeded" &&
    "id" in answer &&
    (answer.state === "failed" || answer.state === "cancelled");
  return hasFailed ? `trunkline rerun ${answer.id}` : null;
}

/** The pipeline that it asks about, or any that writes the asset, is not deployed. */
function isMissing(answer: Answer): boolean {
  if (answer === null) return false;
  if ("absent" in answer) return answer.absent !== "task";
  return "unwritten" in answer && answer.unwritten === true;
}

function eventDate({ date }: Of<"event">, waiter: Waiter): string | null {
  if (date === "any" || date === "static") return date;
  return isOfAnyYear(date) ? nearestFixed(date.fixed, waiter.date) : dateOf(date, waiter);
}

const setting = (fact: Of<"variable">): string =>
  `trunkline variables set ${quoted(fact.name)} VALUE${projectOf(fact)}`;

const projectOf = ({ project }: { project: string | null }): string =>
  project === null ? "" : ` --project ${project}`;

/** Nothing that is deployed updates it: somebody outside has to say so, or to go on without it. */
const tellOf = (asset: string, { project, date }: Waiter): string =>
  `no deployed pipeline writes it: tell of an update by POST /api/v1/projects/${project}/changes ` +
  `${JSON.stringify({ update: [asset], date })}, or trunkline force RUN TASK --ignore ${quoted(`condition:${asset}`)}`;

const quoted = (name: string): string =>
  /^[\w./:-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
