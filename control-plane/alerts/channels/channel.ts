// The one interface of what alerts are told by, and how requests of channels fail.

import type { AlertWord } from "#core/alerts/message.ts";
import type { ChannelTarget } from "#core/alerts/settings.ts";
import type { GuardedFetch } from "#executors/guarded-fetch.ts";
import { messageOf } from "#store/errors.ts";

export interface Channel<T extends ChannelTarget = ChannelTarget> {
  /**
   * Tells one word; resolves once the receiver has it, with what it calls it, for later words on the same alert.
   * @throws ChannelFault, and nothing else.
   */
  send(target: T, word: AlertWord, context: ChannelContext): Promise<object | null>;
  /** What would be sent, without secrets' values; for `alerts test --dry-run`. */
  preview(target: T, word: AlertWord): unknown;
}

export interface ChannelContext {
  web: GuardedFetch;
  /** The value of a secret as it is now. @throws ChannelFault */
  secret(name: string): Promise<string>;
  /** Of the message: the same at every try. */
  messageId: string;
  /** What an earlier word on the same alert was called, or null. */
  reply: Record<string, unknown> | null;
  /** Whether it was tried before, and may have been taken. */
  isRepeated: boolean;
  signal: AbortSignal;
}

/** Why a word was not taken, as a clause; without secrets. */
export class ChannelFault extends Error {
  override name = "ChannelFault";
  /** The same would be refused again. */
  readonly isFinal: boolean;
  /** How long the channel wants to be left alone. */
  readonly restMs: number | null;

  constructor(
    message: string,
    { isFinal = false, restMs = null }: { isFinal?: boolean; restMs?: number | null } = {},
    cause?: unknown,
  ) {
    super(message, { cause });
    this.isFinal = isFinal;
    this.restMs = restMs;
  }
}

export interface Asking {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Answered {
  status: number;
  text: string;
  /** Undefined where the text is no JSON. */
  json: unknown;
}

/** Of an answer no more is read. */
const mostAnswered = 64 * 1024;

/**
 * One request of JSON. A redirect, which would hand an alert to whom nobody named, is a fault like any other answer.
 * @throws ChannelFault for what is not 200 to 299; one of 400, 413 or 422 is final.
 */
export async function ask(
  { web, signal }: Pick<ChannelContext, "web" | "signal">,
  { method = "POST", url, headers = {}, body }: Asking,
): Promise<Answered> {
  let response: Response;
  let text: string;
  try {
    response = await web.fetch(new URL(url), {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        accept: "application/json",
        ...headers,
      },
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
      signal,
    });
    text = await beginning(response);
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    throw new ChannelFault(messageOf(cause), {}, error);
  }
  if (response.ok) return { status: response.status, text, json: parsed(text) };
  const said = text.replace(/\s+/g, " ").trim().slice(0, 200);
  throw new ChannelFault(`answered ${response.status}${said === "" ? "" : `: ${said}`}`, {
    isFinal: [400, 413, 422].includes(response.status),
    restMs: restOf(response),
  });
}

async function beginning(response: Response): Promise<string> {
  if (response.body === null) return "";
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    parts.push(part);
    size += part.length;
    if (size >= mostAnswered) break;
  }
  return Buffer.concat(parts).subarray(0, mostAnswered).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` in seconds or as a date; at most an hour. */
function restOf(response: Response): number | null {
  const header = response.headers.get("retry-after");
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 3600) * 1000 : null;
}
