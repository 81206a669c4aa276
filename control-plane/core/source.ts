// One source → one pipeline: reads the files that it is made of, checks them, and normalizes what has no errors.

import type { FolderDefaults, PipelineSpec } from "#schemas/types.ts";
import { validateDefaults, validatePipeline } from "#schemas/validators.js";
import type { CalendarLines } from "./calendar/lines.ts";
import { type CalendarFile, calendarName, createCalendarReader } from "./calendar/read.ts";
import type { ConnectionFile } from "./connection.ts";
import type { ConnectorFile } from "./connector/read.ts";
import { createSystemReader } from "./connector/source.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { AwaitedPlace } from "./estate-awaits.ts";
import type { PipelineFace } from "./estate-children.ts";
import { poolsFile, projectFile } from "./estate-paths.ts";
import { tasksOf } from "./local-task.ts";
import { locateAll } from "./locate.ts";
import {
  atOverlay,
  layOver,
  layOverTasks,
  type OverlayFile,
  overlayPath,
  readOverlay,
} from "./overlay.ts";
import { parseContent, parseOptional, type SpecFile } from "./parse.ts";
import type { ParseCache } from "./parse-cache.ts";
import type { Pipeline } from "./pipeline.ts";
import { type Pools, readPools } from "./pools/read.ts";
import type { Problem } from "./problem.ts";
import type { Project } from "./project.ts";
import { isRuledHere } from "./rules/ruled-here.ts";
import { type BuildContext, buildPipeline, type LayerFile } from "./source-check.ts";
import { bundleOf, formerNamesOf, nameOf, partName, taskParts } from "./source-parts.ts";
import type { Template } from "./template.ts";
import { emptyTemplate, fillTemplate } from "./template-read.ts";
import { checkLayer } from "./validate-layer.ts";
import { validateFile } from "./validate-schema.ts";
import { putInWave, type SourceWave } from "./waves/of-source.ts";

export interface PipelineSource {
  /** The file, or a folder's `pipeline.yaml`. */
  path: string;
  /** As written, also when other things are wrong; null when there is none. */
  name: string | null;
  /** What it was called before, as written; absent when it says nothing of that. */
  renamedFrom?: string[] | undefined;
  /** What it applies together with, also while it has errors. */
  bundle?: string | undefined;
  /** All files that decided the result, the source first. A template that does not exist is one of them. */
  inputs: string[];
  /** Null when the source has errors. */
  pipeline: Pipeline | null;
  /** What other pipelines need to know of it; undefined when the source has errors, or nobody asked. */
  face?: PipelineFace | undefined;
  /** Pipelines of the project that its conditions name; undefined when the source has errors. */
  awaited?: AwaitedPlace[] | undefined;
  diagnostics: Diagnostic[];
  /** Of the calendars that it uses; absent when it uses none. */
  calendarLines?: CalendarLines;
  /** The wave that it is in; absent when it is in none. */
  wave?: SourceWave;
}

export interface Files {
  /** A file by its path from the project's root, as text or as bytes; undefined when there is none. */
  content(path: string): string | Uint8Array | undefined;
  /** Names the content for the parse cache, such as a blob id with the schema's version. */
  key?(path: string): string | undefined;
  cache?: ParseCache | undefined;
  /** Paths of templates, only to suggest one. */
  templates?: readonly string[];
  /** Paths of connections and connectors, only to suggest one. */
  systems?: readonly string[];
  /** Paths of calendars, only to suggest one. */
  calendars?: readonly string[];
  /** Paths of the overlays that there are, where that is known without asking for each. */
  overlays?: ReadonlySet<string>;
  /** Leaves out the pipelines: only diagnostics are wanted. */
  checkOnly?: boolean;
  /** Sources get what other pipelines need to know of them. */
  faces?: boolean;
}

/** Reads sources of one state of a project; folder defaults and templates are read once for all of them. */
export interface SourceReader {
  /** @param inputs What `inputsOf` gives for the source. */
  read(source: string, inputs: readonly string[]): PipelineSource;
  template(path: string): Template | undefined;
  connection(name: string): ConnectionFile | undefined;
  connector(name: string): ConnectorFile | undefined;
  calendar(name: string): CalendarFile | undefined;
  /** What `pools.yaml` declares. */
  pools(): Pools;
  /** Diagnostics of everything that was read beside the sources' own files. */
  sharedDiagnostics(): Diagnostic[];
}

