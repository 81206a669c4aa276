// What a task waits for and what it changes elsewhere, in normal form. Takes a spec without problems.

import type { TaskSpec } from "#schemas/types.ts";
import { normalizeCondition, parseDate } from "./conditions/normalize.ts";
import type { Effect, EmittedDate, Gates } from "./pipeline.ts";

/** Null when the task has none. */
export function normalizeGates({ awaits, notBefore, notAfter }: TaskSpec): Gates | null {
  if (awaits === undefined && notBefore === undefined && notAfter === undefined) return null;
  return {
    awaits: awaits ? normalizeCondition(awaits) : null,
    notBefore: notBefore ?? null,
    notAfter: notAfter ?? null,
  };
}

const none: Effect[] = [];

/** In this order: what is emitted, cleared, set, updated. */
export function normalizeEffects({ emits, clears, sets, writes }: TaskSpec): Effect[] {
  if (!emits && !clears && !sets && !writes) return none;
  return [
    ...(emits ?? []).map(
      ({ event, date }): Effect => ({ kind: "emit", event, date: emittedDate(date) }),
    ),
    ...(clears ?? []).map(
      ({ event, date }): Effect => ({
        kind: "clear",
        event,
        date: date === "any" ? null : emittedDate(date),
      }),
    ),
    ...Object.entries(sets ?? {}).map(
      ([variable, value]): Effect => ({ kind: "set", variable, value }),
    ),
    ...(writes ?? []).map((asset): Effect => ({ kind: "update", asset })),
  ];
}

const emittedDate = (text: string | undefined): EmittedDate =>
  text === "static" ? "static" : parseDate(text ?? "same");
