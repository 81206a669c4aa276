// What only tells somebody and can't be said: no reason to refuse the job, but for a person to know.

import { LEGACY_CODES } from "../finding-codes.ts";
import type { Accounts } from "../ledger.ts";
import type { LegacyJob } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";
import type { ProjectDraft } from "./draft.ts";

/** Accounts for attributes that are in no spec, and tells of them; of defaults, which nothing says, nobody is told. */
export function tellLost(
  accounts: Accounts,
  from: readonly LegacyAttribute[],
  code: string,
  { statement }: LegacyJob,
  { estate }: ProjectDraft,
): void {
  const [first] = from;
  if (first === undefined) return;
  accounts.addAll(from, "refused", code);
  const place = first.place ?? statement.place;
  const { title: message = code, help = null } = LEGACY_CODES[code] ?? {};
  estate.findings.push({ code, severity: "warning", place, message, ...(help && { help }) });
}
