// How things that are folded together stand: the worst is shown, and all are counted in words.

import { type Shape, shapeOf, wordOf } from "./state.ts";

/** Worst first. */
const order: readonly (string | null)[] = [
  ...[
    "failed",
    "late",
    "at-risk",
    "running",
    "waiting",
    "ready",
    "cancelled",
    "skipped",
    "succeeded",
  ],
  null,
];

/** Of a state among those from the worst on. */
export const placeOf = (state: string | null): number => {
  const at = order.indexOf(state);
  return at < 0 ? order.length : at;
};

export interface Standing {
  worst: Shape;
  /** Such as `208 succeeded, 2 running`, worst first; of one alone without its number. */
  text: string;
  counts: ReadonlyMap<string | null, number>;
}

/** @param states As the API names them; null: there was no run. */
export function standingOf(states: readonly (string | null)[]): Standing {
  const [only = null] = states;
  if (states.length !== 1) return counted(states);
  const known = alone.get(only) ?? counted(states);
  alone.set(only, known);
  return known;
}

/** Most are of one: of each state there is one answer. */
const alone = new Map<string | null, Standing>();

function counted(states: readonly (string | null)[]): Standing {
  const counts = new Map<string | null, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  const present = order.filter((name) => counts.has(name));
  const word = (name: string | null) => (name === null ? "never ran" : wordOf(name).toLowerCase());
  return {
    worst: shapeOf(present[0] ?? ""),
    text: present
      .map((name) => (states.length === 1 ? word(name) : `${counts.get(name)} ${word(name)}`))
      .join(", "),
    counts,
  };
}
