// One request and its answer: redirects under our own rules, a bounded body, numbers that keep all their digits.

import { placeOfUrl } from "#core/ceilings/pattern.ts";
import { parseWebUrl, shownUrl } from "#core/web-url.ts";
import type { GuardedFetch, RequestBody } from "../guarded-fetch.ts";
import { TaskFailure } from "../in-process.ts";
import { RefusedAddress } from "../judged-lookup.ts";

export interface WebRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** Headers that are for `credentialsFor` alone. */
  credentials: Readonly<Record<string, string>>;
  /** Origin of the host that the task names. */
  credentialsFor: string;
  body: RequestBody;
  /** Why the project may not reach a place (`host:port`), or null. */
  refusal?: ((place: string) => string | null) | null;
  /** Judges the addresses that hosts lead to. */
  web: GuardedFetch;
}

export interface Answer {
  method: string;
  /** Where the answer came from, after redirects. */
  url: URL;
  status: number;
  /** By lower-case name; cookies are left out. */
  headers: Record<string, string>;
  /** `name=value` of each cookie that it sets. */
  cookies: string[];
  text: string;
  /** What the text is as JSON; undefined when it is none. */
  body: unknown;
  bytes: number;
}

/** Nobody answered, or the answer broke off: it may be otherwise a moment later. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

/** The answer has more bytes than the task takes. */
export class TooLarge extends TaskFailure {
  override name = "TooLarge";
}

const maxRedirects = 5;
const redirects: readonly number[] = [301, 302, 303, 307, 308];

/**
 * @throws NoAnswer, TaskFailure for an answer that is not accepted, and the signal's reason.
 */
export async function exchange(
  request: WebRequest,
  { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
): Promise<Answer> {
  let { method, url, body, headers } = request;
  for (let hops = 0; ; hops++) {
    const refused = request.refusal?.(placeOfUrl(url)) ?? null;
    if (refused !== null) throw new TaskFailure(refused, { mayRetry: false });
    const own = url.origin === request.credentialsFor ? request.credentials : {};
    const response = await send(request.web, url, {
      method,
      headers: { ...headers, ...own },
      body,
      signal,
    });
    const location = response.headers.get("location");
    if (location === null || !redirects.includes(response.status))
      return await readAnswer(response, method, url, { signal, maxBytes });
    await response.body?.cancel();
    const asGet = response.status === 303 || (response.status < 303 && method === "POST");
    if (asGet && method !== "HEAD") {
      method = "GET";
      body = null;
      headers = Object.fromEntries(
        Object.entries(headers).filter(([name]) => name.toLowerCase() !== "content-type"),
      );
    }
    if (hops === maxRedirects)
      throw new TaskFailure(`${shownUrl(request.url)} redirects more than ${maxRedirects} times.`, {
        mayRetry: false,
      });
    const proves = Object.keys(request.credentials).length > 0 || request.web.isCertified === true;
    url = redirected(url, location, body !== null || proves);
  }
}

/** Another host gets neither credentials nor a body: whoever controls an answer must not be able to ask for them. */
function redirected(from: URL, location: string, carries: boolean): URL {
  const refuse = (why: string) =>
    new TaskFailure(`${shownUrl(from)} redirects ${why}.`, { mayRetry: false });
  const to = parseWebUrl(location, from.href);
  if ("problem" in to) throw refuse(`to what can't be asked: ${to.problem}`);
  if (to.url.origin === from.origin) return to.url;
  if (from.protocol === "https:" && to.url.protocol === "http:")
    throw refuse(`from https to ${to.url.origin}, in the clear`);
  if (carries)
    throw refuse(`to another host, ${to.url.origin}, which gets neither credentials nor a body`);
  return to.url;
}

async function send(
  web: GuardedFetch,
  url: URL,
  {
    signal,
    ...init
  }: { method: string; headers: Record<string, string>; body: RequestBody } & {
    signal: AbortSignal;
  },
): Promise<Response> {
  // Node would check no certificate at all, and nobody would see it in the pipeline.
  if (url.protocol === "https:" && process.env.NODE_TLS_REJECT_UNAUTHORIZED === "0")
    throw new Error(
      "this worker's NODE_TLS_REJECT_UNAUTHORIZED=0 turns the check of certificates off; name the authority in NODE_EXTRA_CA_CERTS instead",
    );
  try {
    return await web.fetch(url, { ...init, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RefusedAddress)
      throw new TaskFailure(`${init.method} ${shownUrl(url)} is refused: ${error.message}.`, {
        mayRetry: false,
      });
    throw noAnswer(init.method, url, error);
  }
}

function noAnswer(method: string, url: URL, error: unknown): NoAnswer {
  // `fetch failed` says nothing; the cause does, and of several addresses the first.
  const cause = (error as Error).cause as (Error & { errors?: Error[]; code?: string }) | undefined;
  const text = cause?.errors?.[0]?.message || cause?.message || (error as Error).message;
  return new NoAnswer(`${method} ${shownUrl(url)} has no answer: ${text}`, { cause: error });
}

async function readAnswer(
  response: Response,
  method: string,
  url: URL,
  { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
): Promise<Answer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      bytes += piece.length;
      if (bytes > maxBytes) break;
      pieces.push(piece);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw noAnswer(method, url, error);
  }
  if (bytes > maxBytes)
    throw new TooLarge(
      `The answer of ${shownUrl(url)} has more than ${maxBytes} bytes; \`maxResponse\` allows no more.`,
      { mayRetry: false },
    );
  const { "set-cookie": _, ...headers } = Object.fromEntries(response.headers);
  const text = decode(Buffer.concat(pieces), headers["content-type"] ?? "");
  const body = /\bjson\b/i.test(headers["content-type"] ?? "") ? parseJson(text) : undefined;
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  return { method, url, status: response.status, headers, cookies, text, body, bytes };
}

function decode(bytes: Uint8Array, contentType: string): string {
  const charset = /;\s*charset="?([\w.:-]+)/i.exec(contentType)?.[1];
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A charset that nobody knows.
    return new TextDecoder().decode(bytes);
  }
}

/** Identifiers beyond 2^53 are common; as a number such a one would silently become another. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === "number" &&
      !Number.isSafeInteger(value) &&
      /^-?\d+$/.test(context?.source ?? "")
        ? BigInt(context?.source ?? 0)
        : value,
    );
  } catch {
    return undefined;
  }
}
