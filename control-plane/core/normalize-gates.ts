// What a task waits for and what it changes elsewhere, in normal form. Takes a spec without problems.

import type { ApprovalSpec, TaskDefaults, TaskSpec } from "#schemas/types.ts";
import { normalizeCondition, parseDate } from "./conditions/normalize.ts";
import { mergeMaps } from "./defaults.ts";
import { durationMs } from "./normalize-schedule.ts";
import type { Approval, Effect, EmittedDate, Gates } from "./pipeline.ts";
import { normalizeTakes } from "./pools/takes.ts";

/** Null when the task has none; `defaults` are those of the pipeline with all that it inherits. */
export function normalizeGates(
  { awaits, notBefore, notAfter, approval, pools, locks }: TaskSpec,
  defaults: TaskDefaults | undefined,
): Gates | null {
  const takes = normalizeTakes(
    mergeMaps(defaults?.pools, pools),
    mergeMaps(defaults?.locks, locks),
  );
  const isFree = [awaits, notBefore, notAfter, approval].every((gate) => gate === undefined);
  if (isFree && takes.length === 0) return null;
  return {
    awaits: awaits ? normalizeCondition(awaits) : null,
    notAfter: notAfter ?? null,
    notBefore: notBefore ?? null,
    takes,
    approval: approval ? normalizeApproval(approval) : null,
  };
}

/** After the tasks nothing is kept by a failure: a rerun makes what failed there anew and would never return it. */
export const keepingNothing = (gates: Gates | null): Gates | null =>
  gates && { ...gates, takes: gates.takes.map((take) => ({ ...take, keepOnFailure: false })) };

/** What the undoing of a task waits for: only the pools and locks that the task took. */
export const takesAlone = (gates: Gates | null): Gates | null =>
  gates === null || gates.takes.length === 0
    ? null
    : keepingNothing({ ...gates, approval: null, awaits: null, notBefore: null, notAfter: null });
const normalizeApproval = (spec: ApprovalSpec): Approval => ({
  by: spec.by ?? [],
  count: spec.count ?? 1,
  deadlineMs: spec.deadline === undefined ? null : durationMs(spec.deadline),
  onExpiry: spec.onExpiry ?? "fail",
  notRequester: spec.notRequester ?? false,
});

const none: Effect[] = [];

type EffectsSpec = Pick<TaskSpec, "emits" | "clears" | "sets" | "writes">;

/** In this order: what is emitted, cleared, set, updated. */
export function normalizeEffects({ emits, clears, sets, writes }: EffectsSpec): Effect[] {
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
    ...(writes ?? []).map(
      (write): Effect =>
        typeof write === "string"
          ? { kind: "update", asset: write, freshnessMs: null }
          : {
              kind: "update",
              asset: write.asset ?? "",
              freshnessMs: write.freshness === undefined ? null : durationMs(write.freshness),
            },
    ),
  ];
}

const emittedDate = (text: string | undefined): EmittedDate =>
  text === "static" ? "static" : parseDate(text ?? "same");
