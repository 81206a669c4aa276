// What knows whether an incident or a change is still under way: a system that is not ours.

import type { GrantKind } from "#core/access/grant.ts";

export interface Ticket {
  /** People work on it now. */
  isOpen: boolean;
  /** As that system calls its state, for people. */
  state: string;
}

export interface TicketVerifier {
  /** For messages, such as `ServiceNow`. */
  readonly name: string;
  /**
   * Null: there is no such ticket.
   * @throws TicketError when the system can't be asked or says what isn't understood.
   */
  find(kind: GrantKind, ticket: string): Promise<Ticket | null>;
  /** Nothing is asked any more. */
  close(): Promise<void>;
}

/** That is not to say that the ticket is closed. */
export class TicketError extends Error {
  override readonly name = "TicketError";
}
