// Since when it is so what a fact asks about: what became of its subject last, whether that is what was asked or not.

import { mayRead } from "../may-read.ts";
import { isFinal } from "../run.ts";
import type { Fact } from "./condition.ts";
import { type Answers, answerTo } from "./evaluate.ts";
import type { Waiter } from "./waiter.ts";

/** Milliseconds since 1970; null where nobody knows, or the waiter may not. */
export function sinceOf(fact: Fact, answers: Answers, waiter: Waiter): number | null {
  const project = "project" in fact ? fact.project : null;
  const isAbroad = project !== null && project !== waiter.project;
  if (isAbroad && !mayRead(waiter.project, waiter.readers?.get(project) ?? [])) return null;
  const answer = answerTo(fact, answers, waiter);
  if (answer === null) return null;
  if ("finishedAt" in answer) return answer.finishedAt;
  if ("at" in answer) return answer.at;
  if ("value" in answer) return answer.setAt ?? null;
  if (!("tasks" in answer) || fact.kind !== "task") return null;
  const instances = answer.tasks.get(fact.task) ?? [];
  const ends = instances.map(({ finishedAt = null }) => finishedAt);
  const haveEnded = instances.length > 0 && instances.every(({ state }) => isFinal(state));
  return haveEnded && ends.every((at) => at !== null) ? Math.max(...ends) : null;
}
