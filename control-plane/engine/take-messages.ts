// Messages become runs, each exactly once: their keys, their runs and the place in the source are one transaction.

import type pg from "pg";
import type { JudgedMessage, MessageData } from "#core/triggers/judge-message.ts";
import type { Db } from "#store/connect.ts";
import {
  advanceTriggerSource,
  insertMessages,
  lockPipelineOfSource,
  messagesOf,
  runsOfMessages,
  setMessageRuns,
} from "#store/messages.sql.ts";
import { storable, storableJson } from "#store/storable.ts";
import { transaction } from "#store/transaction.ts";
import { createRuns } from "#store/triggers.sql.ts";

export interface TakenMessage {
  judged: JudgedMessage;
  /** As it came, for those that are set aside; null: it could not be read. */
  content: Omit<MessageData, "key"> | null;
}

export interface TakeInput {
  /** Id of the source. */
  source: string;
  /** Who follows it; null for one to which others send; `any` for a message that is there already. */
  worker: number | null | "any";
  messages: readonly TakenMessage[];
  /** Null: the source keeps its place by itself. */
  position: unknown;
  /** On whose account the runs are; null: nobody's, as with a due time. */
  actor: string | null;
  /** What else belongs to the transaction, with the ids of the runs that were made. */
  also?(db: Db, runs: readonly string[]): Promise<void>;
}

/** What became of a message, and its run; `isNew` is false where its key had been there. */
export interface TakenAs {
  outcome: "run" | "skipped" | "aside" | "discarded";
  run: string | null;
  isNew: boolean;
}

/** The source is followed by another worker by now, or is deployed no more: nothing of the batch happened. */
export class LostSource extends Error {
  override name = "LostSource";
}

/** What is larger is not kept: it can be looked at where it came from, and not be tried again. */
const mostContentCharacters = 262_144;

/** By key. @throws LostSource */
export function takeMessages(
  pool: pg.Pool,
  input: TakeInput,
): Promise<ReadonlyMap<string, TakenAs>> {
  return transaction(pool, (db) => takeIn(db, input));
}

/** In a transaction of the caller's. */
export async function takeIn(db: Db, input: TakeInput): Promise<ReadonlyMap<string, TakenAs>> {
  const { source, worker, position, actor } = input;
  const pipeline = await lockPipelineOfSource(db, { id: source });
  if (!pipeline) throw new LostSource("its pipeline is deployed no more");
  const first = new Map<string, TakenMessage>();
  for (const message of input.messages) first.getOrInsert(message.judged.key, message);
  const kept = [...first.values()].filter(({ judged }) => judged.outcome !== "skipped");
  const inserted =
    kept.length === 0 ? [] : await insertMessages(db, { source, ...columnsOf(kept) });
  const fresh = new Set(inserted.map(({ key }) => key));
  const runs = await makeRuns(
    db,
    { source, pipeline: pipeline.id, actor },
    kept.map(({ judged }) => judged).filter(({ key }) => fresh.has(key)),
  );
  if (input.also) await input.also(db, [...runs.made]);
  const before = kept.flatMap(({ judged: { key } }) => (fresh.has(key) ? [] : key));
  const known = before.length === 0 ? [] : await messagesOf(db, { source, keys: before });
  const taken = new Map<string, TakenAs>();
  for (const { judged } of first.values())
    taken.set(judged.key, {
      outcome: judged.outcome,
      run: runs.of.get(judged.key) ?? null,
      isNew: judged.outcome !== "run" || runs.made.has(runs.of.get(judged.key) ?? ""),
    });
  for (const { key, outcome, run_id } of known)
    taken.set(key, { outcome: outcome as TakenAs["outcome"], run: run_id, isNew: false });
  const count = (outcome: TakenAs["outcome"]) =>
    taken
      .values()
      .filter((one) => one.isNew && one.outcome === outcome)
      .toArray().length;
  const [made, skipped, aside] = [count("run"), count("skipped"), count("aside")];
  const advanced = await advanceTriggerSource(db, {
    ...{ id: source, runs: made, skipped, aside },
    worker: worker === "any" ? null : worker,
    fenced: worker !== "any",
    repeated: input.messages.length - made - skipped - aside,
    position: position === null ? null : JSON.parse(storableJson(position)),
  });
  if (!advanced) throw new LostSource("another worker follows it");
  return taken;
}

const columnsOf = (messages: readonly TakenMessage[]) => ({
  keys: messages.map(({ judged }) => judged.key),
  outcomes: messages.map(({ judged }) => judged.outcome),
  reasons: messages.map(({ judged }) =>
    "reason" in judged ? storable(judged.reason) : null,
  ) as string[],
  contents: messages.map(contentOf) as string[],
});

function contentOf({ judged, content }: TakenMessage): string | null {
  if (judged.outcome !== "aside" || content === null) return null;
  const text = storableJson(content);
  return text.length > mostContentCharacters ? null : text;
}

/** Keys that people give by hand have another form (request-run.ts). */
const slotOf = (source: string, key: string): string => `m:message:${source}:${key}`;

/** The runs by the keys of their messages, and which were made now: one may be there for longer than its key was kept. */
async function makeRuns(
  db: Db,
  { source, pipeline, actor }: { source: string; pipeline: number; actor: string | null },
  judged: readonly JudgedMessage[],
): Promise<{ of: ReadonlyMap<string, string>; made: ReadonlySet<string> }> {
  const due = judged.filter((one) => one.outcome === "run");
  if (due.length === 0) return { of: new Map(), made: new Set() };
  const { rows } = await db.query<{ now: Date }>("select now()");
  const now = rows[0]?.now as Date;
  const slots = due.map(({ key }) => slotOf(source, key));
  const made = await createRuns(db, {
    pipelines: due.map(() => pipeline),
    slots,
    dates: due.map(({ date }) => date),
    dues: due.map(() => now),
    reasons: due.map(() => null) as unknown as string[],
    kind: "message",
    params: JSON.parse(storableJson(due.map(({ params }) => params))),
    actor,
  });
  const bySlot = new Map(made.map(({ slot, run_id }) => [slot, run_id]));
  const missing = slots.filter((slot) => !bySlot.has(slot));
  if (missing.length > 0)
    for (const { slot, id } of await runsOfMessages(db, { pipeline, slots: missing }))
      bySlot.set(slot, id);
  const of = new Map(due.map(({ key }) => [key, bySlot.get(slotOf(source, key)) as string]));
  await setMessageRuns(db, { source, keys: [...of.keys()], runs: [...of.values()] });
  return { of, made: new Set(made.map(({ run_id }) => run_id)) };
}
