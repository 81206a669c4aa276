// Messages that were set aside, in the hands of people: tried again by the trigger as it is deployed now, or given up.

import type pg from "pg";
import { type TakenAs, takeIn } from "#engine/take-messages.ts";
import { discardMessage, type GetMessageRow, takeAside } from "#store/messages.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { readDefinition } from "./definition.ts";
import { judgeReceived } from "./messages.ts";

interface By {
  actor: string;
  reason: string | null;
}

/** Why it stays where it is, for people. */
export interface Refused {
  refused: string;
}

type Content = { headers: Record<string, string>; body: unknown; sentAt: string | null };

export async function retryMessage(
  pool: pg.Pool,
  row: GetMessageRow,
  { actor, reason }: By,
): Promise<TakenAs | Refused> {
  const content = row.content as Content | null;
  if (content === null)
    return { refused: "its content was not kept: send it again where it came from" };
  const definition = await readDefinition(pool, row.source_id);
  if (definition === null) return { refused: "its trigger is deployed no more" };
  const now = (await databaseClock(pool))?.now as Date;
  const sentAt = content.sentAt === null ? null : new Date(content.sentAt);
  const taken = judgeReceived({ key: row.key, ...content, sentAt }, { ...definition, now });
  const { judged } = taken;
  if (judged.outcome === "aside") return { refused: judged.reason };
  return transaction(pool, async (db): Promise<TakenAs | Refused> => {
    if (!(await takeAside(db, { id: row.id }))) return { refused: "it is not aside any more" };
    const source = { source: row.source_id, worker: "any", position: null } as const;
    const became = (await takeIn(db, { ...source, actor, messages: [taken] })).get(judged.key);
    const detail = { message: row.id, key: row.key, run: became?.run ?? null, reason };
    const subject = `${row.project}/${row.pipeline}`;
    await writeAudit(db, { actor, act: "message-retry", subject, detail });
    return became as TakenAs;
  });
}

export const giveUpMessage = (
  pool: pg.Pool,
  row: GetMessageRow,
  { actor, reason }: By,
): Promise<Refused | null> =>
  transaction(pool, async (db) => {
    if (!(await discardMessage(db, { id: row.id }))) return { refused: "it is not aside any more" };
    const detail = { message: row.id, key: row.key, reason };
    const subject = `${row.project}/${row.pipeline}`;
    await writeAudit(db, { actor, act: "message-discard", subject, detail });
    return null;
  });
