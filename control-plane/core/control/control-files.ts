// A control repository: every registration read, the rules that hold between them, and those of the organisation for specs.

import { policiesFolder, readTeams, type TeamsFile, teamsFile } from "#core/access/teams-file.ts";
import { alertsFolder, isAlertsFile, readAlerts } from "#core/alerts/read-alerts.ts";
import type { AlertSettings } from "#core/alerts/settings.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { distinct } from "../estate.ts";
import { locate } from "../locate.ts";
import { readRules } from "../rules/read-rules.ts";
import { readWaivers } from "../rules/read-waivers.ts";
import type { RuleSet } from "../rules/rule.ts";
import { isRelative } from "./address.ts";
import {
  type RegisteredProject,
  type RegistrationFile,
  readRegistration,
} from "./registration-file.ts";

/** The folder of registrations, from the control repository's root. */
export const registrationsFolder = "projects";

/** Folders of which a control repository's files are read; of `policies` those that `isControlFile` names. */
export const controlFolders = [
  ...([registrationsFolder, "rules", "waivers", policiesFolder, alertsFolder] as const),
] as const;

/** Of files directly in the folder. */
export const isRegistration = (path: string): boolean => /^projects\/[^/]+\.yaml$/.test(path);

/** Who is who, and what is permitted; `policies/cases/` has what both must come to. */
export const isAccessFile = (path: string): boolean => path === teamsFile || isPolicyFile(path);

/** What is read of a control repository; cases of policies and whatever lies elsewhere are not. */
export const isControlFile = (path: string): boolean =>
  isAccessFile(path) ||
  controlFolders.some((folder) => folder !== policiesFolder && path.startsWith(`${folder}/`));

export const isPolicyFile = (path: string): boolean => /^policies\/[^/]+\.cedar$/.test(path);

export interface ControlAccess {
  teams: TeamsFile;
  /** Their texts by path, in order. */
  policies: Map<string, string>;
}

export interface ControlFiles {
  /** Null without a teams.yaml: the local token may everything, and nobody else anything. */
  access: ControlAccess | null;
  /** Each file that was read, good or not. */
  files: RegistrationFile[];
  /** Those of files without errors, by their names. */
  projects: Map<string, RegisteredProject & { file: string }>;
  /** The organisation's rules and waivers; null while any file of them has errors. */
  checks: RuleSet | null;
  /** Null: no file of alerts; undefined while any of them has errors. */
  alerts: AlertSettings | null | undefined;
  diagnostics: Diagnostic[];
}

/**
 * Never throws for what files hold.
 * @param place Where a relative path of a repository leads; null when nobody knows.
 * @param today YYYY-MM-DD in UTC, by which waivers have expired; null: nobody looks at that.
 */
export function readControlFiles(
  contents: Iterable<{ path: string; bytes: string | Uint8Array }>,
  place: (path: string) => string | null = (path) => path,
  today: string | null = null,
): ControlFiles {
  const files: RegistrationFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const all = [...contents];
  let teams: TeamsFile | null = null;
  const policies = new Map<string, string>();
  for (const { path, bytes } of all)
    if (path === teamsFile) teams = readTeams(path, bytes);
    else if (isAccessFile(path)) policies.set(path, textOf(bytes));
    else if (isRegistration(path)) files.push(placed(readRegistration(path, bytes), place));
    else if (/^(?:projects|rules|waivers|alerts)\/.*(?:\/.*\.yaml|\.yml)$/.test(path))
      diagnostics.push(unused(path));
  const ruled = checksOf(all, today);
  const alerting = all.filter(({ path }) => isAlertsFile(path));
  const alerts = readAlerts(alerting);
  diagnostics.push(...ruled.diagnostics, ...alerts.diagnostics);
  const clashing = new Set<string>();
  for (const [name, same] of Map.groupBy(files, (file) => file.name)) {
    const [first, ...others] = same;
    if (name === null || first === undefined || others.length === 0) continue;
    clashing.add(name);
    for (const file of same)
      diagnostics.push(
        duplicate(name, file, file === first ? (others[0] as RegistrationFile) : first),
      );
  }
  diagnostics.push(...files.flatMap((file) => file.diagnostics));
  const projects = new Map<string, RegisteredProject & { file: string }>();
  for (const { path, project } of files)
    if (project && !clashing.has(project.name))
      projects.set(project.name, { ...project, file: path });
  if (teams) diagnostics.push(...teams.diagnostics);
  else diagnostics.push(...[...policies.keys()].map(withoutTeams));
  return {
    access: teams && { teams, policies },
    files,
    projects,
    checks: ruled.checks,
    alerts: alerting.length === 0 ? null : (alerts.settings ?? undefined),
    diagnostics: distinct(diagnostics),
  };
}

/** Rules and waivers, which are good together or not at all. */
export function checksOf(
  contents: Iterable<{ path: string; bytes: string | Uint8Array }>,
  today: string | null,
): { checks: RuleSet | null; diagnostics: Diagnostic[] } {
  const all = [...contents];
  const { rules, diagnostics: wrong } = readRules(all);
  const names = rules.map(({ name }) => name);
  const { waivers, diagnostics: unfit } = readWaivers(all, names, today);
  const diagnostics = [...wrong, ...unfit];
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  return { checks: isBroken ? null : { rules, waivers }, diagnostics };
}

function placed(read: RegistrationFile, place: (path: string) => string | null): RegistrationFile {
  const { project, file } = read;
  if (project === null || !isRelative(project.repository)) return read;
  const repository = place(project.repository);
  if (repository !== null) return { ...read, project: { ...project, repository } };
  const lost = locate({
    ...{ file, path: ["source", "repository"], at: "value", code: "invalid-source" },
    message: "a relative path leads nowhere from a control repository that is on a server",
    help: "write a URL, or a path from the root of the server's disk",
  });
  return { ...read, project: null, rules: null, diagnostics: [...read.diagnostics, lost] };
}

/** Nobody can say which of them is meant, so neither is. */
const duplicate = (name: string, { file }: RegistrationFile, other: RegistrationFile): Diagnostic =>
  locate({
    ...{ file, path: ["name"], at: "value", code: "duplicate-project" },
    message: `"${name}" is registered by two files`,
    help: "a name stands for one project in all environments: finance-prd, finance-test",
    related: { file: other.file, path: ["name"], at: "value", message: "the other one" },
  });

const textOf = (bytes: string | Uint8Array): string =>
  typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes);

const withoutTeams = (file: string): Diagnostic => ({
  ...unused(file),
  message: "policies say nothing where there is no teams.yaml",
  help: "write one, with at least `teams: {}`",
});

const unused = (file: string): Diagnostic => ({
  ...{ code: "file-unused", severity: "warning", file },
  ...{ line: 1, column: 1, endLine: 1, endColumn: 1 },
  message: "nothing reads this file",
  help: file.endsWith(".yml")
    ? "name it .yaml"
    : "a control repository has its files directly in `projects/`, `rules/`, `waivers/` and `alerts/`",
});
