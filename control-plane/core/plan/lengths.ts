// How long tasks take, for what a plan foresees of ends: as somebody declared or a server learned; else, at most, their timeout.

import type { Expectation } from "../deadline/expected.ts";
import type { Task } from "../pipeline.ts";

/** By `pipeline/task`; of a matrix the instance's name counts before the declared one. */
export type Durations = ReadonlyMap<string, Expectation>;

/** On what a length rests. */
export type Basis = "declared" | "timeout" | "unknown";

/** A length in milliseconds. */
export interface Length {
  ms: number;
  basis: Basis;
}

/** `likely`: what nobody declared takes no time. `longest`: it takes as long as its timeout lets it. */
export type Outlook = "likely" | "longest";

export function lengthOf(
  pipeline: string,
  { name, group, timeoutMs, condition }: Task,
  durations: Durations,
  outlook: Outlook,
): Length {
  const declared = durations.get(`${pipeline}/${name}`) ?? durations.get(`${pipeline}/${group}`);
  if (declared) return { ms: declared.medianMs, basis: "declared" };
  // A repair that is seldom needed is not waited for.
  if (timeoutMs === null || condition !== null) return { ms: 0, basis: "unknown" };
  return { ms: outlook === "longest" ? timeoutMs : 0, basis: "timeout" };
}

/** How many tasks have a length on which ground. */
export type Grounds = Record<Basis, number>;

export const noGrounds = (): Grounds => ({ declared: 0, timeout: 0, unknown: 0 });

/** For people: on what the foresight of ends rests. */
export function groundsText({ declared, timeout, unknown }: Grounds): string {
  const parts = [
    ...(declared > 0 ? [`the durations given of ${tasks(declared)}`] : []),
    ...(timeout > 0 ? [`the timeouts of ${tasks(timeout)}`] : []),
    ...(unknown > 0 ? [`no time at all for ${tasks(unknown)}`] : []),
  ];
  return `reckoned with ${parts.join(", ").replace(/, ([^,]*)$/, " and $1")}`;
}

const tasks = (count: number): string => `${count} ${count === 1 ? "task" : "tasks"}`;
