// One request of the client: the token, the query, the answer's body, and what can go wrong as two errors.

/** The server answered with a problem. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** Stable, such as `not-found`. */
  readonly code: string;
  readonly detail: string;
  readonly hint: string | undefined;
  /** The whole answer: `issues`, `candidates` and the like. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Record<string, unknown>) {
    const text = (key: string): string | undefined =>
      typeof problem[key] === "string" ? problem[key] : undefined;
    const detail = text("detail") ?? text("title") ?? `the server answered ${status}`;
    super(detail);
    this.status = status;
    this.code = text("code") ?? "unknown";
    this.detail = detail;
    this.hint = text("hint");
    this.problem = problem;
  }
}

/** No answer: nothing listens there, or the connection broke. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export interface Connection {
  url: string;
  /** Null for what needs none. */
  token: string | null;
  user?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  status: number;
  body: T;
}

interface Request {
  method: "GET" | "POST";
  path: string;
  query?: object;
  body?: object;
}

export async function request<T>(connection: Connection, what: Request): Promise<Answer<T>> {
  const response = await send(connection, what);
  const body = await reading(connection, () => response.text());
  return { status: response.status, body: parse(response.status, body) as T };
}

/** The values of a streamed JSON-lines answer; leaving the loop ends the request. */
export async function* streamLines<T>(
  connection: Connection,
  path: string,
  query: object,
): AsyncGenerator<T> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const part of streamBytes(connection, path, query)) {
    const lines = (rest + decoder.decode(part, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line) as T;
  }
}

/** A streamed answer as it comes; leaving the loop ends the request. */
export async function* streamBytes(
  connection: Connection,
  path: string,
  query: object,
): AsyncGenerator<Uint8Array> {
  const left = new AbortController();
  const signal = connection.signal
    ? AbortSignal.any([connection.signal, left.signal])
    : left.signal;
  try {
    const response = await send({ ...connection, signal }, { method: "GET", path, query });
    const reader = response.body?.getReader();
    for (;;) {
      const part = await reading(connection, async () => reader?.read());
      if (part === undefined || part.done) break;
      yield part.value;
    }
  } finally {
    left.abort();
  }
}

async function send(connection: Connection, what: Request): Promise<Response> {
  const url = new URL(what.path, connection.url);
  for (const [key, value] of Object.entries(what.query ?? {}))
    for (const one of [value].flat())
      if (one !== undefined) url.searchParams.append(key, String(one));
  const response = await reading(connection, () =>
    fetch(url, {
      method: what.method,
      headers: {
        ...(connection.token === null ? {} : { authorization: `Bearer ${connection.token}` }),
        ...(what.body ? { "content-type": "application/json" } : {}),
        ...(connection.user ? { "trunkline-user": encodeURIComponent(connection.user) } : {}),
      },
      ...(what.body ? { body: JSON.stringify(what.body) } : {}),
      // A redirect would carry the token to somewhere else.
      redirect: "error",
      signal: connection.signal ?? null,
    }),
  );
  // /readyz says 503 with a body of its own shape.
  if (response.ok || (what.path === "/readyz" && response.status === 503)) return response;
  const body = await reading(connection, () => response.text());
  throw new ApiError(response.status, problemIn(body));
}

/** Keeps an abort's own reason; everything else that fetch throws is a lost connection. */
async function reading<T>({ url, signal }: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new Unreachable(`no answer from ${url}: ${why}`, { cause: error });
  }
}

function parse(status: number, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError(status, { code: "not-json", detail: "the answer is not JSON" });
  }
}

function problemIn(body: string): Record<string, unknown> {
  try {
    const problem: unknown = JSON.parse(body);
    return typeof problem === "object" && problem !== null ? { ...problem } : {};
  } catch {
    return {};
  }
}
