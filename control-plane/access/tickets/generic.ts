// Any system with an address for each ticket that answers JSON: one field of it says whether the ticket is open.

import type { GuardedFetch } from "#executors/guarded-fetch.ts";
import { askJson } from "./ask-json.ts";
import { TicketError, type TicketVerifier } from "./verifier.ts";

export interface GenericSettings {
  /** With `{ticket}` in its path or query, and `{kind}` if wanted. */
  url: string;
  /** Of the `authorization` header; null: none. */
  authorization: string | null;
  /** Names of members, one within the other, such as `["fields", "status", "name"]`. */
  field: readonly string[];
  /** Values of it that say that the ticket is open. */
  open: readonly string[];
  timeoutMs?: number;
}

export const genericTickets = (settings: GenericSettings, web: GuardedFetch): TicketVerifier => ({
  name: "the ticket system",
  close: () => web.close(),
  async find(kind, ticket) {
    const { authorization, timeoutMs, field, open } = settings;
    const body = await askJson({
      ...{ system: "the ticket system", authorization, web, missing: 404 },
      url: new URL(
        settings.url
          .replaceAll("{ticket}", encodeURIComponent(ticket))
          .replaceAll("{kind}", encodeURIComponent(kind)),
      ),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    if (body === null) return null;
    let value: unknown = body;
    for (const name of field)
      value =
        typeof value === "object" && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined;
    if (typeof value !== "string" && typeof value !== "boolean" && typeof value !== "number")
      throw new TicketError(`the ticket system answers without ${field.join(".")}`);
    return { isOpen: open.includes(String(value)), state: String(value) };
  },
});
