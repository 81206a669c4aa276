// The golden cases of specs: one folder each, with a pipeline or a whole project and what is found in it.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadCedar } from "#access/cedar-library.ts";
import { readPolicyFile } from "#access/policy-file.ts";
import { type Denial, deniedDiagnostic } from "#core/access/deploy-denied.ts";
import type { SecretPlaces } from "#core/age/age-folder.ts";
import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import { checksOf, readControlFiles } from "#core/control/control-files.ts";
import { readRegistration } from "#core/control/registration-file.ts";
import { type Estate, type EstateFile, readEstate } from "#core/estate.ts";
import { nameSpan } from "#core/estate-duplicates.ts";
import { rulesOf } from "#core/registration.ts";
import { screenTree, type TreeEntry } from "#core/tree.ts";
import { treeDiagnostics } from "#core/tree-diagnostics.ts";
import { shutDiagnostic } from "#core/waves/going-live.ts";

const cedar = await loadCedar();
const root = new URL("../golden/spec/", import.meta.url);

/** Names of all cases; a code's own case has its name. */
export const goldenSpecs = (): string[] => readdirSync(root).sort();

/** Where the expected diagnostics of a case are. */
export const expectedPath = (name: string): string =>
  fileURLToPath(new URL(`${name}/diagnostics.json`, root));

export function readGoldenSpec(name: string): Pick<Estate, "diagnostics"> {
  for (const origin of ["control", "project"] as const) {
    const policies = new URL(`${name}/${origin}-policies/`, root);
    if (existsSync(policies))
      return {
        diagnostics: bytesOf(policies).flatMap(({ path, bytes }) => {
          const text = new TextDecoder().decode(bytes);
          const read = readPolicyFile(cedar, `policies/${path}`, text, origin);
          return [...read.diagnostics, ...read.warnings];
        }),
      };
  }
  const denied = new URL(`${name}/denied.json`, root);
  if (existsSync(denied)) return { diagnostics: deniedIn(name, denied) };
  const shut = new URL(`${name}/shut.json`, root);
  if (existsSync(shut)) return { diagnostics: shutIn(name, shut) };
  const tree = new URL(`${name}/tree.json`, root);
  if (existsSync(tree)) {
    const entries = JSON.parse(readFileSync(tree, "utf8")) as Omit<TreeEntry, "oid">[];
    const { findings } = screenTree(
      "",
      entries.map((entry) => ({ ...entry, oid: "" })),
    );
    return { diagnostics: treeDiagnostics(findings) };
  }
  if (existsSync(new URL(`${name}/control/`, root)))
    return readControlFiles(bytesOf(new URL(`${name}/control/`, root)));
  return readEstate(filesOf(new URL(`${name}/`, root)), {
    ceilings: ceilingsOf(new URL(`${name}/`, root)),
    secrets: secretsOf(new URL(`${name}/`, root)),
  });
}

/** Of a case in which policies keep a file's pipeline from being deployed, as a sync finds out. */
const deniedIn = (name: string, denied: URL) =>
  bytesOf(new URL(`${name}/files/`, root)).map(({ path, bytes }) => ({
    file: path,
    ...deniedDiagnostic(JSON.parse(readFileSync(denied, "utf8")) as Denial),
    ...nameSpan(path, bytes),
  }));

/** Of a case in which the gate of a file's wave keeps its pipeline from going live, as a sync finds out. */
const shutIn = (name: string, shut: URL) =>
  bytesOf(new URL(`${name}/files/pipelines/`, root)).map(({ path, bytes }) => ({
    file: `pipelines/${path}`,
    ...shutDiagnostic(JSON.parse(readFileSync(shut, "utf8"))),
    ...nameSpan(`pipelines/${path}`, bytes),
  }));

/** Of a case that is judged by a registration, and by the rules beside it. */
function ceilingsOf(folder: URL): ProjectCeilings | null {
  const file = new URL("registration.yaml", folder);
  if (!existsSync(file)) return null;
  const { rules, project } = readRegistration("projects/finance.yaml", readFileSync(file));
  if (rules === null || project === null) return null;
  const organisation = new URL("organisation/", folder);
  const checks = existsSync(organisation) ? checksOf(bytesOf(organisation), null).checks : null;
  const of = { project: project.name, environment: project.environment, today: "2026-11-26" };
  return rulesOf({ ...rules, ...(checks && { checks }) }, of);
}

/** Where the registration of a case has secrets asked for. */
function secretsOf(folder: URL): SecretPlaces | null {
  const file = new URL("registration.yaml", folder);
  if (!existsSync(file)) return null;
  const { rules, project } = readRegistration("projects/finance.yaml", readFileSync(file));
  return project && rules && { environment: project.environment, routes: rules.secrets ?? [] };
}

/** The text of one of a case's files; null when it is none. */
export function goldenText(name: string, path: string): string | null {
  if (existsSync(new URL(`${name}/tree.json`, root))) return null;
  for (const origin of ["control", "project"]) {
    const policy = new URL(`${name}/${origin}-policies/${path.replace("policies/", "")}`, root);
    if (existsSync(policy)) return readFileSync(policy, "utf8");
  }
  const control = new URL(`${name}/control/`, root);
  const files = existsSync(control) ? bytesOf(control) : filesOf(new URL(`${name}/`, root));
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) return null;
  return "text" in file ? file.text : new TextDecoder().decode(file.bytes);
}

function filesOf(folder: URL): EstateFile[] {
  const input = new URL("input.yaml", folder);
  if (existsSync(input)) {
    const text = readFileSync(input, "utf8") + repeated(new URL("repeat.json", folder));
    return [{ path: "pipelines/input.yaml", text }];
  }
  return bytesOf(new URL("files/", folder));
}

function bytesOf(files: URL): { path: string; bytes: Uint8Array }[] {
  const paths = readdirSync(files, { recursive: true, withFileTypes: true });
  return paths
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = `${entry.parentPath}/${entry.name}`
        .slice(fileURLToPath(files).length)
        .replace(/^\//, "");
      return { path, bytes: readFileSync(new URL(path, files)) };
    });
}

/** Lines that a case repeats, numbered at `#`: large inputs stay out of the repository. */
function repeated(file: URL): string {
  if (!existsSync(file)) return "";
  const { line, times } = JSON.parse(readFileSync(file, "utf8")) as { line: string; times: number };
  return Array.from({ length: times }, (_, index) => `${line.replace("_#", `_${index}`)}\n`).join(
    "",
  );
}
