// What keeps a change of a pipeline from being deployed, as people read it: who made it, which policies forbid it, where
// they are and whom to ask.

import type { Diagnostic } from "../diagnostic.ts";
import type { PolicyPlace } from "./policy-place.ts";

/** Who made a change. */
export interface Maker {
  /** By e-mail address, where teams.yaml tells it. */
  name: string;
  /** The forge or a signature says so; else the commit does, which anybody can write. */
  proven: boolean;
  /** Whose word it is where nothing proves it; absent: the commit's. */
  word?: string;
}

export interface Denial {
  who: Maker;
  /** `change #12`, `commit 1a2b3c4d5e6f`. */
  change: string;
  /** What is asked about: what is deployed, or what would be. */
  side: "deployed" | "new";
  /** None: nothing permits it. */
  policies: PolicyPlace[];
  /**
   * Teams whose approval would let it through, in alternatives: one person of each team of a list. Empty: no approval of
   * a known member of the teams that the policies name would.
   */
  approvalBy: string[][];
  /** What went wrong while it was decided. */
  errors: readonly string[];
}

export function deniedDiagnostic(
  denial: Denial,
): Pick<Diagnostic, "code" | "severity" | "message" | "help"> {
  return {
    ...{ code: "deploy-denied", severity: "error" },
    message: deniedText(denial, "it"),
    help: `${whomToAsk(denial)}; what is deployed stays`,
  };
}

/** One clause. @param what Is not deployed: `it`, `project shop`. */
export function deniedText({ who, change, side, policies, errors }: Denial, what: string): string {
  const word = who.word ?? "by the word of the commit";
  const name = who.proven ? who.name : `${who.name}, ${word},`;
  const as = side === "deployed" ? ` as it is deployed now` : "";
  return `${name} may not deploy ${what}${as} (${change}): ${because(policies, errors)}`;
}

function because(policies: readonly PolicyPlace[], errors: readonly string[]): string {
  const [error] = errors;
  if (error !== undefined) return `it can't be decided: ${error}`;
  if (policies.length === 0) return "no policy permits it";
  const ids = policies.map(({ id }) => id);
  return `${ids.join(", ")} ${ids.length === 1 ? "forbids" : "forbid"} it`;
}

/** What is missing, where an approval is all that is; else null. */
export function missingApproval({ approvalBy }: Pick<Denial, "approvalBy">): string | null {
  const [first] = approvalBy;
  if (first === undefined) return null;
  if (first.length > 1) return `needs an approver of each of the teams ${first.join(", ")}`;
  return `needs an approver of team ${approvalBy.flat().join(" or ")}`;
}

export function whomToAsk({ policies, errors }: Denial): string {
  const places = policies.map(({ file, line, project }) =>
    project === undefined
      ? `${file}:${line} in the control repository`
      : `${file}:${line} of the project as it is deployed`,
  );
  const teams = [...new Set(policies.flatMap((one) => one.teams))];
  const ask =
    errors.length > 0 || teams.length === 0
      ? "ask whoever keeps the control repository"
      : `have it made or approved by somebody of ${teams.join(" or ")}`;
  return [...new Set(places), ask].join("; ");
}
