// Rights for a while: asked for by one person because of a ticket that is open, agreed to by another, over at their time, when
// somebody takes them back, or when the ticket closes. Each step and each use is in the audit.

import type pg from "pg";
import type { GrantKind, GrantScope } from "#core/access/grant.ts";
import type { Identity } from "#core/access/identity.ts";
import {
  allHeldGrants,
  approveGrant,
  askGrant,
  endGrant,
  grantChecked,
  type HeldGrantsRow,
  heldGrants,
  type LockGrantRow,
  lockGrant,
  openGrants,
} from "#store/access-grants.sql.ts";
import type { Db } from "#store/connect.ts";
import { messageOf } from "#store/errors.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import type { Access, Decision } from "./access.ts";
import { decideGranted, type GrantedQuestion, knowsGrants } from "./granted.ts";
import type { TicketVerifier } from "./tickets/verifier.ts";

export interface GrantRequest extends GrantScope {
  actor: string;
  kind: GrantKind;
  ticket: string;
  reason: string;
  until: Date;
}

/** Between two looks at the tickets of grants that hold. */
export const recheckMs = 60_000;
/** A ticket that nobody could ask about for so long counts as closed. */
export const freshMs = 10 * recheckMs;

/** @returns why not, as a sentence; null: it is open. @throws TicketError */
export async function ticketFault(
  verifier: TicketVerifier,
  kind: GrantKind,
  ticket: string,
): Promise<string | null> {
  const found = await verifier.find(kind, ticket);
  if (found === null) return `${verifier.name} has no ${kind} ${ticket}`;
  return found.isOpen
    ? null
    : `${kind} ${ticket} is not under way: ${verifier.name} says ${found.state}`;
}

const scopeOf = ({ actions, project, pipelines, tags }: GrantScope) => ({
  ...{ actions, project, pipelines, tags },
});

/** Once the ticket was found to be open. @returns its id */
export const ask = (pool: pg.Pool, request: GrantRequest): Promise<number> =>
  transaction(pool, async (db) => {
    const { actor, kind, ticket, reason, until } = request;
    const scope = scopeOf(request);
    const row = await askGrant(db, {
      ...{ kind, ticket, reason, until },
      grantee: actor,
      ...scope,
    });
    const id = row?.id as number;
    await writeAudit(db, {
      ...{ actor, act: "access-grant-ask", subject: `grant ${id}`, reason },
      detail: { kind, ticket, until: until.toISOString(), ...scope },
    });
    return id;
  });

type Stored = LockGrantRow | HeldGrantsRow;

export const storedScope = (row: Stored): GrantScope =>
  scopeOf({ ...row, tags: row.tags as GrantScope["tags"] });

const held = (row: HeldGrantsRow) => ({
  ...row,
  ...storedScope(row),
  kind: row.kind as GrantKind,
});

/** What a person holds now, whatever it is about. */
export const grantsOf = async (db: Db, { name }: Identity) =>
  (await heldGrants(db, { grantee: name, freshMs: String(freshMs) })).map(held);

/** What anybody holds now. */
export const everyonesGrants = async (db: Db) =>
  (await allHeldGrants(db, { freshMs: String(freshMs) })).map(held);

/** Once the ticket was found to be open still. @returns why not, as a sentence; null when it holds. */
export const approve = (pool: pg.Pool, id: number, actor: string): Promise<string | null> =>
  transaction(pool, async (db) => {
    const row = await lockGrant(db, { id });
    if (!row || row.ended_at !== null) return `grant ${id} has ended`;
    if (row.approved_at !== null) return `grant ${id} was approved by ${row.approved_by} already`;
    if (isSame(row.grantee, actor)) return "another person has to approve it";
    await approveGrant(db, { id, actor });
    const { kind, ticket, grantee, reason, until } = row;
    await writeAudit(db, {
      ...{ actor, act: "access-grant", subject: `grant ${id}`, reason },
      detail: { kind, ticket, grantee, until: until.toISOString(), ...storedScope(row) },
    });
    return null;
  });

const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** @returns false when it has ended, or was never there. */
export const revoke = (
  pool: pg.Pool,
  id: number,
  {
    actor,
    reason,
    ending = "revoked",
  }: { actor: string; reason: string | null; ending?: "revoked" | "closed" | "expired" },
): Promise<boolean> =>
  transaction(pool, async (db) => {
    const row = await lockGrant(db, { id });
    if (!row || row.ended_at !== null) return false;
    await endGrant(db, { id, actor, ending });
    const { project, kind, ticket, grantee } = row;
    await writeAudit(db, {
      ...{ actor, act: "access-grant-end", subject: `grant ${id}`, reason },
      detail: { ending, kind, ticket, grantee, project },
    });
    return true;
  });

/** Ends what has had its time and what has lost its ticket. Of a system that doesn't answer nothing is known: see `freshMs`. */
export async function recheckGrants(
  pool: pg.Pool,
  verifier: TicketVerifier | null,
  report: (message: string) => void,
): Promise<void> {
  const asked = new Map<string, Promise<string | null>>();
  for (const row of await openGrants(pool)) {
    const { id, ticket } = row;
    const kind = row.kind as GrantKind;
    const system = { actor: "tickets", reason: null };
    if (row.over) await revoke(pool, id, { ...system, ending: "expired" });
    else if (verifier !== null)
      try {
        // One question however many grants rest on it.
        const fault = await asked.getOrInsertComputed(`${kind} ${ticket}`, () =>
          ticketFault(verifier, kind, ticket),
        );
        if (fault === null) await grantChecked(pool, { kind, ticket });
        else await revoke(pool, id, { ...system, reason: fault, ending: "closed" });
      } catch (error) {
        report(`${kind} ${ticket}: ${messageOf(error)}`);
      }
  }
}

/**
 * A decision, and where it denies a person's act, one with what they were granted for a while. What is permitted anyway
 * costs nothing more. A use is on record before the act: an act that then fails has used it all the same.
 */
export async function decideWithGrants(
  access: Access,
  db: Db,
  { identity, action, resource, input = {} }: GrantedQuestion,
): Promise<Decision> {
  const plain = access.decide(identity, action, resource, input);
  if (plain.allowed || !knowsGrants({ identity, action, resource })) return plain;
  const held = await grantsOf(db, identity);
  const { decision, by } = decideGranted(access, { identity, action, resource, input }, held);
  if (by !== null)
    await writeAudit(db, {
      ...{ actor: identity.name, kind: identity.kind, act: "access-grant-use" },
      ...{ subject: `grant ${by.id}`, reason: by.reason },
      detail: {
        ...{ action, ticket: by.ticket, approvedBy: by.approved_by, project: by.project },
        ...(resource.kind === "pipeline" ? { pipeline: resource.name ?? null } : {}),
      },
    });
  return decision;
}
