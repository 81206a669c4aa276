// Reasons of a run with thousands of tasks, for people: what is the same of several tasks is told once, with how many they are.

import type { Reason, ReasonKind } from "./why-reason.ts";

export interface FoldedReason extends Reason {
  /** Other tasks of which the same is true; absent where there are none. */
  alike?: {
    count: number;
    /** The first of them. */
    tasks: readonly string[];
  };
}

/** Of a folded reason. */
const mostNamed = 50;
/** What passes by itself is told last. */
const passing: readonly ReasonKind[] = ["running", "worker", "needs"];

/** What needs somebody comes first; since the first and until the first of those that are alike. */
export function foldReasons(reasons: readonly Reason[], most: number): FoldedReason[] {
  const groups = Map.groupBy(reasons, (each) =>
    JSON.stringify([
      ...[each.kind, each.message, each.holds, each.change, each.provisional],
      each.task === null,
    ]),
  );
  const folded = [...groups.values()].map(([first, ...others]): FoldedReason => {
    const one = first as Reason;
    if (others.length === 0) return one;
    return {
      ...one,
      since: earliest([one, ...others].map(({ since }) => since)),
      until: earliest([one, ...others].map(({ until }) => until)),
      alike: {
        count: others.length,
        tasks: others.slice(0, mostNamed).flatMap(({ task }) => task ?? []),
      },
    };
  });
  const isPassing = ({ kind }: Reason) => passing.includes(kind);
  return [
    ...folded.filter((one) => !isPassing(one)),
    ...folded.filter((one) => isPassing(one)),
  ].slice(0, most);
}

const earliest = (instants: readonly (string | null)[]): string | null =>
  instants.reduce((first, one) => (one !== null && (first === null || one < first) ? one : first));
