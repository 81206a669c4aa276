// Keeps the audit's head elsewhere, once a day: as a line of a file, and posted to a receiver. A chain that is cut off or made
// anew afterwards is then noticed: here when the next is kept, and by `trunkline audit verify --head FILE`.

import { appendFile, readFile } from "node:fs/promises";
import type pg from "pg";
import { type KeptHead, keptFault, keptLine, readKept } from "#core/audit/kept-heads.ts";
import { headText } from "#core/audit/record.ts";
import { type Loop, startLoop } from "#engine/loop.ts";
import { onceAMinute } from "#engine/once-a-minute.ts";
import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { type GuardedFetch, guardedFetch } from "#executors/guarded-fetch.ts";
import { auditHead, readSeals } from "#store/audit.sql.ts";
import { messageOf } from "#store/errors.ts";
import { webhookHeaders } from "./sign-webhook.ts";

interface Receiver {
  url: string;
  secret: string;
}

export interface HeadSettings {
  /** Appended to; null: none. */
  file: string | null;
  /** Posted to, signed with the secret; null: nobody. */
  webhook: Receiver | null;
  addresses?: AddressSettings;
}

export interface KeepHeadsOptions extends HeadSettings {
  pool: pg.Pool;
  /** Why nothing may be kept, or null. */
  paused?: () => string | null;
  onMessage: (message: string) => void;
  now?: () => Date;
  /** Between two looks whether it is time, or whether it works by now. */
  everyMs?: number;
}

const timeoutMs = 10_000;

/** The first look is at once. */
export function startKeepingHeads(options: KeepHeadsOptions): Pick<Loop, "stop"> {
  const { pool, file, webhook, paused = () => null, onMessage } = options;
  const { now = () => new Date(), everyMs = 60_000 } = options;
  const report = onceAMinute((message) => onMessage(`the audit's head is not kept: ${message}`));
  const web = guardedFetch(judgeAddresses(options.addresses));
  let posted = "";
  const write = async (path: string, at: string) => {
    const last = (await readLines(path)).at(-1);
    if (last?.at?.slice(0, 10) === dayOf(at)) return;
    const head = await newest(pool, at);
    if (head === null) return;
    const fault = last && (await faultOf(pool, last, head.number));
    if (fault) onMessage(`${fault}. See docs/audit.md`);
    // Kept all the same: the line before still shows what was.
    await appendFile(path, `${keptLine(head)}\n`, { mode: 0o600 });
  };
  const send = async (to: Receiver, at: string) => {
    const head = posted === dayOf(at) ? null : await newest(pool, at);
    if (head === null) return;
    await post(web, to, head);
    posted = dayOf(at);
  };
  const loop = startLoop(async () => {
    // A restored copy has a chain of its own.
    if (paused() !== null) return everyMs;
    const at = now().toISOString();
    const kept = await Promise.allSettled([
      ...(file === null ? [] : [write(file, at)]),
      ...(webhook === null ? [] : [send(webhook, at)]),
    ]);
    for (const one of kept) if (one.status === "rejected") report(messageOf(one.reason));
    return everyMs;
  }, report);
  return {
    async stop() {
      await loop.stop();
      await web.close();
    },
  };
}

const dayOf = (at: string): string => at.slice(0, 10);

async function newest(pool: pg.Pool, at: string): Promise<(KeptHead & { at: string }) | null> {
  const { number, head } = (await auditHead(pool)) ?? {};
  return number && head ? { at, number: Number(number), head } : null;
}

async function faultOf(pool: pg.Pool, kept: KeptHead, newest: number): Promise<string | null> {
  const [seal] = await readSeals(pool, {
    ...{ after: String(kept.number - 1), upTo: String(kept.number), limit: 1 },
  });
  return keptFault(kept, seal?.head ?? null, newest);
}

/** @throws for a file that is something else: nothing is appended to it. */
async function readLines(file: string): Promise<KeptHead[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const { heads, wrongLine } = readKept(text);
  if (wrongLine !== null) throw new Error(`line ${wrongLine} of ${file} is no head of the audit`);
  return heads;
}

/** Of one day the id is the same, whichever server posts it and however often. @throws unless it was taken. */
async function post(
  web: GuardedFetch,
  { url, secret }: Receiver,
  { at, ...head }: KeptHead & { at: string },
): Promise<void> {
  const body = JSON.stringify({ type: "audit.head", at, head: headText(head) });
  const seconds = Math.floor(Date.parse(at) / 1000);
  const response = await web.fetch(new URL(url), {
    method: "POST",
    body,
    headers: webhookHeaders(secret, `audit-head-${dayOf(at)}`, seconds, body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
}
