// A whole project: every source read, and the rules that hold between them.

import { checkOwnRoutes, routesFile } from "#core/alerts/read-alerts.ts";
import { readAgeFolder, type SecretPlaces } from "./age/age-folder.ts";
import { checkBundles } from "./bundles.ts";
import { type CalendarFile, calendarName } from "./calendar/read.ts";
import type { ProjectCeilings } from "./ceilings/ceilings.ts";
import { connectionName } from "./connection.ts";
import { connectorNameOf } from "./connector/read.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { checkAwaits, type Offer } from "./estate-awaits.ts";
import { checkChildren } from "./estate-children.ts";
import { findDuplicates } from "./estate-duplicates.ts";
import { type EstatePaths, inputsOf, listSources, projectFile } from "./estate-paths.ts";
import { environmentsOf, overlayOf } from "./overlay.ts";
import { checkOwners } from "./owners/check.ts";
import { ownersFile } from "./owners/rules.ts";
import { readExplanations } from "./parity/read-explanations.ts";
import { readRecords } from "./parity/records.ts";
import type { ParseOptions } from "./parse.ts";
import { type Project, readProject } from "./project.ts";
import { checkRenames } from "./renames.ts";
import { createSourceReader, type Files, type PipelineSource } from "./source.ts";
import type { TreeFinding } from "./tree.ts";
import { estateTreeDiagnostics } from "./tree-diagnostics.ts";
import { checkAcross } from "./waves/across.ts";
import { checkMembers, withKnownMembers } from "./waves/members.ts";
import { readWaves } from "./waves/read.ts";
import { waveName } from "./waves/wave.ts";

export { findDuplicates } from "./estate-duplicates.ts";
export { type EstatePaths, inputsOf, listSources, projectFile } from "./estate-paths.ts";
export { defaultProject, type Project, readProject } from "./project.ts";
export {
  createSourceReader,
  type Files,
  type PipelineSource,
  readSource,
  type SourceReader,
} from "./source.ts";

/** Path from the project's root, with `/`, and the content. */
export type EstateFile = { path: string; text: string } | { path: string; bytes: Uint8Array };

export interface EstateOptions {
  cache?: ParseOptions["cache"];
  /** Key of a file for the cache, such as its blob id and the schema's version. */
  key?: (path: string) => string | undefined;
  /** Only diagnostics are wanted: no source gets a pipeline, which takes a third less time and half the memory. */
  checkOnly?: boolean;
  /** What the project may at most use; anything unless it is given. */
  ceilings?: ProjectCeilings | null;
  /** Where its registration has secrets asked for; null or absent: nobody knows. */
  secrets?: SecretPlaces | null;
  /** What lies among the files and can't be part of the project. */
  refused?: readonly TreeFinding[];
}

export interface Estate {
  project: Project;
  sources: PipelineSource[];
  calendars: CalendarFile[];
  /** Everything that was found, those of the sources included, each once, by file and place. */
  diagnostics: Diagnostic[];
}

