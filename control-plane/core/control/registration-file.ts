// `projects/NAME.yaml` of a control repository: where a project comes from, and what it may at most do.

import type { Registration } from "#schemas/types.ts";
import { validateRegistration } from "#schemas/validators.js";
import { isBranchName } from "../branch-name.ts";
import type { CeilingKind } from "../ceilings/ceilings.ts";
import { readHostPattern } from "../ceilings/pattern.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import { parseContent, type SpecFile } from "../parse.ts";
import type { Problem } from "../problem.ts";
import type { RuledAt, StoredRules } from "../registration.ts";
import { validateFile } from "../validate-schema.ts";
import { addressProblem } from "./address.ts";
import { checkSigners } from "./check-signers.ts";

export interface RegisteredSource {
  /** Path or URL, without credentials. */
  repository: string;
  branch: string;
  /** Folder inside the repository, without slashes at its ends; "" is its root. */
  path: string;
}

/** A project as its file registers it. */
export interface RegisteredProject extends RegisteredSource {
  name: string;
  environment: string;
  rules: StoredRules;
}

export interface RegistrationFile {
  path: string;
  file: SpecFile;
  /** As written, also when other things are wrong; null when there is none. */
  name: string | null;
  /** Null while the file has errors. */
  project: RegisteredProject | null;
  /** What it rules; null while the file has errors. */
  rules: StoredRules | null;
  diagnostics: Diagnostic[];
}

/** Defaults of the format, declared here only; the schema's descriptions repeat them for people. */
const registrationDefaults = { environment: "default", branch: "main", path: "" } as const;

/** Reads one file, whatever others say. */
export function readRegistration(path: string, content: string | Uint8Array): RegistrationFile {
  const file = parseContent(path, content);
  const problems: Problem[] = [];
  const spec = validateFile<Registration>(file, validateRegistration, problems);
  if (spec !== undefined) {
    checkSource(file, spec, problems);
    checkPatterns(file, spec, problems);
    checkSigners(file, spec, problems);
    checkWave(file, spec, problems);
  }
  const diagnostics = locateAll([file], problems);
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  const written = (file.value as { name?: unknown } | null | undefined)?.name;
  const rules = spec === undefined || isBroken ? null : rulesIn(file, spec);
  return {
    path,
    file,
    name: typeof written === "string" ? written : null,
    project: spec === undefined || rules === null ? null : projectIn(spec, rules),
    rules,
    diagnostics,
  };
}

const projectIn = ({ name, environment, source }: Registration, rules: StoredRules) => ({
  name,
  environment: environment ?? registrationDefaults.environment,
  repository: source.repository,
  branch: source.branch ?? registrationDefaults.branch,
  path: folderOf(source.path ?? registrationDefaults.path),
  rules,
});

const folderOf = (path: string): string => path.replace(/^\/+|\/+$/g, "");

function rulesIn(
  file: SpecFile,
  { allow, secrets, sync, forge, owner, tags }: Registration,
): StoredRules {
  const places: Record<string, string> = {};
  for (const kind of Object.keys(allow ?? {})) {
    const { line, column } = file.document().spanOf(["allow", kind], "value");
    places[kind] = `${line}:${column}`;
  }
  const ruledAt: RuledAt = { file: file.path, places };
  return {
    ...(owner !== undefined && { owner }),
    ...(tags && { tags }),
    ...(allow && { allow }),
    ...(secrets && { secrets }),
    ...(sync && { sync }),
    ...(forge && { forge }),
    ruledAt,
  };
}

function checkSource(file: SpecFile, { source }: Partial<Registration>, problems: Problem[]): void {
  const report = (key: string, message: string, help: string) =>
    problems.push({
      file,
      path: ["source", key],
      at: "value",
      code: "invalid-source",
      message,
      help,
    });
  const { repository, branch, path } = source ?? {};
  const wrong = repository === undefined ? null : addressProblem(repository);
  if (wrong) report("repository", wrong.message, wrong.help);
  if (branch !== undefined && (!isBranchName(branch) || branch.startsWith("refs/")))
    report(
      "branch",
      `${JSON.stringify(branch)} can't be the name of a branch`,
      branch.startsWith("refs/") ? "write it without `refs/heads/`" : "write it as Git shows it",
    );
  if (
    path !== undefined &&
    folderOf(path)
      .split("/")
      .some((step) => /^\.{1,2}$/.test(step))
  )
    report(
      "path",
      "the path leaves its repository, or names itself",
      "write it from the root: prd/etl",
    );
}

/** What says how waves go says nothing without one. */
function checkWave(file: SpecFile, { sync }: Partial<Registration>, problems: Problem[]): void {
  for (const key of ["soak", "rollout"] as const)
    if (sync?.[key] !== undefined && sync.wave === undefined)
      problems.push({
        ...({ file, path: ["sync", key], at: "key" } as const),
        code: "missing-property",
        message: `\`sync.${key}\` is for projects of a wave, and there is no \`sync.wave\``,
        help: "give the project a `wave`: a number, higher than of those that go before it",
      });
}

/** What a name of each kind can have in it; a pattern with anything else would match nothing. */
const characters: Record<Exclude<CeilingKind, "network">, RegExp> = {
  runsOn: /^[A-Za-z0-9._:/@+*-]+$/,
  runAs: /^[A-Za-z0-9_.@*-]+$/,
  secrets: /^[a-z0-9/*-]+$/,
  pools: /^[A-Za-z0-9_.*-]+$/,
};

function checkPatterns(
  file: SpecFile,
  { allow }: Partial<Registration>,
  problems: Problem[],
): void {
  for (const [kind, patterns] of Object.entries(allow ?? {}))
    for (const [index, pattern] of (patterns ?? []).entries()) {
      // Cut for its type.
      if (typeof pattern !== "string") continue;
      const fits =
        kind === "network"
          ? readHostPattern(pattern) !== null
          : characters[kind as keyof typeof characters].test(pattern);
      if (!fits)
        problems.push({ file, path: ["allow", kind, index], at: "value", ...unfit(kind, pattern) });
    }
}

function unfit(kind: string, pattern: string): Pick<Problem, "code" | "message" | "help"> {
  const code = "invalid-ceiling";
  if (kind !== "network")
    return {
      code,
      message: `no name that \`${kind}\` limits is like ${JSON.stringify(pattern)}`,
      help: "write a name, or a pattern: `*` is any part of it, `**` also slashes",
    };
  const help = /^[a-z]+:\/\//i.test(pattern)
    ? "write the host without a scheme and a path: warehouse.example:443"
    : "write warehouse.example:443, *.example, or [::1]:5432";
  return { code, message: `${JSON.stringify(pattern)} is no host`, help };
}
