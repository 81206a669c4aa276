// What a project may at most use, as its registration says, and how it is said that something is outside of it.

import type { Ceilings, RuledAt } from "../registration.ts";
import type { RulesInForce } from "../rules/rule.ts";
import { closest } from "../suggest.ts";
import { matchesHost, matchesPattern } from "./pattern.ts";

export type CeilingKind = keyof Ceilings;

/** The ceilings of a project, and where they are written. */
export interface ProjectCeilings {
  allow: Ceilings;
  /** Null where no file of a control repository says it. */
  ruledAt: RuledAt | null;
  /** What the organisation asks of every spec of the project; null or absent: nothing. */
  checks?: RulesInForce | null;
  /** The name by which it is registered; null or absent: nobody knows. */
  project?: string | null;
}

/** One thing that a task uses. */
export interface Use {
  kind: CeilingKind;
  /** A label, a user, a secret's name, a pool's or `host:port`. */
  value: string;
}

/** There is nothing to judge. */
export const isUnlimited = ({ allow }: ProjectCeilings): boolean =>
  Object.values(allow).every((patterns) => patterns === null);

export function isAllowed(allow: Ceilings, { kind, value }: Use): boolean {
  const patterns = allow[kind];
  if (patterns === null) return true;
  const matches = kind === "network" ? matchesHost : matchesPattern;
  return patterns.some((pattern) => matches(value, pattern));
}

const nouns: Record<CeilingKind, (value: string) => string> = {
  runsOn: (value) => `ask for workers with the label "${value}"`,
  runAs: (value) => `run as the user "${value}"`,
  secrets: (value) => `use the secret "${value}"`,
  pools: (value) => `take of the pool "${value}", which is shared with other projects`,
  network: (value) => `reach ${value}`,
};

/** The sentence without its end. */
export const outsideText = ({ kind, value }: Use): string =>
  `the project may not ${nouns[kind](value)}`;

/** Where the ceiling is and what it has: `projects/finance.yaml:6:10 in the control repository allows for secrets: finance/**`. */
export function ceilingText({ allow, ruledAt }: ProjectCeilings, { kind }: Use): string {
  const patterns = allow[kind] ?? [];
  const shown = patterns.slice(0, 8).join(", ") + (patterns.length > 8 ? ", …" : "");
  const what = patterns.length === 0 ? `none for \`${kind}\`` : `for \`${kind}\`: ${shown}`;
  if (ruledAt === null) return `the project's registration allows ${what}`;
  const place = ruledAt.places[kind] ?? "1:1";
  return `${ruledAt.file}:${place} in the control repository allows ${what}`;
}

/** What to do about it. */
export function outsideHelp(ceilings: ProjectCeilings, use: Use): string {
  const names = (ceilings.allow[use.kind] ?? []).filter((pattern) => !pattern.includes("*"));
  // Two hosts of one domain look alike and are not.
  const near = use.kind === "network" ? null : closest(use.value, names);
  const meant = near === null ? "" : `did you mean "${near}"? `;
  return `${meant}${ceilingText(ceilings, use)}`;
}
