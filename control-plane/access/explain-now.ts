// Why somebody may do something, and who may, as it is on a server now: also by rights for a while, and by the groups with
// which people have logged in. Asking uses nothing up and leaves no record.

import type { AccessAction } from "#core/access/action.ts";
import { readActions } from "#core/access/action.ts";
import type { Identity } from "#core/access/identity.ts";
import { identityOf } from "#core/access/people.ts";
import type { Db } from "#store/connect.ts";
import { loggedIn } from "#store/sessions.sql.ts";
import { onlyLocal, type Resource } from "./access.ts";
import type { CedarAccess } from "./cedar.ts";
import { loadCedar } from "./cedar-library.ts";
import { type Explanation, explanationOf } from "./explanation.ts";
import { knowsGrants } from "./granted.ts";
import { everyonesGrants, grantsOf } from "./grants.ts";
import { type Able, ableIf, whoCan } from "./who-can.ts";

/** Whoever is asked about, as of now: in the groups of their newest login. */
export async function identityNow(db: Db, who: string, mfa: boolean): Promise<Identity> {
  const identity = identityOf(who, mfa);
  if (identity.kind !== "user" || identity.groups.length > 0) return identity;
  const [person] = await loggedIn(db, { person: identity.name });
  return { ...identity, groups: person?.groups ?? [] };
}

export interface AskedNow {
  who: string;
  identity: Identity;
  action: AccessAction;
  what: string;
  resource: Resource;
}

/** @param access Null where there are no teams. */
export async function explainNow(
  db: Db,
  access: CedarAccess | null,
  asked: AskedNow,
): Promise<Explanation> {
  const grants = knowsGrants(asked) ? await grantsOf(db, asked.identity) : [];
  return explanationOf(await loadCedar(), access, { ...asked, grants });
}

/** Those of teams.yaml, and whoever is a member by the groups of their login or was granted it for a while. */
export async function whoCanNow(
  db: Db,
  access: CedarAccess | null,
  action: AccessAction,
  resource: Resource,
): Promise<Able[]> {
  if (access === null) {
    const { policies } = onlyLocal.decide(identityOf("local"), action, resource);
    return [{ who: "local", policies, needsMfa: false }];
  }
  const rows = readActions.has(action) ? [] : await everyonesGrants(db);
  const granted = Map.groupBy(rows, ({ grantee }) => grantee.toLowerCase());
  const groups = new Map(
    (await loggedIn(db, { person: null })).map((one) => [one.person.toLowerCase(), one.groups]),
  );
  const own = new Map(
    [...new Set([...granted.keys(), ...groups.keys()])].map((who) => {
      const identity = { ...identityOf(who), groups: groups.get(who) ?? [] };
      const grants = granted.get(who) ?? [];
      return [who, ableIf(access, who, identity, { action, resource, grants })];
    }),
  );
  const written = whoCan(access, access.teams, action, resource);
  return [...written.filter(({ who }) => !own.has(who)), ...own.values()]
    .filter((one) => one !== null)
    .sort((a, b) => (a.who < b.who ? -1 : a.who > b.who ? 1 : 0));
}
