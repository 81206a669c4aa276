// How a request proves who asks: one file for each kind that needs more than a secret in a header.

import type { ConnectorAuth, ConnectorRequest } from "#schemas/types.ts";
import type { RequestBody } from "../../guarded-fetch.ts";
import type { Answer } from "../../http/exchange.ts";

/** A request before it is sent, as signatures see it. */
export interface Unsigned {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: RequestBody;
}

export interface Proof {
  headers: Record<string, string>;
  /** Parameters of the query, which are never shown. */
  query?: Record<string, string>;
}

/** Sends a request of the login itself, without proof. */
export type Ask = (request: ConnectorRequest, data: Record<string, unknown>) => Promise<Answer>;

export interface AuthContext {
  /** Values of the secrets by the connector's names for them; those that the connection doesn't give are absent. */
  secrets: Readonly<Record<string, string>>;
  connection: Readonly<Record<string, unknown>>;
  ask: Ask;
  /** Whether the worker may use the service account of its own pod. */
  inCluster?: boolean;
  /** Now by the system's clock, as far as its answers have told it. Milliseconds. */
  now: () => number;
}

export interface Authorizer {
  /** @throws TaskFailure when there is no proof to be had. */
  prove(request: Unsigned): Promise<Proof>;
  /** Whether an answer refuses the proof and another may be better; what was kept is then forgotten. */
  refused(answer: Answer): boolean;
  /** Ends what was opened, such as a session. Never rejects. */
  close?(): Promise<void>;
}

/** What most systems say to a proof that they don't accept. */
export const isRefusal = ({ status }: Pick<Answer, "status">): boolean =>
  status === 401 || status === 403;

export type MakeAuthorizer = (auth: ConnectorAuth, context: AuthContext) => Authorizer;