/**
 * One source by itself; many of one state are cheaper with one `createSourceReader`.
 * @param inputs What `inputsOf` gives for the source: without them it would miss its defaults and its folder's tasks.
 */
export function readSource(
  source: string,
  readFile: (path: string) => string | Uint8Array | undefined,
  project: Project,
  inputs: readonly string[],
): PipelineSource {
  return createSourceReader({ content: readFile }, project).read(source, inputs);
}

/** A reader for files that do not change while it is used. */
export function createSourceReader(files: Files, project: Project): SourceReader {
  const layers = new Map<string, LayerFile | null>();
  const templates = new Map<string, Template | null>();

  const parse = (path: string): SpecFile | undefined => {
    const content = files.content(path);
    if (content === undefined) return undefined;
    const read = path.endsWith("/_defaults.yaml") ? parseOptional : parseContent;
    return read(path, content, { cache: files.cache, key: files.key?.(path) });
  };
  const layer = (path: string) =>
    layers.getOrInsertComputed(path, () => readLayer(parse(path))) ?? undefined;
  const systems = createSystemReader(parse, files.systems ?? []);
  const calendars = createCalendarReader(
    parse,
    (files.calendars ?? []).flatMap((path) => calendarName(path) ?? []),
  );
  const template = (path: string): Template | undefined => {
    const known = templates.get(path);
    if (known !== undefined) return known ?? undefined;
    const file = parse(path);
    templates.set(path, file === undefined ? null : emptyTemplate(path, file));
    const made = templates.get(path) ?? undefined;
    // Known before it is filled: templates that use each other must come to an end.
    const paths = files.templates ?? [];
    if (made) fillTemplate(made, { template, paths, pools, ...systems, ...calendars });
    return made;
  };
  let readOnce: Pools | undefined;
  const pools = () =>
    (readOnce ??= readPools(files.content(poolsFile), {
      ceilings: project.ceilings,
      cache: files.cache,
      key: files.key?.(poolsFile),
    }));

  return {
    read: (source, inputs) =>
      read(source, inputs, {
        parse,
        layer,
        template,
        connection: systems.connection,
        connectionNames: systems.connectionNames,
        connector: systems.connector,
        connectorNames: systems.connectorNames,
        calendar: calendars.calendar,
        calendarNames: calendars.calendarNames,
        project,
        pools,
        overlays: files.overlays ?? null,
        paths: files.templates ?? [],
        checkOnly: files.checkOnly ?? false,
        faces: files.faces ?? false,
        isRuled: (name) => isRuledHere(name, project, files),
      }),
    template,
    connection: systems.connection,
    connector: systems.connector,
    calendar: calendars.calendar,
    pools,
    sharedDiagnostics: () => [
      ...systems.diagnostics(),
      ...calendars.diagnostics(),
      ...[...layers.values()].flatMap((found) => found?.diagnostics ?? []),
      ...[...templates.values()].flatMap((found) =>
        found ? locateAll([found.file], found.problems) : [],
      ),
    ],
  };
}

function readLayer(file: SpecFile | undefined): LayerFile | null {
  if (file === undefined) return null;
  const problems: Problem[] = [];
  const layer = validateFile<FolderDefaults>(file, validateDefaults, problems) ?? {};
  checkLayer(layer, file, problems);
  return { file, layer, diagnostics: locateAll([file], problems) };
}

interface Context extends BuildContext {
  parse(path: string): SpecFile | undefined;
  layer(path: string): LayerFile | undefined;
  overlays: ReadonlySet<string> | null;
}

/** What the environment lays over the pipeline; null where it has nothing for it. */
function overlayFor(
  name: string | null,
  problems: Problem[],
  context: Context,
): OverlayFile | null {
  const path = name === null ? null : overlayPath(context.project.environment, name);
  if (path === null || context.overlays?.has(path) === false) return null;
  const file = context.parse(path);
  return file === undefined ? null : readOverlay(file, problems);
}

