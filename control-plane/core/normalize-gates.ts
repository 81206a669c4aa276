// What a task waits for and what it changes elsewhere, in normal form. Takes a spec without problems.

import type { ApprovalSpec, ConditionSpec, TaskDefaults, TaskSpec } from "#schemas/types.ts";
import type { OnlyOn } from "./calendar/only-on.ts";
import { normalizeCondition, parseDate } from "./conditions/normalize.ts";
import { mergeMaps } from "./defaults.ts";
import { durationMs } from "./normalize-schedule.ts";
import type { Approval, Effect, EmittedDate, Gates } from "./pipeline.ts";
import { normalizeTakes } from "./pools/takes.ts";

/** Null when the task has none; `defaults` are those of the pipeline with all that it inherits. */
export function normalizeGates(
  { awaits, reads, notBefore, late, approval, pools, locks, ...own }: TaskSpec,
  defaults: TaskDefaults | undefined,
  onlyOn: OnlyOn | null,
): Gates | null {
  const notAfter = own.notAfter ?? defaults?.notAfter;
  const isFree = ![notBefore, notAfter, approval, onlyOn ?? undefined].some(
    (gate) => gate !== undefined,
  );
  // As nearly all tasks.
  const mayWait = awaits ?? reads ?? pools ?? locks ?? defaults?.pools ?? defaults?.locks;
  if (isFree && mayWait === undefined) return null;
  const takes = normalizeTakes(
    mergeMaps(defaults?.pools, pools),
    mergeMaps(defaults?.locks, locks),
  );
  const conditions = [awaits ?? [], readsAwaited(reads)].flat().map(normalizeCondition);
  const [condition = null, ...others] = conditions;
  if (isFree && condition === null && takes.length === 0) return null;
  return {
    awaits: others.length === 0 ? condition : { kind: "all", of: conditions },
    notAfter: notAfter ?? null,
    notBefore: notBefore ?? null,
    // Absent where it says nothing, so that what was deployed before keeps its hash.
    ...(late === undefined || late === "skip" ? {} : { late }),
    ...(onlyOn === null ? {} : { onlyOn }),
    takes,
    approval: approval ? normalizeApproval(approval) : null,
  };
}

/** What of `reads` the task waits for, as conditions. */
const readsAwaited = (reads: TaskSpec["reads"]): ConditionSpec[] =>
  (reads ?? []).filter(
    (read) => typeof read === "object" && Object.keys(read).length > 1,
  ) as ConditionSpec[];

/** Each name once; empty when nothing is read. */
export function namesRead(reads: TaskSpec["reads"]): string[] {
  if (reads === undefined) return [];
  const names = reads.flatMap((read) => (typeof read === "string" ? read : (read?.asset ?? [])));
  return [...new Set(names)];
}

/** After the tasks nothing is kept by a failure: a rerun makes what failed there anew and would never return it. */
export const keepingNothing = (gates: Gates | null): Gates | null =>
  gates && { ...gates, takes: gates.takes.map((take) => ({ ...take, keepOnFailure: false })) };

/** What the undoing of a task waits for: only the pools and locks that the task took. */
export const takesAlone = (gates: Gates | null): Gates | null =>
  gates === null || gates.takes.length === 0
    ? null
    : keepingNothing({
        ...{ approval: null, awaits: null, notBefore: null, notAfter: null },
        takes: gates.takes,
      });

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
