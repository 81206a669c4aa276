// An action with its values → requests as they go out, with the headers that every one has.

import type { HttpAction } from "#core/action.ts";
import { parseWebUrl } from "#core/web-url.ts";
import type { AttemptRequest } from "../executor.ts";
import type { GuardedFetch } from "../guarded-fetch.ts";
import { TaskFailure } from "../in-process.ts";
import type { WebRequest } from "./exchange.ts";

/** An attempt with the way on which its requests go. */
export interface WebAttempt extends AttemptRequest<HttpAction> {
  web: GuardedFetch;
}

const never = { mayRetry: false } as const;

/**
 * The request of the action.
 * @param key value of `Idempotency-Key`, by which a system knows a request that it had before
 * @throws TaskFailure for values that no request can have.
 */
export function firstRequest(request: WebAttempt, key: string): WebRequest {
  const { action } = request;
  const url = urlOf(action.url);
  for (const [name, value] of Object.entries(action.query)) url.searchParams.append(name, value);
  const [body, type] = bodyOf(action);
  const own: Record<string, string> = {};
  if (type !== null) own["content-type"] = type;
  if (action.method !== "GET" && action.method !== "HEAD") own["idempotency-key"] = key;
  return {
    ...shared(request, url),
    ...withHeaders(request, own),
    method: action.method,
    url,
    body,
  };
}

/** A later request about what the first one started. */
export function laterRequest(request: WebAttempt, method: string, url: URL): WebRequest {
  return { ...shared(request, url), ...withHeaders(request, {}), method, url, body: null };
}

/** @throws TaskFailure */
export function urlOf(text: string, base?: string): URL {
  const parsed = parseWebUrl(text, base);
  if ("problem" in parsed) throw new TaskFailure(`It can't be asked: ${parsed.problem}.`, never);
  return parsed.url;
}

const shared = (request: WebAttempt, url: URL) => ({
  web: request.web,
  refusal: request.refusal ?? null,
  credentials: credentialsOf(request),
  // Only the host that is written out in the spec, whatever an answer says.
  credentialsFor: URL.parse(request.action.url)?.origin ?? url.origin,
});

function withHeaders({ action, env }: AttemptRequest<HttpAction>, own: Record<string, string>) {
  const headers: Record<string, string> = { "user-agent": "trunkline", ...own };
  if (env.TRACEPARENT !== undefined) headers.traceparent = env.TRACEPARENT;
  for (const [name, value] of Object.entries(action.headers)) {
    if (!isHeaderText(value))
      throw new TaskFailure(
        `The header \`${name}\` would hold characters that no header may have.`,
        never,
      );
    headers[name.toLowerCase()] = value;
  }
  return { headers };
}

/** Visible Latin-1: what fetch accepts without an error that shows the value. */
export const isHeaderText = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

function credentialsOf({ action, secrets }: AttemptRequest<HttpAction>): Record<string, string> {
  const { auth } = action;
  if (auth === null) return {};
  const secret = secrets[auth.secret] ?? "";
  if (auth.kind === "basic") {
    const pair = Buffer.from(`${auth.user}:${secret}`).toString("base64");
    return { authorization: `Basic ${pair}` };
  }
  if (!isHeaderText(secret))
    throw new TaskFailure(
      `The secret "${auth.secret}" holds characters that no header may have.`,
      never,
    );
  return auth.kind === "bearer"
    ? { authorization: `Bearer ${secret}` }
    : { [auth.name.toLowerCase()]: secret };
}

function bodyOf({ json, form, text }: HttpAction): [body: string | null, type: string | null] {
  if (json !== null) return [JSON.stringify(json), "application/json"];
  if (form !== null)
    return [new URLSearchParams(form).toString(), "application/x-www-form-urlencoded"];
  return text === null ? [null, null] : [text, "text/plain; charset=utf-8"];
}
