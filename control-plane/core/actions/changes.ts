// Words for what differs between two actions of one kind.

import type { Action } from "../action.ts";
import { isEqual, otherwise, type Said, say } from "../plan/said.ts";
import { quoted } from "../plan/wording.ts";

/** All properties but those that were told already. */
export const otherChanges = <T extends Action>(
  before: T,
  after: T,
  told: readonly (keyof T)[],
): Said[] =>
  (Object.keys({ ...before, ...after }) as (keyof T & string)[])
    .filter((key) => !told.includes(key) && !isEqual(before[key], after[key]))
    .sort()
    .map((key) => ({ ...otherwise(key, before[key], after[key]), subject: "work" as const }));

/** What a connection of the same name says otherwise, with the secrets and hosts that it leads to. */
export const connectionChanges = <C extends object>(name: string, before: C, after: C): Said[] =>
  (Object.keys({ ...before, ...after }) as (keyof C & string)[])
    .filter((key) => !isEqual(before[key], after[key]))
    .map((key) => otherwise(`connection ${name}, ${key}`, before[key], after[key]));

/** A text that is another. */
export const textChange = (what: string, before: string, after: string): Said[] =>
  before === after ? [] : [say("work", `${what}: ${quoted(before)} → ${quoted(after)}`)];
