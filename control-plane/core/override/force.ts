// Whether gates of a task may be opened by force: only what it really waits for, and only before it starts.

import { factsOf } from "../conditions/condition.ts";
import type { Gates, Task } from "../pipeline.ts";
import { isFinal, type TaskState } from "../run.ts";
import { type Ignored, ignoredText, type NotIgnorable, namesOf } from "./ignore.ts";

/** A task (or the run itself) as its rows are. */
export interface ForcedTask {
  /** For people: a task's name, or `the run`. */
  name: string;
  /** Of a run: null once it has started. */
  state: TaskState;
  gates: Gates | null;
  repeats: boolean;
  /** Behind the delay of a retry. */
  retries: boolean;
  /** Somebody holds it back. */
  held: boolean;
  /** It is the run, which a blackout keeps. */
  kept: boolean;
}

/** A task that is not there any more to be opened: ended, or on its way to a worker. */
export function isBeyondForce({ state, name }: Pick<ForcedTask, "state" | "name">): string | null {
  if (isFinal(state)) return `${name} has ended: it ${state}`;
  if (state === "running") return `${name} runs already`;
  return state === "ready" ? `no gate holds ${name} back: it waits for a worker` : null;
}

/** Why something that is to be ignored is nothing that it waits for; null: it is. */
export function notAwaited(task: ForcedTask, ignored: Ignored): NotIgnorable | null {
  const { kind, name } = ignored;
  const known = knownNames(task, ignored);
  if (known === null) return null;
  const text = ignoredText(ignored);
  return {
    message: `${task.name} does not wait for ${name === null ? kind : text}`,
    help:
      known.length === 0
        ? "`trunkline why RUN` lists what it waits for"
        : `it waits for: ${known.map((one) => ignoredText({ kind, name: one })).join(", ")}`,
  };
}

/** Null when it waits for that; else the names of the kind that it does wait for. */
function knownNames(task: ForcedTask, { kind, name }: Ignored): string[] | null {
  const { gates } = task;
  const has = (names: readonly string[]): string[] | null =>
    (name === null ? names.length > 0 : names.includes(name)) ? null : [...new Set(names)];
  switch (kind) {
    case "condition":
      return has(gates?.awaits ? factsOf(gates.awaits).flatMap(namesOf) : []);
    case "pool":
      return has((gates?.takes ?? []).map(({ pool }) => pool));
    case "time": {
      const isTimed = task.repeats || (gates?.notBefore ?? gates?.notAfter ?? null) !== null;
      return isTimed ? null : [];
    }
    case "retry":
      return task.retries ? null : [];
    case "hold":
      return task.held ? null : [];
    case "blackout":
      return task.kept ? null : [];
    default:
      return kind satisfies never;
  }
}

/** What a task is to the checks above, without what only rows tell. */
export const forcedGates = ({ gates, repeat, name }: Task) => ({
  name,
  gates,
  repeats: repeat !== undefined,
});
