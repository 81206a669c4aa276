// How pipelines that are folded together stand: the worst is shown, and all are counted in words.

import type { Shape } from "../state.ts";

/** Worst first. */
const order = ["failed", "running", "waiting", "cancelled", "succeeded", "none"] as const;
type Counted = (typeof order)[number];
const looks: Readonly<Record<Counted, readonly [Shape, string]>> = {
  failed: ["fail", "failed"],
  running: ["run", "running"],
  waiting: ["wait", "waiting"],
  cancelled: ["off", "cancelled"],
  succeeded: ["ok", "ok"],
  none: ["blank", "never ran"],
};

export interface Standing {
  worst: Shape;
  /** Such as `208 ok, 2 running`. */
  text: string;
  counts: Readonly<Partial<Record<string, number>>>;
}

export function standingOf(states: readonly (string | null)[]): Standing {
  const counts: Partial<Record<Counted, number>> = {};
  for (const state of states) {
    const name = state === null ? "none" : state === "ready" ? "waiting" : (state as Counted);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const present = order.filter((name) => (counts[name] ?? 0) > 0);
  const [worst = "none"] = present;
  return {
    worst: looks[worst][0],
    text: present
      .map((name) => (states.length === 1 ? looks[name][1] : `${counts[name]} ${looks[name][1]}`))
      .join(", "),
    counts,
  };
}
