// How a request proves who asks: one file for each kind that needs more than a secret in a header.

import type { ConnectorAuth, ConnectorRequest } from "#schemas/types.ts";
import type { Answer } from "../../http/exchange.ts";

/** A request before it is sent, as signatures see it. */
export interface Unsigned {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string | null;
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
  /** Now by the system's clock, as far as its answers have told it. Milliseconds. */
  now: () => number;
}

export interface Authorizer {
  /** @throws TaskFailure when there is no proof to be had. */
  prove(request: Unsigned): Promise<Proof>;
  /** The system refused the last proof: what was kept is forgotten. Answers whether another may be better. */
  refused(): boolean;
  /** Ends what was opened, such as a session. Never rejects. */
  close?(): Promise<void>;
}

export type MakeAuthorizer = (auth: ConnectorAuth, context: AuthContext) => Authorizer;
