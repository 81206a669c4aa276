// Keeps rights for a while in step with the ticket system that a server is told to ask.

import type pg from "pg";
import { recheckGrants, recheckMs } from "#access/grants.ts";
import { ticketsFrom } from "#access/tickets/settings.ts";
import type { TicketVerifier } from "#access/tickets/verifier.ts";
import type { AddressSettings } from "#executors/addresses.ts";
import { startPoller } from "#git/poller.ts";
import { messageOf } from "#store/errors.ts";

export interface FollowedTickets {
  /** Null: the server knows of no ticket system. */
  tickets: TicketVerifier | null;
  stop(): Promise<void>;
}

/** @throws StoreError for settings that can't be. */
export function followTickets(
  pool: pg.Pool,
  env: NodeJS.ProcessEnv,
  addresses: AddressSettings,
  onMessage: (message: string) => void,
): FollowedTickets {
  const tickets = ticketsFrom(env, addresses);
  const poller = startPoller({
    everyMs: recheckMs,
    pass: () => recheckGrants(pool, tickets, (message) => onMessage(`grants: ${message}`)),
    onError: (error) => onMessage(`grants were not looked at: ${messageOf(error)}`),
  });
  return {
    tickets,
    async stop() {
      await poller.stop();
      await tickets?.close();
    },
  };
}
