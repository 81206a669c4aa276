// Decision cases: what teams and policies must come to, written down beside them and asked as tests.

import type {
  DecisionCase,
  DecisionProject,
  DecisionsSpec,
  DecisionThing,
} from "#schemas/types.ts";
import { validateDecisions } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import { parseContent } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import { type AccessAction, actions, type ResourceKind } from "./action.ts";
import type { Resource } from "./entities.ts";
import type { Teams } from "./teams.ts";
import { teamsOf } from "./teams-file.ts";

export const casesFolder = "policies/cases";

export interface Case extends DecisionCase {
  file: string;
  line: number;
}

export interface CaseFile {
  /** Null: those of the control repository count. */
  teams: Teams | null;
  projects: Record<string, DecisionProject> | null;
  /** None while the file has errors. */
  cases: Case[];
  diagnostics: Diagnostic[];
}

/** Never throws for what the file holds. */
export function readCases(path: string, content: string | Uint8Array): CaseFile {
  const file = parseContent(path, content);
  const problems: Problem[] = [];
  const spec = validateFile<DecisionsSpec>(file, validateDecisions, problems);
  const diagnostics = locateAll([file], problems);
  if (spec === undefined || diagnostics.some(({ severity }) => severity === "error"))
    return { teams: null, projects: null, cases: [], diagnostics };
  const cases = spec.cases.map((one, at) => ({
    ...one,
    file: path,
    line: file.document().spanOf(["cases", at], "value").line,
  }));
  const { teams, people = {}, robots = {}, withoutDefaults = [], projects = null } = spec;
  const own = teams ? teamsOf({ teams, people, robots, withoutDefaults }) : null;
  return { teams: own, projects, cases, diagnostics };
}

const kinds = Object.entries(actions) as [ResourceKind, readonly AccessAction[]][];

/** What an action is done to. */
export const kindOf = (action: AccessAction): ResourceKind =>
  kinds.find(([, own]) => own.includes(action))?.[0] ?? "server";

/** @param environmentOf Of a project. */
export function resourceOf(
  action: AccessAction,
  thing: DecisionThing,
  environmentOf: (project: string) => string,
): Resource {
  const kind = kindOf(action);
  const { project = "", folder = "pipelines", owner = null, tags = {}, name = "" } = thing;
  const environment = thing.environment ?? environmentOf(project);
  switch (kind) {
    case "server":
      return { kind };
    case "project":
      return { kind, name: project, environment };
    case "pipeline":
      return {
        ...{ kind, facts: { project, environment, folder, owner, tags } },
        ...(name !== "" && { name }),
      };
    case "secret":
    case "connection":
      return { kind, project, environment, name };
  }
}
