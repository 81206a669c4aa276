// Templates: the tasks of a template take the place of the task that uses it.
// `load: {uses: ./templates/load.yaml}` becomes `load.extract`, `load.store`: the first tasks take over what `load`
// needs, and what needs `load` waits for the last ones.

import type { TaskSpec, TemplateSpec } from "#schemas/types.ts";
import { isExpressionAlone, listInputs } from "./action-inputs.ts";
import type { CalendarSource } from "./calendar/read.ts";
import type { ConnectionSource } from "./connection.ts";
import { parseTemplateText } from "./expression.ts";
import { actionOf, type LocalTask, placeIn } from "./local-task.ts";
import type { SpecFile } from "./parse.ts";
import type { ParamType } from "./pipeline.ts";
import type { PoolSource } from "./pools/read.ts";
import type { Place, Problem } from "./problem.ts";
import type { ShellScript } from "./shell-text.ts";
import { closest } from "./suggest.ts";
import { bindParams } from "./template-params.ts";
import { rename } from "./template-rename.ts";
import {
  neededTasks,
  type Renaming,
  rewriteExpression,
  withNamedNeeds,
} from "./template-rewrite.ts";
import { templateOf } from "./validate-tasks.ts";
import { maxTasks } from "./yaml-limits.ts";

export interface Template {
  path: string;
  file: SpecFile;
  spec: TemplateSpec;
  tasks: LocalTask[];
  params: Record<string, ParamType>;
  /** What is wrong with the template itself. */
  problems: Problem[];
  /** Paths of the templates and connections that it uses, directly or through others. */
  uses: Set<string>;
}

export interface TemplateSource extends ConnectionSource, CalendarSource, PoolSource {
  /** A template by its path from the project's root; undefined when there is no such file. */
  template(path: string): Template | undefined;
  /** Paths of known templates, to suggest one. */
  paths: readonly string[];
}

/** Tasks without templates, whose names hold in the whole pipeline. */
export interface FlatTask {
  name: string;
  /** It belongs to `finally`. */
  last?: true;
  spec: TaskSpec;
  /** What the check of `run` has read; absent when the text has changed since. */
  script?: ShellScript;
}

interface Scope {
  prefix: string;
  /** Replaces the template's parameters; null in the pipeline itself. */
  params: Record<string, string> | null;
  paramTypes: Record<string, ParamType>;
  /** Templates that are being inlined, outermost first. */
  stack: readonly string[];
  source: TemplateSource;
  problems: Problem[];
  /** Tasks that may still be added: ten templates that use ten each grow fast. */
  budget: { left: number };
}

/**
 * Inlines all templates that the tasks use; problems are those of the calls, at their places.
 * @param within The template that has the tasks; null for a pipeline's.
 */
export function inlineTemplates(
  tasks: readonly LocalTask[],
  paramTypes: Record<string, ParamType>,
  source: TemplateSource,
  problems: Problem[],
  within: string | null,
): FlatTask[] {
  if (tasks.every((task) => templateOf(task) === null)) return tasks.map(plainTask);
  const stack = within === null ? [] : [within];
  const budget = { left: maxTasks };
  return flatten(tasks, { prefix: "", params: null, paramTypes, stack, source, problems, budget });
}

function plainTask({ name, spec, script, before }: LocalTask): FlatTask {
  const task: FlatTask = { name, spec };
  if (script !== undefined) task.script = script;
  if (before !== undefined) task.last = true;
  return task;
}

function flatten(tasks: readonly LocalTask[], scope: Scope): FlatTask[] {
  const inlined = new Map<string, FlatTask[]>();
  scope.budget.left -= tasks.length;
  const byName = new Map(tasks.map((task) => [task.name, task]));
  for (const task of tasks) {
    const path = templateOf(task);
    if (path !== null) inlined.set(task.name, callTemplate(task, path, byName, scope));
  }
  const renaming: Renaming = { params: scope.params, tasks: namesOf(tasks, inlined, scope.prefix) };
  return tasks.flatMap((task) => {
    const call = rename(task.spec, renaming);
    const body = inlined.get(task.name);
    return body === undefined
      ? [
          {
            name: scope.prefix + task.name,
            spec: withParamNeeds(call, scope.params),
            ...(task.before === undefined ? {} : { last: true as const }),
          },
        ]
      : attach(body, call);
  });
}

/** For each local task the tasks whose end is its end. */
function namesOf(
  tasks: readonly LocalTask[],
  inlined: ReadonlyMap<string, readonly FlatTask[]>,
  prefix: string,
): Map<string, string[]> {
  return new Map(
    tasks.map(({ name }) => [name, leavesOf(inlined.get(name)) ?? [prefix + name]] as const),
  );
}

function leavesOf(body: readonly FlatTask[] | undefined): string[] | undefined {
  if (body === undefined) return undefined;
  const needed = new Set(body.flatMap(({ spec }) => spec.needs ?? []));
  return body.map(({ name }) => name).filter((name) => !needed.has(name));
}

/**
 * A parameter's value may be an output of a task that the caller needs. Expressions read direct needs only, so each of
 * the template's tasks that uses the parameter needs that task too; it comes before the whole template anyway.
 */
