// What a source has said itself about attributes and statements that no pass has to translate.

import type { Accounts } from "../ledger.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { Statement } from "../statement.ts";

/** Accounts for what is part of no job: what changes nothing, and what can't be followed, with all that is in it. */
export function accountStatements({ inert, refused = [] }: LegacyEstate, accounts: Accounts): void {
  for (const { of, code, alone } of inert) markInert(of, code, accounts, alone ?? false);
  for (const { of, code } of refused) accounts.refuse(of, code);
}

/** Accounts for attributes of a job that change nothing, or that are settled. */
export function accountSettled({ inert, settled = [] }: LegacyJob, accounts: Accounts): void {
  for (const { attribute, code } of inert) if (attribute) accounts.add(attribute, "inert", code);
  for (const { attribute, outcome, code } of settled) accounts.add(attribute, outcome, code);
}

function markInert(statement: Statement, code: string, accounts: Accounts, alone: boolean): void {
  accounts.add(statement, "inert", code);
  accounts.addAll(statement.attributes, "inert", code);
  if (!alone) for (const child of statement.children) markInert(child, code, accounts, alone);
}
