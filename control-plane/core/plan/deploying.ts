// What of a change would not be deployed once it is merged, since policies keep it: by whom, why, and what is missing.

import {
  type Denial,
  deniedText,
  type Maker,
  missingApproval,
  whomToAsk,
} from "#core/access/deploy-denied.ts";
import type { Line } from "./view.ts";
import { named } from "./wording.ts";

export interface Deploying {
  /** Who is asked about: who made it, as far as that is known. */
  makers: Maker[];
  /** Who has approved exactly that; nobody who made it. */
  approvers: string[];
  /** Pipelines that would stay as they are. */
  denied: Denied[];
  /** Why nothing at all would be deployed: what belongs to the whole project is denied. */
  project: Omit<Denied, "pipeline" | "file"> | null;
  /** Pipelines of which what came in before is kept already, with why: it keeps this change as well. */
  earlier: { pipeline: string; file: string; reason: string }[];
}

export interface Denied {
  pipeline: string;
  file: string;
  who: Maker;
  side: Denial["side"];
  /** `FILE#ID` of those that decided; none: nothing permits it. */
  policies: string[];
  /** Lists of teams: an approver of each team of any list would do. */
  approvalBy: string[][];
  errors: readonly string[];
  /** A clause without the pipeline's name. */
  reason: string;
  help: string;
}

export function deniedOf(denial: Denial): Omit<Denied, "pipeline" | "file"> {
  const { who, side, policies, approvalBy, errors } = denial;
  const missing = missingApproval(denial);
  const help = [...(missing === null ? [] : [missing]), whomToAsk(denial)].join("; ");
  return {
    ...{ who, side, policies: policies.map(({ id }) => id), approvalBy, errors },
    ...{ reason: deniedText(denial, "it"), help },
  };
}

export const isKept = (one: Deploying | null | undefined): boolean =>
  one != null && one.denied.length + one.earlier.length + (one.project === null ? 0 : 1) > 0;

/** Such as `2 pipelines would not be deployed`; null: nothing is kept. */
export function keptSummary(one: Deploying | null | undefined): string | null {
  if (one == null || !isKept(one)) return null;
  if (one.project !== null) return "None of it would be deployed";
  const count = new Set([...one.denied, ...one.earlier].map(({ pipeline }) => pipeline)).size;
  return `${count} ${count === 1 ? "pipeline" : "pipelines"} would not be deployed`;
}

/** Pipelines of which the same is said are one line. */
export function deployingLines({ makers, approvers, denied, project, earlier }: Deploying): Line[] {
  const alike = Map.groupBy(denied, ({ reason, help }) => `${reason}\n${help}`);
  const by = makers.map((one) => (one.proven ? one.name : `${one.name} (not proven)`)).join(", ");
  const approved = approvers.length === 0 ? "nobody" : approvers.join(", ");
  return [
    { kind: "says", text: `asked for ${by}; approved by ${approved}` },
    ...(project === null
      ? []
      : [
          {
            kind: "warning" as const,
            text: `nothing of it, since the project's own files are denied: ${project.reason}`,
            help: project.help,
          },
        ]),
    ...[...alike.values()].map((some): Line => {
      const [{ reason, help }] = some as [Denied];
      return {
        kind: "warning",
        text: `${named(some.map(({ pipeline }) => pipeline))}: ${reason}`,
        help,
      };
    }),
    ...earlier.map(
      ({ pipeline, reason }): Line => ({
        kind: "warning",
        text: `${pipeline}: what came in before is kept already, and this with it: ${reason}`,
      }),
    ),
    ...(denied.length + earlier.length === 0 && project === null
      ? [{ kind: "says" as const, text: "no policy keeps anything of it" }]
      : []),
  ];
}
