// Teams and policies of a control repository: judged as a whole, and kept only when nothing in them is wrong, so that
// what was last right goes on holding.

import { loadCedar } from "#access/cedar-library.ts";
import type { StoredAccess } from "#access/live-access.ts";
import { readPolicies } from "#access/policy-set.ts";
import type { ControlAccess } from "#core/control/control-files.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { putAccess } from "#store/access.sql.ts";
import type { Db } from "#store/connect.ts";
import { writeAudit } from "#store/write-audit.ts";

export interface JudgedAccess {
  /** Null while anything is wrong. */
  access: StoredAccess | null;
  /** Those of policies, warnings among them; those of teams.yaml are the files'. */
  diagnostics: Diagnostic[];
}

export async function judgeAccess({ teams, policies }: ControlAccess): Promise<JudgedAccess> {
  if (teams.teams === null) return { access: null, diagnostics: [] };
  const cedar = await loadCedar();
  const { diagnostics, warnings } = readPolicies(cedar, policies, teams.teams);
  if (diagnostics.length > 0) return { access: null, diagnostics };
  return {
    access: { teams: teams.teams, policies: Object.fromEntries(policies) },
    diagnostics: warnings,
  };
}

interface KeepInput {
  control: number;
  /** Null: there is no teams.yaml. */
  judged: JudgedAccess | null;
  actor: string;
  state: { commit: string };
}

/** In the transaction in which registrations are applied. What it says is for the log, null where nothing changed. */
export async function keepAccess(
  db: Db,
  { control, judged, actor, state: { commit } }: KeepInput,
): Promise<{ said: string | null; diagnostics: Diagnostic[] }> {
  const diagnostics = judged?.diagnostics ?? [];
  if (judged !== null && judged.access === null)
    return { said: "Teams and policies have mistakes: those from before hold on", diagnostics };
  const access = judged?.access ?? null;
  if (!(await putAccess(db, { id: control, access }))) return { said: null, diagnostics };
  const detail = {
    commit,
    teams: access && Object.keys(access.teams.teams),
    policies: access && Object.keys(access.policies),
  };
  await writeAudit(db, { actor, act: "change access", subject: "teams and policies", detail });
  const said = access === null ? "There are no teams any more" : "Teams and policies changed";
  return { said, diagnostics };
}
