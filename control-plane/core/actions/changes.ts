// Words for what differs between two actions of one kind.

import type { Action } from "../action.ts";
import { type FilePlace, filePlaceText } from "../file-place.ts";
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

/** A folder that is another, or whose connection says otherwise. */
export function placeChanges(what: string, before: FilePlace, after: FilePlace): Said[] {
  const changes = textChange(what, filePlaceText(before), filePlaceText(after));
  if (before.connection === null || after.connection === null)
    return before.connection === after.connection || changes.length > 0
      ? changes
      : [say("work", `${what}: another place of the same name`)];
  return [
    ...changes,
    ...connectionChanges(after.connectionName ?? "", before.connection, after.connection),
  ];
}
