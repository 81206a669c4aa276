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
}

export interface Denial {
  who: Maker;
  /** `change #12`, `commit 1a2b3c4d5e6f`. */
  change: string;
  /** What is asked about: what is deployed, or what would be. */
  side: "deployed" | "new";
  /** None: nothing permits it. */
  policies: PolicyPlace[];
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
  const name = who.proven ? who.name : `${who.name}, by the word of the commit,`;
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