function withParamNeeds(spec: TaskSpec, params: Record<string, string> | null): TaskSpec {
  if (params === null || !Object.values(params).some((cel) => cel.includes("needs"))) return spec;
  const action = actionOf(spec);
  const texts = [
    action && "run" in action ? action.run : "",
    ...Object.values(spec.env ?? {}),
    ...Object.values(spec.sets ?? {}),
    ...(spec.on ?? []).flatMap(({ sets }) => Object.values(sets ?? {})),
  ];
  const inputs = action && "uses" in action ? listInputs(action.uses, spec.with ?? {}) : [];
  for (const { kind, text } of inputs) if (!isExpressionAlone(kind)) texts.push(text);
  const expressions = texts.flatMap((text) =>
    parseTemplateText(text).parts.flatMap((part) => (part.kind === "text" ? [] : part.expression)),
  );
  for (const { kind, text } of inputs) if (isExpressionAlone(kind)) expressions.push(text);
  if (spec.if !== undefined) expressions.push(spec.if);
  for (const { when } of spec.on ?? []) expressions.push(when);
  if (spec.repeat?.while !== undefined) expressions.push(spec.repeat.while);
  const needs = new Set(spec.needs);
  for (const name of expressions.flatMap(neededTasks)) needs.add(name);
  return needs.size === 0 ? spec : { ...spec, needs: [...needs] };
}

/**
 * The first tasks of the body take over the needs and the condition of the call. A later task is skipped with those
 * before it, unless it has an `if` of its own, such as `finished()`: then the call's condition must hold there too.
 */
function attach(body: readonly FlatTask[], call: TaskSpec): FlatTask[] {
  const own = new Set(body.map(({ name }) => name));
  return body.map(({ name, spec }) => {
    const isFirst = !(spec.needs ?? []).some((need) => own.has(need));
    if (isFirst) return { name, spec: withCall(spec, call, call.if, spec.if) };
    if (call.if === undefined || spec.if === undefined) return { name, spec };
    const outer = withNamedNeeds(call.if, call.needs ?? []);
    return { name, spec: withCall(spec, call, outer, withNamedNeeds(spec.if, spec.needs ?? [])) };
  });
}

function withCall(
  spec: TaskSpec,
  call: TaskSpec,
  outer: string | undefined,
  inner: string | undefined,
): TaskSpec {
  const attached: TaskSpec = { ...spec };
  if (call.needs) attached.needs = [...new Set([...call.needs, ...(spec.needs ?? [])])];
  const condition =
    outer !== undefined && inner !== undefined ? `(${outer}) && (${inner})` : (outer ?? inner);
  if (condition !== undefined) attached.if = condition;
  return attached;
}

/** Paths that leave the project, or name one file in two ways, name no template. */
const isProjectPath = (path: string): boolean =>
  path.endsWith(".yaml") && path.split("/").every((step) => !["", ".", ".."].includes(step));

function callTemplate(
  task: LocalTask,
  uses: string,
  byName: ReadonlyMap<string, LocalTask>,
  scope: Scope,
): FlatTask[] {
  const path = uses.slice(2);
  const template = isProjectPath(path) ? scope.source.template(path) : undefined;
  const place = placeIn(task, "uses");
  const { problems } = scope;
  if (template === undefined) {
    const near = closest(path, scope.source.paths);
    const help = near === null ? "paths start at the project's root" : `did you mean "./${near}"?`;
    problems.push({
      ...place,
      code: "template-missing",
      message: `there is no template "${uses}"`,
      help,
    });
    return [];
  }
  if (scope.stack.includes(path)) {
    const cycle = [...scope.stack.slice(scope.stack.indexOf(path)), path].join(" uses ");
    problems.push({
      ...place,
      code: "template-cycle",
      message: `templates use each other: ${cycle}`,
    });
    return [];
  }
  if (scope.budget.left < 0) {
    const message = `with its templates the pipeline has more than ${maxTasks} tasks`;
    problems.push({ ...place, code: "too-many-tasks", message });
    return [];
  }
  checkCall(task, problems);
  const unreadable = template.file.diagnostics.find(({ severity }) => severity === "error");
  if (unreadable) {
    const { message } = unreadable;
    const related = { file: template.file, path: [], at: "value" as const, message };
    problems.push({
      ...place,
      code: "template-invalid",
      message: `"${uses}" can't be read`,
      related,
    });
    return [];
  }
  const params = bindParams(task, template, byName, scope.paramTypes, problems);
  const [first] = template.problems;
  if (first) {
    const { file, path: at, message } = first;
    const related = { file, path: at, at: first.at, message };
    problems.push({ ...place, code: "template-invalid", message: `"${uses}" has errors`, related });
    return [];
  }
  const outer: Renaming | null = scope.params && { params: scope.params, tasks: new Map() };
  const bound = Object.fromEntries(
    Object.entries(params).map(([name, cel]) => [
      name,
      outer ? rewriteExpression(cel, outer) : cel,
    ]),
  );
  const nested: Problem[] = [];
  const body = flatten(template.tasks, {
    ...scope,
    prefix: `${scope.prefix}${task.name}.`,
    params: bound,
    paramTypes: template.params,
    stack: [...scope.stack, path],
    problems: nested,
  });
  if (nested[0]) problems.push(throughTemplate(nested[0], place));
  return body;
}

/** A fault that shows only where templates come together, such as a cycle, as seen from the call. */
function throughTemplate({ code, message, file, path, at }: Problem, place: Place): Problem {
  const shown = code === "template-cycle" || code === "too-many-tasks" ? code : "template-invalid";
  return { ...place, code: shown, message, related: { file, path, at, message } };
}

const callProperties = new Set(["uses", "with", "needs", "if"]);

function checkCall(task: LocalTask, problems: Problem[]): void {
  for (const key of Object.keys(task.spec))
    if (!callProperties.has(key) && key !== "run")
      problems.push({
        ...placeIn(task, key),
        at: "key",
        code: "template-call",
        message: `\`${key}\` is not allowed where a template is used`,
        help: "give it to the template's own tasks",
      });
}
