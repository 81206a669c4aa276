// Follows one source: what comes of it becomes runs, and its faults are shown until they are over.

import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { LostSource, takeMessages } from "#engine/take-messages.ts";
import type { AddressSettings } from "#executors/addresses.ts";
import type { AllowedFolder } from "#executors/places/local-folder.ts";
import { messageOf } from "#store/errors.ts";
import { triggerSourceFault, triggerSourceState } from "#store/messages.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import {
  type Definition,
  type Judges,
  judgeUses,
  RefusedSource,
  readDefinition,
  readSecrets,
  recordUses,
} from "./definition.ts";
import { asideText, judgeReceived, mostAside } from "./messages.ts";
import type { Batch, Position, Source } from "./source.ts";
import { openSource } from "./sources.ts";

export interface FollowSource {
  pool: pg.Pool;
  judges: Judges;
  /** The session's. */
  worker: number;
  /** Id of the source. */
  id: string;
  addresses: AddressSettings;
  localFiles: readonly AllowedFolder[];
  signal: AbortSignal;
  onMessage: (message: string) => void;
}

/** Messages that one transaction takes. */
const batchMessages = 100;
/** Between two looks while too many runs wait. */
const waitMs = 500;
/** Rights are looked at again. */
const judgeAgainMs = 5_000;
const [firstRetryMs, longestRetryMs] = [1_000, 60_000];

/** Resolves once it is no longer this worker's, or the signal is aborted. Never rejects. */
export async function followSource(input: FollowSource): Promise<void> {
  const { pool, id, signal, onMessage } = input;
  let failed = 0;
  let isRecorded = false;
  const onUse = async (definition: Definition) => {
    if (!isRecorded) await recordUses(pool, definition);
    isRecorded = true;
  };
  const onWell = async () => {
    failed = 0;
    await triggerSourceFault(pool, { id, error: null });
  };
  while (!signal.aborted) {
    try {
      await followOnce(input, onUse, onWell);
      return;
    } catch (fault) {
      if (signal.aborted || fault instanceof LostSource) return;
      const retryMs = Math.min(firstRetryMs * 2 ** failed++, longestRetryMs);
      const error = messageOf(fault).slice(0, 1_000);
      onMessage(`trigger source ${id}: ${error}`);
      await triggerSourceFault(pool, { id, error }).catch(() => {});
      await pause(retryMs * (0.75 + Math.random() / 2), signal);
    }
  }
}

/** Resolves as `followSource` does. @throws what keeps it from being followed */
async function followOnce(
  input: FollowSource,
  onUse: (definition: Definition) => Promise<void>,
  onWell: () => Promise<void>,
): Promise<void> {
  const { pool, judges, id, addresses, localFiles, signal } = input;
  const { position } = await stateOf(input, 1);
  const definition = await readDefinition(pool, id);
  if (definition === null) return;
  const { refusal } = await judgeUses(definition, judges);
  const secrets = await readSecrets(definition, judges, signal);
  await onUse(definition);
  const { project, pipeline, trigger } = definition;
  const source = await openSource({
    ...{ source: trigger.source, id, secrets, addresses, localFiles, refusal, signal },
    name: `${project}/${pipeline.name}`,
    position: position as Position | null,
  });
  try {
    await receiveAll(input, source, definition, onWell);
  } finally {
    await source.close().catch(() => {});
  }
}

async function receiveAll(
  input: FollowSource,
  source: Source,
  definition: Definition,
  onWell: () => Promise<void>,
): Promise<void> {
  const { judges, signal } = input;
  const { maxWaiting } = definition.trigger;
  let judgedAt = performance.now();
  let isWell = false;
  while (!signal.aborted) {
    if (performance.now() - judgedAt > judgeAgainMs) {
      await judgeUses(definition, judges);
      judgedAt = performance.now();
    }
    const state = await stateOf(input, maxWaiting);
    if (state.aside >= mostAside) throw new RefusedSource(asideText);
    const room = maxWaiting - state.open;
    if (room <= 0) {
      await pause(waitMs, signal);
      continue;
    }
    const batch = await untilAborted(source, signal, () =>
      source.receive(Math.min(room, batchMessages)),
    );
    if (!isWell) await onWell();
    isWell = true;
    if (batch === null) continue;
    // What was received is taken, also when it is to end: it would come again otherwise.
    await take(input, definition, batch);
    await source.settle(batch);
  }
}

/** Closes the source while it waits for messages. */
async function untilAborted<T>(
  source: Source,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const close = () => void source.close().catch(() => {});
  signal.addEventListener("abort", close, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", close);
  }
}

async function take({ pool, id, worker }: FollowSource, definition: Definition, batch: Batch) {
  const { trigger, pipeline, project } = definition;
  const now = (await databaseClock(pool))?.now as Date;
  await takeMessages(pool, {
    ...{ source: id, worker, position: batch.position, actor: null },
    messages: batch.messages.map((one) => judgeReceived(one, { trigger, pipeline, project, now })),
  });
}

/** @throws LostSource */
async function stateOf({ pool, id, worker }: FollowSource, most: number) {
  const state = await triggerSourceState(pool, { id, worker, most, mostAside });
  if (!state) throw new LostSource("another worker follows it");
  return state;
}

/** Until then or until the signal; never rejects. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => {});
