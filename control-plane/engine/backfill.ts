// Backfills: due times of the past as a plan first, then as rows from which a server makes the runs, a few at a time.

import { canonicalJson } from "#core/canonical.ts";
import type { Pipeline } from "#core/pipeline.ts";
import {
  type BackfillRange,
  type BackfillSlot,
  backfillSlots,
  estimateMs,
} from "#core/schedule/backfill.ts";
import {
  backfillOfKey,
  insertBackfill,
  insertBackfillSlots,
  pastDurations,
  succeededSlots,
} from "#store/backfills.sql.ts";
import type { Db } from "#store/connect.ts";
import { writeAudit } from "#store/write-audit.ts";
import { checkStage } from "./stage-gate.ts";

export interface BackfillRequest {
  pipelineId: number;
  pipeline: Pipeline;
  /** The pipeline's own limit of runs at a time. */
  maxRuns: number | null;
  range: BackfillRange;
  /** Leave out due times that have a run that succeeded. */
  missing: boolean;
  /** As given; checked by the caller. */
  params: Record<string, unknown>;
  runs: number;
  newestFirst: boolean;
  /** Of the range and the parameters when not given. */
  key: string | null;
}

export interface BackfillPlan {
  /** In the order in which they run. */
  slots: BackfillSlot[];
  key: string;
  /** Due times that have a run that succeeded, left out or not. */
  succeeded: number;
  /** Runs at a time: the smaller of its own number and the pipeline's limit. */
  atATime: number;
  estimateMs: number | null;
  /** A backfill with the key is there already. */
  existing: number | null;
}

/** More is no list that anybody watches over. */
export const mostSlots = 100_000;

/** `tooMany`: more than `mostSlots`. @throws RefusedByStage */
export async function planBackfill(
  db: Db,
  request: BackfillRequest,
  now: Date,
): Promise<BackfillPlan | "tooMany"> {
  const { pipelineId, pipeline, range, missing, runs, maxRuns } = request;
  await checkStage(db, pipelineId);
  const all = backfillSlots(pipeline, range, now.getTime(), mostSlots);
  if (all.length > mostSlots) return "tooMany";
  const done = await succeededSlots(db, {
    pipeline: pipelineId,
    slots: all.map(({ slot }) => slot),
    dates: all.map(({ date }) => date),
  });
  const succeeded = new Set(done.map(({ slot }) => slot));
  const slots = missing ? all.filter(({ slot }) => !succeeded.has(slot)) : all;
  if (request.newestFirst) slots.reverse();
  const past = await pastDurations(db, { pipeline: pipelineId });
  const duration = past?.seconds == null ? null : past.seconds * 1000;
  const atATime = Math.min(runs, maxRuns ?? runs);
  const key = request.key ?? keyOf(request);
  const existing = await backfillOfKey(db, { pipeline: pipelineId, key });
  return {
    slots,
    key,
    succeeded: succeeded.size,
    atATime,
    estimateMs: estimateMs(slots.length, atATime, duration),
    existing: existing?.id ?? null,
  };
}

export type Backfill =
  | { kind: "made" | "known"; id: number }
  /** The key stands for something else. */
  | { kind: "otherKey"; id: number }
  | { kind: "nothing" };

/** Call it in a transaction. The same request again answers the backfill that exists. */
export async function createBackfill(
  db: Db,
  request: BackfillRequest,
  plan: BackfillPlan,
  by: { actor: string; reason: string | null },
): Promise<Backfill> {
  const { pipelineId, params, runs, newestFirst } = request;
  const asked = askedOf(request);
  const known = await backfillOfKey(db, { pipeline: pipelineId, key: plan.key });
  if (!known && plan.slots.length === 0) return { kind: "nothing" };
  const made = known
    ? undefined
    : await insertBackfill(db, {
        pipeline: pipelineId,
        key: plan.key,
        asked,
        runs,
        newestFirst,
        params,
        total: plan.slots.length,
        ...by,
      });
  if (!made) {
    const row = known ?? (await backfillOfKey(db, { pipeline: pipelineId, key: plan.key }));
    if (!row) throw new Error("the backfill is gone that was there");
    const isSame = canonicalJson(row.asked) === canonicalJson(asked);
    return { kind: isSame ? "known" : "otherKey", id: row.id };
  }
  await insertBackfillSlots(db, {
    backfill: made.id,
    slots: plan.slots.map(({ slot }) => slot),
    dates: plan.slots.map(({ date }) => date),
    dues: plan.slots.map(({ at }) => new Date(at)),
  });
  const detail = { ...asked, runs, newestFirst, total: plan.slots.length, reason: by.reason };
  await writeAudit(db, {
    actor: by.actor,
    act: "backfill",
    subject: `backfill ${made.id}`,
    detail: { pipeline: request.pipeline.name, ...detail },
  });
  return { kind: "made", id: made.id };
}

/** What a key stands for. */
function askedOf({ range, missing, params }: BackfillRequest) {
  const [from, to] = endsOf(range);
  return { from, to, missing, params };
}

function keyOf(request: BackfillRequest): string {
  const [from, to] = endsOf(request.range);
  const params = Object.keys(request.params).length > 0 ? ` ${canonicalJson(request.params)}` : "";
  return `${from}..${to}${request.missing ? " missing" : ""}${params}`;
}

const endsOf = (range: BackfillRange): [string, string] =>
  "from" in range ? [range.from, range.to] : [instantText(range.fromMs), instantText(range.toMs)];

const instantText = (ms: number): string => Temporal.Instant.fromEpochMilliseconds(ms).toString();
