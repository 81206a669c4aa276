// All checks of one pipeline, in one order; and its normal form when they find nothing that would stop it.

import type { PipelineSpec } from "#schemas/types.ts";
import { checkSecretNames } from "./age/check-names.ts";
import { type CalendarSource, calendarPath, findCalendar } from "./calendar/read.ts";
import { checkCeilings } from "./ceilings/check.ts";
import { checkCondition } from "./conditions/check.ts";
import { type ConnectionSource, connectionPath } from "./connection.ts";
import { connectorPath } from "./connector/read.ts";
import { applyLayer, type Layer, mergeLayers } from "./defaults.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { diagnosticEntry } from "./diagnostic-codes.ts";
import { type AwaitedPlace, awaitedPlaces } from "./estate-awaits.ts";
import { faceOf, type PipelineFace } from "./estate-children.ts";
import { poolsFile } from "./estate-paths.ts";
import type { LocalTask } from "./local-task.ts";
import { normalize } from "./normalize.ts";
import { checkOwnName } from "./own-name.ts";
import type { SpecFile } from "./parse.ts";
import type { ParamType, Pipeline } from "./pipeline.ts";
import { checkUses, type Uses } from "./pools/check.ts";
import type { Pools } from "./pools/read.ts";
import type { Problem } from "./problem.ts";
import type { Project } from "./project.ts";
import { checkRules } from "./rules/report.ts";
import { declaredNames, hasRawTasks, partName, typesOf } from "./source-parts.ts";
import { inlineTemplates, type Template } from "./template.ts";
import { checkMessageTriggers, paramsGiven, usesOfTriggers } from "./triggers/check.ts";
import { checkDeadline, firstDueTime } from "./validate-deadline.ts";
import { checkTexts } from "./validate-expressions.ts";
import { checkFinally } from "./validate-finally.ts";
import { checkTaskDefaults } from "./validate-layer.ts";
import { checkParams } from "./validate-params.ts";
import { checkSize } from "./validate-size.ts";
import { checkTasks } from "./validate-tasks.ts";
import { checkTimezone, checkTriggers } from "./validate-triggers.ts";

/** A `_defaults.yaml` that was read. */
export interface LayerFile {
  file: SpecFile;
  layer: Layer;
  diagnostics: Diagnostic[];
}

export interface BuildContext extends ConnectionSource, CalendarSource {
  template(path: string): Template | undefined;
  project: Project;
  pools: () => Pools;
  /** Templates that exist, to suggest one. */
  paths: readonly string[];
  checkOnly: boolean;
  /** The whole project is read, and its pipelines are to be judged together. */
  faces: boolean;
  /** Whether a pipeline is read as the environment has it for which the organisation's rules are asked. */
  isRuled(pipeline: string): boolean;
}

