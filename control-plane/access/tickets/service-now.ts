// Incidents and changes of ServiceNow, by its table API: a record with `active` is open. A change is under way only while it
// is being implemented, which ServiceNow has as state -1.

import type { GrantKind } from "#core/access/grant.ts";
import type { GuardedFetch } from "#executors/guarded-fetch.ts";
import { askJson } from "./ask-json.ts";
import { TicketError, type TicketVerifier } from "./verifier.ts";

export interface ServiceNowSettings {
  /** Of the instance, such as `https://example.service-now.com`. */
  url: string;
  /** Of the `authorization` header. */
  authorization: string;
  timeoutMs?: number;
}

const tables: Record<GrantKind, string> = { incident: "incident", ticket: "change_request" };
const implementing = "-1";

export const serviceNow = (settings: ServiceNowSettings, web: GuardedFetch): TicketVerifier => ({
  name: "ServiceNow",
  close: () => web.close(),
  async find(kind, ticket) {
    const url = new URL(`/api/now/table/${tables[kind]}`, settings.url);
    url.searchParams.set("sysparm_query", `number=${ticket}`);
    url.searchParams.set("sysparm_fields", "number,active,state");
    url.searchParams.set("sysparm_limit", "2");
    const { authorization, timeoutMs } = settings;
    const body = await askJson({
      ...{ system: "ServiceNow", url, authorization, web, missing: 404 },
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    if (body === null) return null;
    const found = (body as { result?: unknown }).result;
    if (!Array.isArray(found))
      throw new TicketError("ServiceNow answers without a list of records");
    // Its filter is lenient: a query that it doesn't understand gives any records.
    const record = found.find((one) => one?.number === ticket);
    if (record === undefined) return null;
    const { active, state } = record as { active?: unknown; state?: unknown };
    const isOpen =
      String(active) === "true" && (kind === "incident" || String(state) === implementing);
    return { isOpen, state: String(active) === "true" ? `state ${state}` : "not active" };
  },
});
