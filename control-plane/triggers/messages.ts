// What came of a source as what may become runs: bounded, as expressions see it, and judged.

import { hash } from "node:crypto";
import { businessDate } from "#core/business-date.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { isKey, judgeMessage, type MessageData } from "#core/triggers/judge-message.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import type { TakenMessage } from "#engine/take-messages.ts";
import { valuesBeforeRun } from "#engine/values.ts";
import { nestsDeeper } from "./body.ts";
import type { Message, Unreadable } from "./source.ts";

/** A larger message is set aside without its content. */
const mostMessageCharacters = 1024 * 1024;
const mostDepth = 100;

/** With so many set aside something is wrong with all of them, and nothing more is taken. */
export const mostAside = 1_000;
export const asideText = `${mostAside} of its messages are set aside: look at them, and retry or discard them`;

export interface Judging {
  trigger: MessageTrigger;
  pipeline: Pipeline;
  project: string;
  now: Date;
}

export function judgeReceived(
  received: Message | Unreadable,
  { trigger, pipeline, project, now }: Judging,
): TakenMessage {
  const key = keyOf(received.key);
  if ("reason" in received)
    return { judged: { outcome: "aside", key, reason: received.reason }, content: null };
  const { headers, body, sentAt } = received;
  const content = { headers: inLowerCase(headers), body, sentAt: sentAt?.toISOString() ?? null };
  const excess = excessOf(content);
  if (excess !== null) return { judged: { outcome: "aside", key, reason: excess }, content: null };
  const message: MessageData = { key, ...content };
  const before = {
    today: businessDate(now.getTime(), pipeline),
    valuesOn: (date: string) => valuesBeforeRun(pipeline, { project, now, date }),
  };
  return { judged: judgeMessage(trigger, pipeline.params, message, before), content };
}

/** Why it is more than is read; null where it isn't. */
function excessOf(content: object): string | null {
  if (nestsDeeper(content, mostDepth)) return `it nests deeper than ${mostDepth}`;
  const size = JSON.stringify(content).length;
  return size > mostMessageCharacters
    ? `it has ${size} characters, and ${mostMessageCharacters} are read`
    : null;
}

/** A key that can't be kept as it is stands for itself by its digest. */
const keyOf = (key: string): string =>
  isKey(key) && key.isWellFormed() ? key : `sha256:${hash("sha256", key)}`;

const inLowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
