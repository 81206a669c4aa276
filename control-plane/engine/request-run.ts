// A run that somebody asks for: by hand, by the API, for a business date of choice.

import type pg from "pg";
import { businessDate, type DayRule } from "#core/business-date.ts";
import { runOfSlot } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { createRuns } from "#store/triggers.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import { checkStage } from "./stage-gate.ts";

export interface RunRequest {
  pipelineId: number;
  /** The pipeline's: without `date` the run is for its present day. */
  day: DayRule;
  /** Business date, YYYY-MM-DD. */
  date?: string | undefined;
  /** As given; checked by the caller with `resolveParams`. */
  params: Record<string, unknown>;
  actor: string;
  /** Two requests with the same key give one run. */
  dedupKey?: string | undefined;
  /** W3C traceparent of whoever asks. */
  parentTrace?: string | undefined;
}

/** A run without a key has its id in the slot, one of a message has a form of its own; keys that look alike need another one. */
const slotOfKey = (key: string): string =>
  `m:${/^\d+$|^key:|^message:/.test(key) ? "key:" : ""}${key}`;

/**
 * `created` is false when the key had its run already; `differs` then says in what that run is not the one asked for:
 * `date`, `params.NAME`. A date that isn't given is no difference: a caller may repeat itself past midnight.
 * @throws RefusedByStage, and an error when the pipeline is not deployed any more.
 */
export async function requestRun(
  pool: pg.Pool,
  request: RunRequest,
): Promise<{ id: string; created: boolean; differs: string[] }> {
  const slot = request.dedupKey === undefined ? null : slotOfKey(request.dedupKey);
  return transaction(pool, async (db) => {
    const { rows } = await db.query<{ now: Date }>("select now()");
    const now = rows[0]?.now as Date;
    const [made] = await createRuns(db, {
      pipelines: [request.pipelineId],
      slots: [slot] as string[],
      dates: [request.date ?? businessDate(now.getTime(), request.day)],
      dues: [now],
      reasons: [null] as unknown as string[],
      kind: "manual",
      params: request.params,
      actor: request.actor,
      parentTrace: request.parentTrace ?? null,
    });
    if (!made) {
      const known =
        slot === null ? undefined : await runOfSlot(db, { pipeline: request.pipelineId, slot });
      if (!known) {
        await checkStage(db, request.pipelineId);
        throw new Error("the pipeline is not deployed any more");
      }
      return { id: known.id, created: false, differs: differences(request, known) };
    }
    await writeAudit(db, {
      actor: request.actor,
      act: "run",
      subject: made.run_id,
      detail: { params: request.params },
    });
    return { id: made.run_id, created: true, differs: [] };
  });
}

function differences(
  { date, params }: RunRequest,
  known: { date: string; params: unknown },
): string[] {
  const before = known.params as Record<string, unknown>;
  const names = new Set([...Object.keys(params), ...Object.keys(before)]);
  // The command line gives every value as text.
  const isSame = (name: string): boolean =>
    Object.hasOwn(params, name) === Object.hasOwn(before, name) &&
    String(params[name]) === String(before[name]);
  return [
    ...(date === undefined || date === known.date ? [] : ["date"]),
    ...[...names].filter((name) => !isSame(name)).map((name) => `params.${name}`),
  ];
}
