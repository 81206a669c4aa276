// When a member starts whose times hang on its box: run by run of the box, which ends when the member has run.

import type { MemberTimes } from "#migrators/legacy/member-times.ts";
import type { AutosysStart } from "./simulate.ts";

/**
 * In seconds since 1970, ascending, as what it is given.
 * @param ticks The member's own times
 * @param begins Those of its box
 */
export function memberStarts(
  ticks: Iterable<AutosysStart>,
  begins: Iterable<AutosysStart>,
  times: MemberTimes,
): number[] {
  const all = [...ticks].map(({ at }) => at);
  const starts: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let next = 0;
  for (const { at: begin } of begins) {
    // It runs still, since it waits for the member.
    if (begin <= last) continue;
    while ((all[next] ?? begin) < begin) next++;
    const [before, due] = [all[next - 1], all[next]];
    const isArmed = times === "kept" && before !== undefined && before > last;
    const start = isArmed ? begin : due;
    if (start === undefined) break;
    starts.push(start);
    last = start;
  }
  return starts;
}
