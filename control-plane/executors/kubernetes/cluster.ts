// What is asked of the API of a Kubernetes cluster: which host, by which proof, and what its answers mean.

import type { KubernetesAction } from "#core/action.ts";
import { placeOfUrl } from "#core/ceilings/pattern.ts";
import type { AttemptRequest } from "../executor.ts";
import type { GuardedFetch } from "../guarded-fetch.ts";
import { retryAfter } from "../http/answer.ts";
import { exchange, NoAnswer } from "../http/exchange.ts";
import { TaskFailure } from "../in-process.ts";
import { reason, sleep } from "../stop.ts";
import { notInCluster, ownAuthority, ownOrigin, ownToken } from "./own-account.ts";

/** Of an answer that is read whole; a list of the pods of one Job is far smaller. */
const maxBytes = 8 * 1024 * 1024;

/** The API's no: its `Status`. */
export class ClusterRefused extends Error {
  override name = "ClusterRefused";
  readonly status: number;
  /** Such as `AlreadyExists`. */
  readonly why: string;
  readonly retryAfterMs: number | null;

  constructor(status: number, why: string, message: string, retryAfterMs: number | null) {
    super(message);
    this.status = status;
    this.why = why;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Asked {
  query?: Record<string, string>;
  body?: unknown;
  signal: AbortSignal;
}

/** Makes the web of an authority and of a certificate; the same for the same ones. */
export type WebOf = (
  ca: string | null,
  certificate: { cert: string; key: string } | null,
) => GuardedFetch;

export class Cluster {
  readonly namespace: string;
  readonly #origin: string;
  readonly #web: GuardedFetch;
  readonly #token: () => Promise<string | null>;
  readonly #refusal: AttemptRequest["refusal"];

  private constructor(
    namespace: string,
    origin: string,
    web: GuardedFetch,
    token: () => Promise<string | null>,
    refusal: AttemptRequest["refusal"],
  ) {
    this.namespace = namespace;
    this.#origin = origin;
    this.#web = web;
    this.#token = token;
    this.#refusal = refusal;
  }

  /** @throws Error for a connection that the worker can't use */
  static async of(
    request: AttemptRequest<KubernetesAction>,
    webOf: WebOf,
    mayBeInCluster: boolean,
  ): Promise<Cluster> {
    const { connection, connectionName } = request.action;
    const { server, namespace, inCluster } = connection;
    const secret = (name: string | null) => (name === null ? null : (request.secrets[name] ?? ""));
    if (inCluster && !mayBeInCluster) throw new Error(notInCluster);
    if (server === null && !inCluster)
      throw new Error(
        `The connection ${connectionName} names neither \`server\` nor \`inCluster\``,
      );
    // The worker's own proof is for the worker's own cluster.
    if (inCluster) {
      const web = webOf(await ownAuthority(), null);
      return new Cluster(namespace, ownOrigin, web, ownToken, request.refusal);
    }
    const [cert, key] = [secret(connection.clientCertificate), secret(connection.clientKey)];
    if ((cert === null) !== (key === null))
      throw new Error(
        `The connection ${connectionName} needs both \`clientCertificate\` and \`clientKey\``,
      );
    const web = webOf(connection.ca, cert === null || key === null ? null : { cert, key });
    const token = secret(connection.token);
    return new Cluster(namespace, server ?? "", web, async () => token, request.refusal);
  }

  /** `jobs` of `batch/v1`, everything else of `v1`. */
  path(kind: "jobs" | "pods" | "secrets", name = ""): string {
    const group = kind === "jobs" ? "/apis/batch/v1" : "/api/v1";
    return `${group}/namespaces/${this.namespace}/${kind}${name === "" ? "" : `/${name}`}`;
  }

  /** The answer as JSON. @throws NoAnswer, ClusterRefused, TaskFailure, and the signal's reason */
  async ask(method: "GET" | "POST" | "DELETE", path: string, asked: Asked): Promise<unknown> {
    const { body, signal } = asked;
    const url = this.#url(path, asked);
    const answer = await exchange(
      {
        ...{ web: this.#web, refusal: this.#refusal ?? null, method, url },
        headers: { ...headersOf(body), accept: "application/json" },
        credentials: await this.#credentials(),
        credentialsFor: url.origin,
        body: body === undefined ? null : JSON.stringify(body),
      },
      { signal, maxBytes },
    );
    if (answer.status >= 200 && answer.status < 300) return answer.body ?? null;
    throw refusedBy(answer.status, answer.text, answer.headers["retry-after"]);
  }

  /** A body as it comes. @throws as `ask`; what comes may throw anything where it breaks off */
  async stream(path: string, asked: Asked): Promise<ReadableStream<Uint8Array> | null> {
    const url = this.#url(path, asked);
    const refused = this.#refusal?.(placeOfUrl(url)) ?? null;
    if (refused !== null) throw new TaskFailure(refused, { mayRetry: false });
    const headers = { "user-agent": "trunkline", ...(await this.#credentials()) };
    const { signal } = asked;
    let answer: Response;
    try {
      answer = await this.#web.fetch(url, { method: "GET", headers, body: null, signal });
    } catch (error) {
      signal.throwIfAborted();
      throw new NoAnswer(`${url.host} has no answer: ${reason(error)}`, { cause: error });
    }
    if (answer.status === 200) return answer.body as ReadableStream<Uint8Array> | null;
    await answer.body?.cancel();
    throw refusedBy(answer.status, "", answer.headers.get("retry-after") ?? undefined);
  }

  async #credentials(): Promise<Record<string, string>> {
    const token = await this.#token();
    return token === null ? {} : { authorization: `Bearer ${token.trim()}` };
  }

  #url(path: string, { query = {} }: Asked): URL {
    const url = new URL(`${this.#origin}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    return url;
  }
}

const headersOf = (body: unknown): Record<string, string> => ({
  "user-agent": "trunkline",
  ...(body === undefined ? {} : { "content-type": "application/json" }),
});

function refusedBy(status: number, text: string, after: string | undefined): ClusterRefused {
  let found: { reason?: unknown; message?: unknown } = {};
  try {
    found = (JSON.parse(text) ?? {}) as typeof found;
  } catch {
    // A proxy's page.
  }
  const message = typeof found.message === "string" ? found.message : `it answered ${status}`;
  const why = typeof found.reason === "string" ? found.reason : "";
  return new ClusterRefused(
    status,
    why,
    message.replaceAll(/\s+/g, " ").replace(/\.$/, "").slice(0, 1_000),
    retryAfter(after),
  );
}

const mostTries = 6;

/**
 * For what may be asked twice: again where nobody answered, or the cluster says that it can't now.
 * @throws what the last try threw, and the signal's reason
 */
export async function again<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || tries === mostTries) throw error;
      const asked = error instanceof ClusterRefused ? (error.retryAfterMs ?? 0) : 0;
      await sleep(Math.max(asked, 100 * 2 ** (tries - 1)), signal);
    }
  }
}

/** Whether it may be otherwise a moment later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof NoAnswer ||
  (error instanceof ClusterRefused && (error.status === 429 || error.status >= 500));

/** Null for what isn't there. */
export const orNull = (error: unknown): null => {
  if (error instanceof ClusterRefused && error.status === 404) return null;
  throw error;
};