/** Reads a project from its files; files that are no specs are not looked into. Never throws for what files hold. */
export function readEstate(files: Iterable<EstateFile>, options: EstateOptions = {}): Estate {
  const contents = new Map<string, string | Uint8Array>();
  for (const file of files) contents.set(file.path, "text" in file ? file.text : file.bytes);
  const { ceilings = null } = options;
  const age = readAgeFolder(contents, options.secrets ?? null);
  const waves = readWaves(contents);
  const project = { ...readProject(contents.get(projectFile)), ceilings, age, waves };
  const refused = new Map(options.refused?.map((finding) => [finding.path, finding]));
  // Whom a wave has that can't be read nobody knows.
  const hidesWave = [...refused.keys()].some((path) => waveName(path) !== null);
  // A refused `pipeline.yaml` still makes its folder a pipeline: its tasks and data are no specs of their own.
  const hidden = [...refused.keys()].filter((path) => path.endsWith("/pipeline.yaml"));
  const paths = listSources([...contents.keys(), ...hidden], project.pipelines);
  const whole =
    refused.size === 0
      ? paths
      : listSources([...contents.keys(), ...refused.keys()], project.pipelines);
  const templates = paths.inputs.filter((path) => path.startsWith("templates/"));
  const systems = paths.inputs.filter((path) => /^connect(?:ions|ors)\//.test(path));
  const calendars = paths.inputs.filter((path) => calendarName(path) !== null);
  const content = (path: string) => contents.get(path);
  const access: Files = { content, templates, systems, calendars, faces: true, ...options };
  const reader = createSourceReader(access, project);
  const known = paths.sources
    .filter((source) => contents.has(source))
    .map((source) => {
      const read = reader.read(source, inputsOf(source, paths));
      const lacks =
        hidesWave || (refused.size > 0 && partsOf(source, whole).some((part) => refused.has(part)));
      return lacks ? { ...read, pipeline: null } : read;
    });
  const sources = withKnownMembers(waves, known);
  const laid = layOverAll(access, project, paths, contents);
  // A template, a connection or a calendar that nobody uses yet is checked as well.
  for (const path of templates) reader.template(path);
  for (const path of systems) {
    const name = connectionName(path);
    if (name === null) reader.connector(connectorNameOf(path) ?? "");
    else reader.connection(name);
  }
  const calendarFiles = calendars.flatMap(
    (path) => reader.calendar(calendarName(path) ?? "") ?? [],
  );
  const diagnostics = [
    ...project.diagnostics,
    ...waves.diagnostics,
    ...checkMembers(waves, sources),
    ...readExplanations(contents, { pipelines: namesOf(sources), today: null }).diagnostics,
    ...readRecords(contents).diagnostics,
    ...unusedFiles(paths),
    ...reader.pools().diagnostics,
    ...checkOwners(content(ownersFile)),
    ...checkOwnRoutes(content(routesFile)),
    ...(age?.diagnostics ?? []),
    ...reader.sharedDiagnostics(),
    ...laid,
    ...sources.flatMap((source) => source.diagnostics),
    ...findDuplicates(sources, content),
    ...checkRenames(sources, content),
    ...checkBundles(sources, content),
    ...checkChildren(sources, content),
    ...checkAwaits(sources, offersOf(sources), isNamed(sources), content),
    ...checkAcross(sources, content),
    ...estateTreeDiagnostics([...refused.values()], contents.keys(), project.pipelines),
  ];
  // They have served.
  const read = sources.map(({ face: _, ...source }) => source);
  return { project, sources: read, calendars: calendarFiles, diagnostics: distinct(diagnostics) };
}

/** What every environment's overlays come to, and which are laid over nothing. */
function layOverAll(
  access: Files,
  project: Project,
  paths: EstatePaths,
  contents: ReadonlyMap<string, unknown>,
): Diagnostic[] {
  const overlays = paths.inputs.filter((path) => overlayOf(path) !== null);
  if (overlays.length === 0) return [];
  const files = paths.sources.filter((source) => contents.has(source));
  return environmentsOf(overlays).flatMap((environment) => {
    const reader = createSourceReader(access, { ...project, environment });
    const laid = new Set<string>();
    const found: Diagnostic[] = [];
    for (const source of files) {
      const { inputs, diagnostics } = reader.read(source, inputsOf(source, paths));
      const overlay = inputs.find((path) => overlayOf(path) !== null);
      if (overlay === undefined) continue;
      laid.add(overlay);
      found.push(...diagnostics);
    }
    for (const path of overlays)
      if (overlayOf(path)?.environment === environment && !laid.has(path))
        found.push(overNothing(path));
    return found;
  });
}

const overNothing = (file: string): Diagnostic => ({
  ...{ code: "overlay-unknown", severity: "error", file },
  ...{ line: 1, column: 1, endLine: 1, endColumn: 1 },
  message: `there is no pipeline "${overlayOf(file)?.pipeline}"`,
  help: "overlays/ENVIRONMENT/NAME.yaml is laid over the pipeline that its name says",
});

/** Null where one can't be read: it may be the one that is meant. */
const namesOf = (sources: readonly Pick<PipelineSource, "name">[]): string[] | null =>
  isNamed(sources) ? sources.flatMap(({ name }) => name ?? []) : null;

/** Whether each source's name can be read. */
const isNamed = (sources: readonly Pick<PipelineSource, "name">[]): boolean =>
  sources.every(({ name }) => name !== null);

function offersOf(sources: readonly PipelineSource[]): Map<string, Offer> {
  return new Map(
    sources.flatMap(({ name, face }) =>
      name === null ? [] : [[name, () => (face ? new Set(Object.keys(face.outputs)) : null)]],
    ),
  );
}

/** Files and folders that a source is made of by their paths. */
const partsOf = (source: string, paths: EstatePaths): string[] => [
  ...inputsOf(source, paths),
  source.replace(/\/pipeline\.yaml$/, "/tasks"),
];

/** Warnings about files in the pipelines' folder that nothing reads. */
export function unusedFiles(paths: EstatePaths): Diagnostic[] {
  return paths.unused.map((file) => ({
    code: "file-unused",
    severity: "warning",
    file,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    message: "nothing reads this file",
    help: file.endsWith(".yml") ? "name it .yaml" : "tasks are directly in `tasks/`",
  }));
}

/** Each once, by file and place. A broken `_defaults.yaml` is among the diagnostics of each of its pipelines, but it is one mistake. */
export function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { file, line, column, code, message } = diagnostic;
    seen.getOrInsert(`${file}:${line}:${column} ${code} ${message}`, diagnostic);
  }
  return [...seen.values()].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
