// What came of a source as what may become runs: bounded, as expressions see it, and judged.

import { hash } from "node:crypto";
import { businessDate } from "#core/business-date.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { isKey, judgeMessage, type MessageData } from "#core/triggers/judge-message.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import type { TakenMessage } from "#engine/take-messages.ts";
import { valuesBeforeRun } from "#engine/values.ts";
import type { Message, Unreadable } from "./source.ts";

/** A larger message is set aside without its content. */
export const mostMessageBytes = 1024 * 1024;

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
  const size = JSON.stringify(content).length;
  if (size > mostMessageBytes) {
    const reason = `it has ${size} characters, and ${mostMessageBytes} are read`;
    return { judged: { outcome: "aside", key, reason }, content: null };
  }
  const message: MessageData = { key, ...content };
  const before = {
    today: businessDate(now.getTime(), pipeline),
    valuesOn: (date: string) => valuesBeforeRun(pipeline, { project, now, date }),
  };
  return { judged: judgeMessage(trigger, pipeline.params, message, before), content };
}

/** A key that can't be kept as it is stands for itself by its digest. */
const keyOf = (key: string): string =>
  isKey(key) && key.isWellFormed() ? key : `sha256:${hash("sha256", key)}`;

const inLowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
