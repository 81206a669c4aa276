// What becomes of a message: a run with its key, parameters and date, nothing, or a place aside with the reason.

import { connectorValue } from "../connector/expression.ts";
import { renderText, renderValue } from "../connector/render.ts";
import { ExpressionError, type RunValues } from "../expression.ts";
import { resolveParams } from "../parameters.ts";
import type { Pipeline } from "../pipeline.ts";
import { typedValue } from "../typed-text.ts";
import type { MessageTrigger } from "./message-trigger.ts";

/** What expressions see of it. Names of headers are in lower case. */
export interface MessageData {
  key: string;
  headers: Readonly<Record<string, string>>;
  body: unknown;
  /** ISO; null: nobody says. */
  sentAt: string | null;
}

export type JudgedMessage =
  | { outcome: "run"; key: string; params: Record<string, unknown>; date: string }
  | { outcome: "skipped"; key: string }
  /** The reason is for people. */
  | { outcome: "aside"; key: string; reason: string };

const mostKeyCharacters = 500;
/** A reason may quote a value of any length. */
const mostReasonCharacters = 500;

/** What is known before there is a run. */
export interface BeforeRun {
  /** The present business date. */
  today: string;
  /** What defaults of parameters may name of a run for a date. */
  valuesOn(date: string): RunValues;
}

export function judgeMessage(
  trigger: Pick<MessageTrigger, "condition" | "key" | "params" | "date">,
  params: Pipeline["params"],
  message: MessageData,
  { today, valuesOn }: BeforeRun,
): JudgedMessage {
  const data = { message };
  let { key } = message;
  const aside = (reason: string): JudgedMessage => ({
    ...{ outcome: "aside", key },
    reason: reason.slice(0, mostReasonCharacters),
  });
  try {
    if (trigger.key !== null) {
      const own = renderText(trigger.key, data);
      if (!isKey(own)) return aside(`its key has ${own.length} characters, or none that count`);
      key = own;
    }
    if (trigger.condition !== null) {
      const holds = connectorValue(trigger.condition, data);
      if (typeof holds !== "boolean") return aside(`\`${trigger.condition}\` is not true or false`);
      if (!holds) return { outcome: "skipped", key };
    }
    const date = trigger.date === null ? today : renderText(trigger.date, data);
    if (!("value" in typedValue(date, "date"))) return aside(`"${date}" is not a date`);
    const given = renderValue(trigger.params, data) as Record<string, unknown>;
    const resolved = resolveParams(params, given, valuesOn(date));
    if ("issues" in resolved) return aside(resolved.issues.map((one) => one.message).join("; "));
    return { outcome: "run", key, params: given, date };
  } catch (error) {
    if (error instanceof ExpressionError) return aside(error.message);
    throw error;
  }
}

/** Postgres holds no NUL; other control characters are nothing that people could name. */
export const isKey = (key: string): boolean =>
  key.length > 0 && key.length <= mostKeyCharacters && !/\p{Cc}/u.test(key);