/** All checks of a pipeline; its normal form when they find nothing that would stop it. */
export function buildPipeline(
  file: SpecFile,
  spec: PipelineSpec,
  tasks: LocalTask[],
  parts: readonly SpecFile[],
  layerFiles: readonly LayerFile[],
  used: string[],
  problems: Problem[],
  context: BuildContext,
): {
  pipeline: Pipeline | null;
  face: PipelineFace | undefined;
  awaited: AwaitedPlace[] | undefined;
  /** With those of its folders and the project, as far as they can be read. */
  tags: PipelineSpec["tags"];
} {
  const { project } = context;
  const params = typesOf(spec.params);
  const merged = applyLayer(
    layerFiles.reduceRight((outer, { layer }) => mergeLayers(outer, layer), project.layer),
    spec,
  );
  const use = (path: string) => used.includes(path) || used.push(path);
  const calendars: CalendarSource = {
    calendar(name) {
      use(calendarPath(name));
      const found = context.calendar(name);
      for (const further of found?.uses ?? []) use(further);
      return found;
    },
    calendarNames: context.calendarNames,
  };
  checkTimezone(spec.timezone, ["timezone"], file, problems);
  if (spec.calendar !== undefined)
    findCalendar(spec.calendar, { file, path: ["calendar"], at: "value" }, calendars, problems);
  checkTaskDefaults(spec.defaults, file, problems);
  const given = paramsGiven(spec.triggers);
  checkParams(spec.params, (spec.triggers ?? []).length > 0, file, problems, given);
  const isScheduled = (spec.triggers ?? []).some((trigger) => trigger?.schedule !== undefined);
  if (spec.awaits)
    checkCondition(
      spec.awaits,
      { file, path: ["awaits"], at: "value" },
      {
        tasks: null,
        self: null,
        pipeline: spec.name,
        isScheduled,
        problems,
      },
    );
  const isWatched =
    spec.deadline || tasks.some(({ spec: { deadline, repeat } }) => deadline ?? repeat?.until);
  const rule = {
    timezone: merged.timezone ?? project.timezone,
    newDay: merged.newDay ?? project.newDay,
  };
  const read = { dialect: merged.dialect, calendars, calendar: spec.calendar, newDay: rule.newDay };
  checkTriggers(spec.triggers, read, file, problems);
  const firstDue = isWatched ? firstDueTime(merged, rule, problems) : null;
  const day = { newDay: rule.newDay, firstDue };
  const deadlinePlace = { file, path: ["deadline"], at: "value" as const };
  checkDeadline(spec.deadline, deadlinePlace, day, problems);
  checkEnvironments(file, spec, layerFiles, params, project, problems);
  if (tasks.length === 0 && parts.length === 0 && !hasRawTasks(file))
    problems.push({
      file,
      path: ["tasks"],
      at: "key",
      code: "no-tasks",
      message: "the pipeline has no tasks",
    });
  const connections: ConnectionSource = {
    connection(name) {
      use(connectionPath(name));
      return context.connection(name);
    },
    connectionNames: context.connectionNames,
    connector(name) {
      use(connectorPath(name));
      return context.connector(name);
    },
    connectorNames: context.connectorNames,
  };
  checkMessageTriggers(spec.triggers, { file, params, connections }, problems);
  // Asked only where a name of a pool is to be found.
  const pools = () => {
    use(poolsFile);
    return context.pools();
  };
  const names = declaredNames(file);
  checkTasks(tasks, {
    params,
    known: parts.length === 0 ? names : new Set([...names, ...parts.map(partName)]),
    pipeline: spec.name,
    isScheduled,
    day,
    connections,
    calendars,
    pools,
    problems,
  });
  checkSharedUses(file, spec, layerFiles, project, pools, problems);
  const last = checkFinally(file, spec, tasks, {
    ...{ params, known: declaredNames(file, "finally"), isScheduled, day },
    ...{ connections, calendars, pools, problems },
  });
  const template = (path: string) => {
    use(path);
    const found = context.template(path);
    for (const nested of found?.uses ?? []) use(nested);
    return found;
  };
  const source = { template, paths: context.paths, pools, ...connections, ...calendars };
  const flat = inlineTemplates([...tasks, ...last], params, source, problems, null);
  checkSize(flat, file, problems);
  checkOwnName({ file, spec, tasks: [...tasks, ...last] }, project, problems);
  const isValid = isWithoutErrors(file, problems);
  const triggerUses = usesOfTriggers(spec.triggers, file, connections);
  const every = { tasks: [...tasks, ...last], template: context.template, triggerUses };
  if (project.age) checkSecretNames({ ...every, connections }, project.age, problems);
  if (project.ceilings) {
    const layers = project.file ? [...layerFiles, { ...project, file: project.file }] : layerFiles;
    const defaults = [
      { file, defaults: spec.defaults },
      ...layers.map(({ file, layer }) => ({ file, defaults: layer.defaults })),
    ];
    const { ceilings } = project;
    checkCeilings({ ceilings, ...every, defaults, connections, pools }, problems);
  }
  const checks = context.isRuled(spec.name) ? project.ceilings?.checks : null;
  // What is beyond a ceiling is judged by the rules as well: everything at once.
  const pipeline =
    isValid && (checks || !context.checkOnly) ? normalize(merged, flat, context) : null;
  if (pipeline && checks)
    checkRules({ file, spec, tasks: [...tasks, ...last], pipeline }, checks, problems);
  const isAllowed = isValid && isWithoutErrors(file, problems);
  return {
    pipeline: isAllowed && !context.checkOnly ? pipeline : null,
    face: isValid && context.faces ? faceOf(spec.params, flat) : undefined,
    tags: merged.tags,
    awaited: isValid
      ? awaitedPlaces({ path: file.path, spec, project: project.name }, [...tasks, ...last], flat)
      : undefined,
  };
}

const isWithoutErrors = (file: SpecFile, problems: readonly Problem[]): boolean =>
  !problems.some(({ code }) => diagnosticEntry(code).severity === "error") &&
  file.diagnostics.every(({ severity }) => severity === "warning");

/** What the defaults around the tasks take. */
function checkSharedUses(
  file: SpecFile,
  spec: PipelineSpec,
  layerFiles: readonly LayerFile[],
  project: Project,
  pools: () => Pools,
  problems: Problem[],
): void {
  const check = (uses: Uses | undefined, within: SpecFile) =>
    checkUses(
      uses,
      (...path) => ({ file: within, path: ["defaults", ...path], at: "value" }),
      pools,
      problems,
    );
  check(spec.defaults, file);
  for (const { file: layerFile, layer } of layerFiles) check(layer.defaults, layerFile);
  if (project.file) check(project.layer.defaults, project.file);
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
  const inShadow = ["defaults", "shadow", "env"];
  checkTexts(spec.defaults?.shadow?.env, scope, { file, path: inShadow, at: "value" }, problems);
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
