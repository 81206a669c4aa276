// One source → one pipeline: reads the files that it is made of, checks them, and normalizes what has no errors.

import type { FolderDefaults, PipelineSpec, TaskSpec, TemplateSpec } from "#schemas/types.ts";
import {
  validateDefaults,
  validatePipeline,
  validateTask,
  validateTemplate,
} from "#schemas/validators.js";
import { applyLayer, type Layer, mergeLayers } from "./defaults.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { diagnosticEntry } from "./diagnostic-codes.ts";
import { projectFile } from "./estate-paths.ts";
import { type LocalTask, tasksOf } from "./local-task.ts";
import { locateAll } from "./locate.ts";
import { normalize } from "./normalize.ts";
import { parseContent, parseOptional, type SpecFile } from "./parse.ts";
import type { ParseCache } from "./parse-cache.ts";
import type { ParamType, Pipeline } from "./pipeline.ts";
import type { Problem } from "./problem.ts";
import type { Project } from "./project.ts";
import { inlineTemplates, type Template, type TemplateSource } from "./template.ts";
import { checkTexts } from "./validate-expressions.ts";
import { checkLayer, checkTaskDefaults } from "./validate-layer.ts";
import { checkParams } from "./validate-params.ts";
import { validateFile } from "./validate-schema.ts";
import { checkSize } from "./validate-size.ts";
import { checkTasks } from "./validate-tasks.ts";
import { checkTimezone, checkTriggers } from "./validate-triggers.ts";

export interface PipelineSource {
  /** The file, or a folder's `pipeline.yaml`. */
  path: string;
  /** As written, also when other things are wrong; null when there is none. */
  name: string | null;
  /** All files that decided the result, the source first. A template that does not exist is one of them. */
  inputs: string[];
  /** Null when the source has errors. */
  pipeline: Pipeline | null;
  diagnostics: Diagnostic[];
}

export interface Files {
  /** A file by its path from the project's root, as text or as bytes; undefined when there is none. */
  content(path: string): string | Uint8Array | undefined;
  /** Names the content for the parse cache, such as a blob id with the schema's version. */
  key?(path: string): string | undefined;
  cache?: ParseCache | undefined;
  /** Paths of templates, only to suggest one. */
  templates?: readonly string[];
}

/** Reads sources of one state of a project; folder defaults and templates are read once for all of them. */
export interface SourceReader {
  /** @param inputs What `inputsOf` gives for the source. */
  read(source: string, inputs: readonly string[]): PipelineSource;
  template(path: string): Template | undefined;
  /** Diagnostics of everything that was read beside the sources' own files. */
  sharedDiagnostics(): Diagnostic[];
}

interface LayerFile {
  file: SpecFile;
  layer: Layer;
  diagnostics: Diagnostic[];
}

