// `teams.yaml` of a control repository: read, checked, and with everything in it that may be left out.

import type { HolderSpec, TeamSpec, TeamsSpec } from "#schemas/types.ts";
import { validateTeams } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import { parseContent } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import type { Role, Tags, Team, Teams } from "./teams.ts";

export const teamsFile = "teams.yaml";
/** Of `*.cedar`, in a control repository and in a project. */
export const policiesFolder = "policies";

export interface TeamsFile {
  /** Null while the file has errors. */
  teams: Teams | null;
  diagnostics: Diagnostic[];
}

/** Never throws for what the file holds. */
export function readTeams(path: string, content: string | Uint8Array): TeamsFile {
  const file = parseContent(path, content);
  const problems: Problem[] = [];
  const spec = validateFile<TeamsSpec>(file, validateTeams, problems);
  const diagnostics = locateAll([file], problems);
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  return { teams: spec === undefined || isBroken ? null : teamsOf(spec), diagnostics };
}

/** With everything in it that may be left out. */
export const teamsOf = ({ teams, people, robots, withoutDefaults }: TeamsSpec): Teams => ({
  teams: mapped(teams, teamOf),
  people: mapped(people, ({ accounts, ...one }) => ({
    ...holderOf(one),
    ...(accounts && { accounts }),
  })),
  robots: mapped(robots, holderOf),
  withoutDefaults: withoutDefaults ?? [],
});

const teamOf = (spec: TeamSpec): Team => ({
  members: spec.members ?? [],
  robots: spec.robots ?? [],
  groups: spec.groups ?? [],
  ...holderOf(spec),
});

const holderOf = ({ roles, tags }: HolderSpec): { roles: readonly Role[]; tags: Tags } => ({
  roles: roles ?? [],
  tags: tags ?? {},
});

const mapped = <T, U>(all: Record<string, T> | undefined, make: (one: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(all ?? {}).map(([name, one]) => [name, make(one)]));
