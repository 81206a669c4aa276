// What tasks did, in a file that every attempt appends to, and the proof from it that nothing ran twice or at once.

import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";

/** One line of the file: `WHAT RUN TASK ATTEMPT PID`. */
export interface Effect {
  what: string;
  run: string;
  task: string;
  attempt: number;
  /** Of the attempt's shell. */
  pid: number;
}

/** Shell: defines `say WHAT`, which appends a line for the attempt that calls it. */
export const sayInto = (file: string): string =>
  `say() { echo "$1 $TRUNKLINE_RUN_ID $TRUNKLINE_TASK $TRUNKLINE_ATTEMPT $$" >> ${file}; }`;

export function readEffects(file: string, what?: string): Effect[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  const effects = lines.map((line) => {
    const [word = "", run = "", task = "", attempt, pid] = line.split(" ");
    return { what: word, run, task, attempt: Number(attempt), pid: Number(pid) };
  });
  return effects.filter((effect) => what === undefined || effect.what === what);
}

/**
 * Fails unless each attempt started at most once, no attempt did anything once the next had started, and each
 * task of the run ended exactly once: nothing is lost, nothing twice, nothing at the same time.
 */
export function expectOnce(
  effects: readonly Effect[],
  run: string,
  tasks: readonly string[],
): void {
  const own = effects.filter((effect) => effect.run === run);
  const starts = own.filter(({ what }) => what === "start");
  expect(new Set(starts.map(({ task, attempt }) => `${task} ${attempt}`)).size).toBe(starts.length);
  for (const ofTask of Map.groupBy(own, ({ task }) => task).values()) {
    const attempts = ofTask.map(({ attempt }) => attempt);
    expect(attempts).toEqual(attempts.toSorted((a, b) => a - b));
  }
  const ends = own.filter(({ what }) => what === "end").map(({ task }) => task);
  expect(ends.toSorted()).toEqual(tasks.toSorted());
}