/** One source by itself; many of one state are cheaper with one `createSourceReader`. */
export function readSource(
  source: string,
  readFile: (path: string) => string | Uint8Array | undefined,
  project: Project,
  inputs: readonly string[] = [source],
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
  const template = (path: string): Template | undefined => {
    const known = templates.get(path);
    if (known !== undefined) return known ?? undefined;
    const file = parse(path);
    templates.set(path, file === undefined ? null : emptyTemplate(path, file));
    const made = templates.get(path) ?? undefined;
    // Known before it is filled: templates that use each other must come to an end.
    if (made) fillTemplate(made, { template, paths: files.templates ?? [] });
    return made;
  };

  return {
    read: (source, inputs) =>
      read(source, inputs, { parse, layer, template, project, paths: files.templates ?? [] }),
    template,
    sharedDiagnostics: () => [
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

const emptyTemplate = (path: string, file: SpecFile): Template => ({
  path,
  file,
  spec: { tasks: {} },
  tasks: [],
  params: {},
  problems: [],
  uses: new Set(),
});

function fillTemplate(template: Template, source: TemplateSource): void {
  const { file, problems } = template;
  const spec = validateFile<TemplateSpec>(file, validateTemplate, problems);
  if (spec === undefined) return;
  template.spec = spec;
  template.tasks = tasksOf(file, spec.tasks);
  template.params = typesOf(spec.params);
  checkParams(spec.params, false, file, problems);
  checkTasks(template.tasks, { params: template.params, known: declaredNames(file), problems });
  const recording: TemplateSource = {
    ...source,
    template(path) {
      template.uses.add(path);
      const found = source.template(path);
      for (const further of found?.uses ?? []) template.uses.add(further);
      return found;
    },
  };
  inlineTemplates(template.tasks, template.params, recording, problems, template.path);
}

interface Context {
  parse(path: string): SpecFile | undefined;
  layer(path: string): LayerFile | undefined;
  template(path: string): Template | undefined;
  project: Project;
  paths: readonly string[];
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
  let pipeline: Pipeline | null = null;
  if (spec !== undefined) {
    const tasks = [...tasksOf(file, spec.tasks), ...taskParts(parts, file, spec, problems)];
    pipeline = build(file, spec, tasks, layerFiles, used, problems, context);
  }
  const own = locateAll([file, ...parts], problems);
  const diagnostics = [...inherited, ...own];
  const hasErrors = diagnostics.some(({ severity }) => severity === "error");
  const name = nameOf(file);
  return { path: source, name, inputs: used, pipeline: hasErrors ? null : pipeline, diagnostics };
}

/** All checks of a pipeline; its normal form when they find nothing that would stop it. */
function build(
  file: SpecFile,
  spec: PipelineSpec,
  tasks: LocalTask[],
  layerFiles: readonly LayerFile[],
  used: string[],
  problems: Problem[],
  context: Context,
): Pipeline | null {
  const { project } = context;
  const params = typesOf(spec.params);
  const merged = applyLayer(
    layerFiles.reduceRight((outer, { layer }) => mergeLayers(outer, layer), project.layer),
    spec,
  );
  checkTimezone(spec.timezone, ["timezone"], file, problems);
  checkTaskDefaults(spec.defaults, file, problems);
  checkParams(spec.params, (spec.triggers ?? []).length > 0, file, problems);
  checkTriggers(spec.triggers, merged.timezone ?? project.timezone, file, problems);
  checkEnvironments(file, spec, layerFiles, params, project, problems);
  if (tasks.length === 0 && !hasRawTasks(file))
    problems.push({
      file,
      path: ["tasks"],
      at: "key",
      code: "no-tasks",
      message: "the pipeline has no tasks",
    });
  checkTasks(tasks, { params, known: declaredNames(file), problems });
  const template = (path: string) => {
    if (!used.includes(path)) used.push(path);
    const found = context.template(path);
    for (const nested of found?.uses ?? []) if (!used.includes(nested)) used.push(nested);
    return found;
  };
  const flat = inlineTemplates(tasks, params, { template, paths: context.paths }, problems, null);
  checkSize(flat, file, problems);
  const isValid =
    !problems.some(({ code }) => diagnosticEntry(code).severity === "error") &&
    file.diagnostics.every(({ severity }) => severity === "warning");
  return isValid ? normalize(merged, flat) : null;
}

function checkEnvironments(
  file: SpecFile,
  spec: PipelineSpec,
  layerFiles: readonly LayerFile[],
  params: Record<string, ParamType>,
  project: Project,
  problems: Problem[],
): void {
  const scope = { params, matrix: {}, needs: {}, allowStatus: false };
  const path = ["defaults", "env"];
  checkTexts(spec.env, scope, { file, path: ["env"], at: "value" }, problems);
  checkTexts(spec.defaults?.env, scope, { file, path, at: "value" }, problems);
  for (const { file: layerFile, layer } of layerFiles)
    checkTexts(layer.defaults?.env, scope, { file: layerFile, path, at: "value" }, problems);
  if (project.file)
    checkTexts(
      project.layer.defaults?.env,
      scope,
      { file: project.file, path, at: "value" },
      problems,
    );
}

/** The project's file is an input only of pipelines that take something from it. */
function usesProject(
  { layer, diagnostics }: Project,
  spec: PipelineSpec | undefined,
  layerFiles: readonly LayerFile[],
): boolean {
  if (diagnostics.length > 0) return true;
  const { owner, timezone, ...maps } = layer;
  const nearer = [spec, ...layerFiles.map((found) => found.layer)];
  const isTaken = (key: "owner" | "timezone") =>
    nearer.every((found) => found?.[key] === undefined);
  if (owner !== undefined && isTaken("owner")) return true;
  if (timezone !== undefined && isTaken("timezone")) return true;
  return Object.values(maps).some((value) => value !== undefined);
}

/** The tasks of `tasks/*.yaml`, named by their files. */
function taskParts(
  parts: readonly SpecFile[],
  main: SpecFile,
  spec: PipelineSpec,
  problems: Problem[],
): LocalTask[] {
  const found: LocalTask[] = [];
  for (const file of parts) {
    const name = file.path.slice(file.path.lastIndexOf("/") + 1, -".yaml".length);
    const task = validateFile<TaskSpec>(file, validateTask, problems);
    const place = { file, path: [], at: "value" } as const;
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(name))
      problems.push({
        ...place,
        code: "invalid-name",
        message: `"${name}" can't be a task's name`,
        help: "rename the file",
      });
    else if (spec.tasks && Object.hasOwn(spec.tasks, name)) {
      const related = {
        file: main,
        path: ["tasks", name],
        at: "key" as const,
        message: "and here",
      };
      problems.push({
        ...place,
        code: "duplicate-task",
        message: `task "${name}" is also in pipeline.yaml`,
        related,
      });
    } else found.push({ name, spec: task ?? {}, file, path: [] });
  }
  return found;
}

function typesOf(
  params: Record<string, { type?: ParamType }> | undefined,
): Record<string, ParamType> {
  const types: Record<string, ParamType> = {};
  for (const [name, param] of Object.entries(params ?? {}))
    if (param) types[name] = param.type ?? "string";
  return types;
}

const rawTasks = (file: SpecFile): unknown =>
  (file.value as { tasks?: unknown } | undefined)?.tasks;

/** Names under `tasks` as written, whatever shape their values have. */
function declaredNames(file: SpecFile): ReadonlySet<string> {
  const tasks = rawTasks(file);
  return new Set(typeof tasks === "object" && tasks !== null ? Object.keys(tasks) : []);
}

const hasRawTasks = (file: SpecFile): boolean => {
  const tasks = rawTasks(file);
  return (
    tasks !== undefined &&
    (typeof tasks !== "object" || tasks === null || Object.keys(tasks).length > 0)
  );
};

function nameOf(file: SpecFile): string | null {
  const name = (file.value as { name?: unknown } | undefined)?.name;
  return typeof name === "string" ? name : null;
}