function read(source: string, inputs: readonly string[], context: Context): PipelineSource {
  const file = context.parse(source);
  if (file === undefined) throw new Error(`no such file: ${source}`);
  const used = [source];
  const problems: Problem[] = [];
  const inherited: Diagnostic[] = [...context.project.diagnostics];
  const spec = validateFile<PipelineSpec>(file, validatePipeline, problems);
  const layerFiles = inputs
    .filter((path) => path.endsWith("/_defaults.yaml"))
    .flatMap((path) => context.layer(path) ?? []);
  for (const {
    file: { path },
    diagnostics,
  } of layerFiles) {
    used.push(path);
    inherited.push(...diagnostics);
  }
  if (usesProject(context.project, spec, layerFiles)) used.push(projectFile);
  const taskFiles = inputs.filter((path) => path !== source && path.includes("/tasks/"));
  used.push(...taskFiles);
  const parts = taskFiles.flatMap((path) => context.parse(path) ?? []);
  const nothing = { pipeline: null, face: undefined, awaited: undefined, tags: undefined };
  let built: ReturnType<typeof buildPipeline> = nothing;
  const overlay = overlayFor(nameOf(file), problems, context);
  if (overlay) used.push(overlay.file.path);
  if (spec !== undefined) {
    const written = [...tasksOf(file, spec.tasks), ...taskParts(parts, file, spec, problems)];
    const laid = overlay ? layOver(spec, overlay, problems) : spec;
    const tasks = overlay ? layOverTasks(written, overlay, problems) : written;
    built = buildPipeline(file, laid, tasks, parts, layerFiles, used, problems, context);
  }
  if (used.includes(poolsFile)) inherited.push(...context.pools().diagnostics);
  const { tags, ...rest } = built;
  const waved = putInWave(rest, { name: nameOf(file), tags }, context.project.waves);
  used.push(...waved.used);
  inherited.push(...waved.diagnostics);
  const files = [file, ...parts];
  const own = overlay
    ? locateAll(
        [...files, overlay.file],
        problems.map((one) =>
          files.includes(one.file)
            ? atOverlay(one, overlay, one.file === file ? null : partName(one.file))
            : one,
        ),
      )
    : locateAll(files, problems);
  const diagnostics = [...inherited, ...own];
  const hasErrors = diagnostics.some(({ severity }) => severity === "error");
  const [name, found] = [nameOf(file), hasErrors ? { pipeline: null } : waved.built];
  const calendarLines = context.checkOnly ? {} : linesOfCalendars(used, context);
  const renamedFrom = formerNamesOf(file);
  const bundle = bundleOf(file) ?? layerFiles.find(({ layer }) => layer.bundle)?.layer.bundle;
  return {
    ...{ path: source, name, inputs: used, ...found, diagnostics, ...calendarLines },
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(waved.wave === undefined ? {} : { wave: waved.wave }),
  };
}

function linesOfCalendars(
  used: readonly string[],
  { calendar }: Pick<Context, "calendar">,
): Pick<PipelineSource, "calendarLines"> {
  const found = used.flatMap((path) => {
    const name = calendarName(path);
    const file = name === null ? undefined : calendar(name);
    return name === null || file === undefined ? [] : [[name, file.lines()] as const];
  });
  return found.length === 0 ? {} : { calendarLines: Object.fromEntries(found) };
}

/** The project's file is an input only of pipelines that take something from it. */
function usesProject(
  { layer, diagnostics }: Project,
  spec: PipelineSpec | undefined,
  layerFiles: readonly LayerFile[],
): boolean {
  if (diagnostics.length > 0) return true;
  const { concurrency, defaults, tags, ...values } = layer;
  const nearer = [spec, ...layerFiles.map((found) => found.layer)];
  const isTaken = (key: keyof typeof values) =>
    values[key] !== undefined && nearer.every((found) => found?.[key] === undefined);
  return (
    [concurrency, defaults, tags].some((map) => map !== undefined) ||
    (Object.keys(values) as (keyof typeof values)[]).some(isTaken)
  );
}
