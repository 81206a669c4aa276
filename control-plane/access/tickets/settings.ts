// Which ticket system a server asks, from its environment: never from a repository or a request.

import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import { StoreError } from "#store/errors.ts";
import { genericTickets } from "./generic.ts";
import { serviceNow } from "./service-now.ts";
import type { TicketVerifier } from "./verifier.ts";

/**
 * Null: none, and nobody can be granted anything for a while.
 * @param addresses Which ones are asked, as for requests of tasks.
 * @throws StoreError for settings that can't be.
 */
export function ticketsFrom(
  env: NodeJS.ProcessEnv,
  addresses: AddressSettings = {},
): TicketVerifier | null {
  const web = guardedFetch(judgeAddresses(addresses));
  const { TRUNKLINE_SERVICENOW_URL: now, TRUNKLINE_TICKETS_URL: other } = env;
  if (now && other)
    throw new StoreError("TRUNKLINE_SERVICENOW_URL and TRUNKLINE_TICKETS_URL are both set", {
      help: "One system says which incidents and changes are open: leave one out.",
    });
  if (now) {
    const authorization = authorizationOf(env, "TRUNKLINE_SERVICENOW");
    if (authorization === null)
      throw new StoreError("TRUNKLINE_SERVICENOW_URL is set without who asks", {
        help: "Set TRUNKLINE_SERVICENOW_TOKEN, or TRUNKLINE_SERVICENOW_USER and TRUNKLINE_SERVICENOW_PASSWORD.",
      });
    return serviceNow({ url: secure("TRUNKLINE_SERVICENOW_URL", now), authorization }, web);
  }
  if (!other) return null;
  const [field = "", open = ""] = (env.TRUNKLINE_TICKETS_OPEN ?? "").split("=");
  if (field === "" || open === "" || !other.includes("{ticket}"))
    throw new StoreError("TRUNKLINE_TICKETS_URL does not say how a ticket is asked for", {
      help: "Have {ticket} in it, and set TRUNKLINE_TICKETS_OPEN to the field that says whether it is open and its values, such as status=open,in progress.",
    });
  return genericTickets(
    {
      url: secure("TRUNKLINE_TICKETS_URL", other),
      authorization: authorizationOf(env, "TRUNKLINE_TICKETS"),
      field: field.split("."),
      open: open.split(",").map((one) => one.trim()),
    },
    web,
  );
}

function authorizationOf(env: NodeJS.ProcessEnv, prefix: string): string | null {
  const [token, user, password] = ["TOKEN", "USER", "PASSWORD"].map(
    (one) => env[`${prefix}_${one}`],
  );
  if (token) return `Bearer ${token}`;
  if (!user || !password) return null;
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** A secret goes there: in clear only to this machine. */
function secure(name: string, text: string): string {
  const url = URL.parse(text.replaceAll(/\{(ticket|kind)\}/g, "x"));
  const isHere = url !== null && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  // Whoever asks for a ticket must not choose the host.
  const hostHasPart = /^[a-z]+:\/\/[^/?]*\{/i.test(text);
  if (
    url !== null &&
    !hostHasPart &&
    (url.protocol === "https:" || (url.protocol === "http:" && isHere))
  )
    return text;
  throw new StoreError(`${name} is not an https address of a fixed host`);
}
