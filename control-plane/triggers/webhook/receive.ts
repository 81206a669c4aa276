// A request to the address of a webhook: proved, judged, and a run of it by the time of the answer.

import type pg from "pg";
import type { WebhookSource } from "#core/triggers/message-trigger.ts";
import { LostSource, type TakenAs, takeMessages } from "#engine/take-messages.ts";
import { messageOf as errorText } from "#store/errors.ts";
import { findWebhook, triggerSourceFault, triggerSourceState } from "#store/messages.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import {
  type Definition,
  type Judges,
  judgeUses,
  RefusedSource,
  readDefinition,
  readSecrets,
} from "../definition.ts";
import { judgeReceived, mostAside } from "../messages.ts";
import { messageOf } from "./message.ts";
import { type HookRequest, isProved, mayBeProved } from "./proof.ts";
import { Rates } from "./rates.ts";

export interface HookName {
  project: string;
  pipeline: string;
  name: string;
}

export type HookAnswer =
  | TakenAs
  /** Not proved, or there is no such webhook: the two are one to whoever asks. */
  | "unproved"
  /** So many runs wait that no more are made. */
  | "waiting"
  /** More come than are taken in a second. */
  | "flood";

/** Of one webhook, by each server. */
const perSecond = 100;

export interface Hooks {
  receive(name: HookName, request: HookRequest): Promise<HookAnswer>;
}

/** @param judges With the server's secrets. */
export function createHooks(pool: pg.Pool, judges: Judges, now = () => Date.now()): Hooks {
  const rates = new Rates(perSecond);
  return {
    async receive(named, request) {
      const found = await findWebhook(pool, { ...named });
      const definition = found ? await readDefinition(pool, found.id) : null;
      if (definition === null) return "unproved";
      const { proof } = definition.trigger.source as WebhookSource;
      // Rights and secrets are asked for only where there is something to compare.
      if (!mayBeProved(proof, request, now())) return "unproved";
      const secret = await secretOf(pool, definition, judges, proof.secret);
      if (secret === null || !isProved(proof, secret, request, now())) return "unproved";
      if (!rates.take(definition.id, now())) return "flood";
      const { maxWaiting } = definition.trigger;
      const state = await triggerSourceState(pool, {
        ...{ id: definition.id, worker: null, most: maxWaiting, mostAside },
      });
      if (state && (state.open >= maxWaiting || state.aside >= mostAside)) return "waiting";
      return take(pool, definition, request).catch((error: unknown) => {
        if (error instanceof LostSource) return "unproved";
        throw error;
      });
    },
  };
}

/** Null where it can't be had, which is shown with the trigger: whoever sends is told nothing. */
async function secretOf(
  pool: pg.Pool,
  definition: Definition,
  judges: Judges,
  name: string,
): Promise<string | null> {
  const { id } = definition;
  try {
    await judgeUses(definition, judges);
    const values = await readSecrets(definition, judges, AbortSignal.timeout(secretMs));
    await triggerSourceFault(pool, { id, error: null });
    return values[name] ?? null;
  } catch (error) {
    if (!(error instanceof RefusedSource)) throw error;
    await triggerSourceFault(pool, { id, error: `${errorText(error)} (asked by a server)` });
    return null;
  }
}

const secretMs = 10_000;

async function take(
  pool: pg.Pool,
  { id, trigger, pipeline, project }: Definition,
  request: HookRequest,
): Promise<TakenAs> {
  const now = (await databaseClock(pool))?.now as Date;
  const source = trigger.source as WebhookSource;
  const message = messageOf(source.proof, request);
  const taken = judgeReceived(message, { trigger, pipeline, project, now });
  const actor = `webhook ${project}/${pipeline.name}/${source.name}`;
  const { key } = taken.judged;
  const became = await takeMessages(pool, {
    ...{ source: id, worker: null, messages: [taken], position: null, actor },
    async also(db, runs) {
      for (const run of runs)
        await writeAudit(db, {
          actor,
          act: "webhook",
          subject: run,
          kind: "system",
          detail: { key },
        });
    },
  });
  return became.get(key) as TakenAs;
}
