// What a source has said itself about attributes and statements that no pass has to translate.

import type { Accounts } from "../ledger.ts";
import type { LegacyEstate } from "../legacy.ts";

/** Accounts for settled attributes of jobs, and for statements that can't be followed with all that is in them. */
export function accountSettled({ jobs, refused = [] }: LegacyEstate, accounts: Accounts): void {
  for (const { settled = [] } of jobs)
    for (const { attribute, outcome, code } of settled) accounts.add(attribute, outcome, code);
  for (const { of, code } of refused) accounts.refuse(of, code);
}
