// What attempts with the same connection share: its proof, its pace, and how far its clock is from ours.

import { createHash } from "node:crypto";
import type { ConnectorAction } from "#core/action.ts";
import { authsOf, limitsOf, secretsOfAuth } from "#core/connector/connector.ts";
import type { ConnectorAuth } from "#schemas/types.ts";
import type { AttemptRequest } from "../executor.ts";
import type { GuardedFetch } from "../guarded-fetch.ts";
import { type Answer, exchange } from "../http/exchange.ts";
import { TaskFailure } from "../in-process.ts";
import { builtRequest, isExpected } from "./attempt.ts";
import type { Authorizer } from "./auth/authorizer.ts";
import { clusterWeb } from "./auth/kubernetes.ts";
import { makeAuthorizer } from "./auth/make.ts";
import { clientCertificate } from "./auth/mtls.ts";
import { type Pace, pace } from "./pace.ts";

export interface Peer {
  authorizer: Authorizer;
  pace: Pace;
  /** What sends its requests: connections of its own where they show a certificate. */
  web: GuardedFetch;
  onAnswer: (answer: Answer) => void;
}

/** A login may take so long. */
const loginTimeoutMs = 30_000;
/** Less than that is the network's. */
const leastSkewMs = 30_000;

export class Peers {
  readonly #web: GuardedFetch;
  readonly #inCluster: boolean;
  readonly #kept = new Map<string, Promise<Peer>>();

  /** @param inCluster whether connections may use the service account of the worker's pod */
  constructor(web: GuardedFetch, inCluster: boolean) {
    this.#web = web;
    this.#inCluster = inCluster;
  }

  /** @throws TaskFailure when the connection gives no kind of proof that the connector knows. */
  async of(request: AttemptRequest<ConnectorAction>): Promise<Peer> {
    const { action, secrets } = request;
    const values = Object.fromEntries(
      Object.entries(action.secrets).flatMap(([name, secret]) =>
        secrets[secret] === undefined ? [] : [[name, secrets[secret]]],
      ),
    );
    const { connector, connection } = action;
    const key = JSON.stringify([
      connector.base,
      connector.auth,
      connector.limits,
      connection,
      values,
    ]);
    // No secret is kept as a key.
    const hash = createHash("sha256").update(key).digest("base64");
    const kept = this.#kept.getOrInsertComputed(hash, () => this.#made(request, values));
    // What can't be had is looked for anew by the next.
    kept.catch(() => this.#kept.delete(hash));
    return await kept;
  }

  async #made(
    request: AttemptRequest<ConnectorAction>,
    secrets: Record<string, string>,
  ): Promise<Peer> {
    const { action, refusal } = request;
    const limits = limitsOf(action.connector);
    let skewMs = 0;
    const onAnswer = ({ headers }: Answer) => {
      const theirs = Date.parse(headers.date ?? "");
      if (Number.isNaN(theirs)) return;
      const skew = theirs - Date.now();
      skewMs = Math.abs(skew) < leastSkewMs ? 0 : skew;
    };
    const auth = authFor(action, secrets);
    const web = await this.#webOf(auth, action, secrets);
    const authorizer = makeAuthorizer(auth, {
      secrets,
      connection: action.connection,
      now: () => Date.now() + skewMs,
      inCluster: this.#inCluster,
      ask: async (login, data) => {
        const { method, url, headers, body } = builtRequest(action, login, data);
        const answer = await exchange(
          {
            ...{ web: this.#web, refusal: refusal ?? null, method, url, headers, body },
            ...{ credentials: {}, credentialsFor: url.origin },
          },
          { signal: AbortSignal.timeout(loginTimeoutMs), maxBytes: limits.maxResponse },
        );
        onAnswer(answer);
        if (isExpected(login, answer, data)) return answer;
        throw new TaskFailure(
          `The login to ${url.origin} answered ${answer.status}: the credentials of ${action.connectionName ?? "the connection"} may have expired.`,
          { mayRetry: limits.retryOn.includes(answer.status) },
        );
      },
    });
    return { authorizer, pace: pace(limits.perMinute), web, onAnswer };
  }

  async #webOf(
    auth: ConnectorAuth | null,
    { connection }: ConnectorAction,
    secrets: Record<string, string>,
  ): Promise<GuardedFetch> {
    if (auth?.mtls) return this.#web.certified(clientCertificate(auth.mtls, secrets));
    return auth?.kubernetes ? await clusterWeb(auth.kubernetes, this.#web, connection) : this.#web;
  }

  async close(): Promise<void> {
    const made = await Promise.allSettled(this.#kept.values());
    const peers = made.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    await Promise.all(peers.map(({ authorizer }) => authorizer.close?.()));
    await Promise.all(peers.map(({ web }) => (web === this.#web ? null : web.close())));
    this.#kept.clear();
  }
}

/** The first kind whose secrets are all given. */
function authFor(
  { connector, connectorName }: ConnectorAction,
  secrets: Readonly<Record<string, string>>,
): ConnectorAuth | null {
  const kinds = authsOf(connector);
  if (kinds.length === 0) return null;
  const found = kinds.find((auth) =>
    secretsOfAuth(auth).every((name) => Object.hasOwn(secrets, name)),
  );
  if (found !== undefined) return found;
  throw new TaskFailure(`The connection has not all secrets that ${connectorName} needs.`, {
    mayRetry: false,
  });
}
