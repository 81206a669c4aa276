// A request that is proved, as a message: plain, or an event of CloudEvents in its binary or structured form.

import { hash } from "node:crypto";
import type { WebhookProof } from "#core/triggers/message-trigger.ts";
import { readBody } from "../body.ts";
import type { Message, Unreadable } from "../source.ts";
import type { HookRequest } from "./proof.ts";

export function messageOf(proof: WebhookProof, request: HookRequest): Message | Unreadable {
  const headers = shownHeaders(proof, request.headers);
  const text = textOf(request.body);
  if (text === null) return { key: keyOf(proof, request), reason: "its body is not UTF-8" };
  const body = bodyOf(headers, text);
  const event = structuredEvent(headers, body) ?? binaryEvent(headers, body);
  if (event !== null) return { ...event, headers: { ...headers, ...event.headers } };
  const at = headers["webhook-timestamp"];
  const sentAt = at === undefined ? null : dateOf(Number(at) * 1000);
  return { key: keyOf(proof, request), headers, body, sentAt };
}

/** What came with it but for credentials: expressions read it, and people who may read the pipeline. */
function shownHeaders(
  proof: WebhookProof,
  headers: HookRequest["headers"],
): Record<string, string> {
  const hidden = new Set(["authorization", "proxy-authorization", "cookie"]);
  if (proof.kind === "bearer" && proof.header !== null) hidden.add(proof.header);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hidden.has(name)));
}

/** By what is signed: whoever sends a request again can't give it another key. */
function keyOf({ kind }: WebhookProof, { headers, body }: HookRequest): string {
  if (kind === "standardWebhooks") return headers["webhook-id"] as string;
  if (kind === "bearer") return headers["idempotency-key"] ?? crypto.randomUUID();
  return `sha256:${hash("sha256", body)}`;
}

type Event = Message;

/** `application/cloudevents+json`: the event is the body. */
function structuredEvent(headers: Record<string, string>, body: unknown): Event | null {
  if (!/^application\/cloudevents\+json\b/i.test(headers["content-type"] ?? "")) return null;
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const { data, data_base64: bytes, ...attributes } = body as Record<string, unknown>;
  const given = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`ce-${name.toLowerCase()}`, String(value)]),
  );
  const content =
    typeof bytes === "string" ? readBody(Buffer.from(bytes, "base64").toString()) : data;
  return eventOf(given, content ?? null);
}

/** Attributes in `ce-` headers: the body is the event's data. */
const binaryEvent = (headers: Record<string, string>, body: unknown): Event | null =>
  eventOf(headers, body);

function eventOf(headers: Record<string, string>, body: unknown): Event | null {
  const { "ce-id": id, "ce-source": source, "ce-specversion": version } = headers;
  if (!id || !source || !version) return null;
  const at = headers["ce-time"];
  return {
    key: `${source} ${id}`,
    headers,
    body,
    sentAt: at === undefined ? null : dateOf(Date.parse(at)),
  };
}

/** Forms, as Slack and older senders have them, by their fields. */
const bodyOf = (headers: Record<string, string>, text: string): unknown =>
  headers["content-type"]?.startsWith("application/x-www-form-urlencoded")
    ? Object.fromEntries(new URLSearchParams(text))
    : readBody(text);

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const dateOf = (ms: number): Date | null => (Number.isFinite(ms) ? new Date(ms) : null);
