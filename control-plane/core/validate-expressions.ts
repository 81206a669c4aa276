// The expressions of a task: `if`, `run`, `env`, `sets`, `on` and `repeat`, each against what it may name there.

import { dataOf, hasInputs, isExpressionAlone, listInputs } from "./action-inputs.ts";
import {
  checkAnswerCondition,
  checkExpression,
  checkTemplateText,
  commonType,
  type ExpressionIssue,
  type ExpressionScope,
  hasExpression,
} from "./expression.ts";
import { listsOf } from "./expression-types.ts";
import { actionOf, isTemplatePath, type LocalTask, needsOf, placeIn } from "./local-task.ts";
import type { ParamType } from "./pipeline.ts";
import type { Place, Problem } from "./problem.ts";
import { shellScript } from "./shell-text.ts";
import { checkForEach } from "./validate-for-each.ts";

/** Problems of one task's expressions; `byName` are the tasks that its `needs` may name. */
export function checkTaskExpressions(
  task: LocalTask,
  byName: ReadonlyMap<string, LocalTask>,
  params: Record<string, ParamType>,
  problems: Problem[],
): void {
  const { spec } = task;
  const action = actionOf(spec);
  let known: ExpressionScope | undefined;
  // Of all instances together: its `if` is judged before there are any.
  const whole = () => {
    known ??= scopeOfTask(task, byName, params);
    return known;
  };
  const item = spec.forEach === undefined ? undefined : checkForEach(task, whole(), problems);
  const scope = () => (item === undefined ? whole() : { ...whole(), item });
  if (spec.if !== undefined) {
    const issues = checkExpression(spec.if, { ...whole(), allowStatus: true }).map((issue) =>
      withoutBraces(issue, spec.if),
    );
    if (issues.length > 0) report(issues, placeIn(task, "if"), problems);
  }
  if (action && "run" in action) {
    const place = spec.run === undefined ? placeIn(task, "with", "run") : placeIn(task, "run");
    checkText(action.run, scope, place, problems);
    task.script = shellScript(action.run);
    for (const issue of task.script.issues) problems.push(problemOf(issue, place, "invalid-run"));
  }
  for (const key of ["env", "sets"] as const)
    if (spec[key])
      for (const [name, value] of Object.entries(spec[key]))
        checkText(value, scope, placeIn(task, key, name), problems);
  if (action && "uses" in action && hasInputs(action.uses))
    checkInputs(task, action.uses, scope, problems);
  if (spec.on) checkRules(task, scope, problems);
  if (spec.repeat) checkWhile(task, scope, problems);
  if (spec.undo !== undefined) checkUndo(task, scope(), problems);
}

/** Those of `shadow`; what it has of the task itself was checked there. */
export function checkShadowExpressions(
  task: LocalTask,
  shadow: LocalTask,
  byName: ReadonlyMap<string, LocalTask>,
  params: Record<string, ParamType>,
  problems: Problem[],
): void {
  const { run, env, outputs = [] } = task.spec.shadow ?? {};
  const whole = scopeOfTask(task, byName, params);
  const item = checkForEach(task, whole, []);
  const scope = item === undefined ? whole : { ...whole, item };
  if (typeof run === "string") {
    const place = placeIn(shadow, "run");
    checkText(run, () => scope, place, problems);
    for (const issue of shellScript(run).issues)
      problems.push(problemOf(issue, place, "invalid-run"));
  }
  checkTexts(env, scope, placeIn(shadow, "env"), problems);
  for (const [index, output] of outputs.entries())
    checkTexts(
      { file: output?.file, glob: output?.glob },
      scope,
      placeIn(shadow, "outputs", index),
      problems,
    );
}

/** What `undo` may name: parameters, the run, and what its own task has written. */
function checkUndo(task: LocalTask, scope: ExpressionScope, problems: Problem[]): void {
  const { undo, outputs = {} } = task.spec;
  if (undo === undefined) return;
  const own = { ...scope, needs: { [task.name]: { outputs, isMatrix: false } } };
  if (typeof undo.run === "string") {
    const place = placeIn(task, "undo", "run");
    checkText(undo.run, () => own, place, problems);
    for (const issue of shellScript(undo.run).issues)
      problems.push(problemOf(issue, place, "invalid-run"));
  }
  checkTexts(undo.env, own, placeIn(task, "undo", "env"), problems);
}

/** The rules of `on`, which also name how the attempt ended. */
function checkRules(task: LocalTask, scope: () => ExpressionScope, problems: Problem[]): void {
  for (const [index, rule] of (task.spec.on ?? []).entries()) {
    if (typeof rule?.when === "string") {
      const found = checkExpression(rule.when, { ...scope(), end: "condition" });
      const issues = found.map((issue) => withoutBraces(issue, rule.when, "when"));
      report(issues, placeIn(task, "on", index, "when"), problems);
    }
    const ended = () => ({ ...scope(), end: "text" as const });
    for (const [name, value] of Object.entries(rule?.sets ?? {}))
      checkText(value, ended, placeIn(task, "on", index, "sets", name), problems);
  }
}

/** What a repetition goes on by, which also names what the iteration wrote. */
function checkWhile(task: LocalTask, scope: () => ExpressionScope, problems: Problem[]): void {
  const text = task.spec.repeat?.while;
  if (typeof text !== "string") return;
  const { outputs = {} } = task.spec;
  const found = checkExpression(text, { ...scope(), end: "condition", outputs });
  const issues = found.map((issue) => withoutBraces(issue, text, "while"));
  report(issues, placeIn(task, "repeat", "while"), problems);
}

/** The inputs of what is no command. */
function checkInputs(
  task: LocalTask,
  uses: string,
  scope: () => ExpressionScope,
  problems: Problem[],
): void {
  for (const { path, kind, text } of listInputs(uses, task.spec.with ?? {})) {
    const place = placeIn(task, "with", ...path);
    const data = dataOf(uses, kind);
    const own = () => (data === undefined ? scope() : { ...scope(), data });
    if (!isExpressionAlone(kind)) checkText(text, own, place, problems);
    else report(checkAlone(text, kind === "condition", own()), place, problems);
    if (kind === "script")
      for (const issue of shellScript(text).issues)
        problems.push(problemOf(issue, place, "invalid-run"));
  }
}

function checkAlone(text: string, isCondition: boolean, scope: ExpressionScope): ExpressionIssue[] {
  if (text.trimStart().startsWith("${{")) {
    const help = "it is an expression already: leave out `${{` and `}}`";
    return [{ message: "no `${{ }}` is needed here", help, offset: 0, length: text.length }];
  }
  return isCondition ? checkAnswerCondition(text, scope) : checkExpression(text, scope);
}

/** Problems of texts that may hold `${{ }}`, such as a pipeline's `env`. */
export function checkTexts(
  texts: Record<string, unknown> | undefined,
  scope: ExpressionScope,
  place: Place,
  problems: Problem[],
): void {
  for (const [name, value] of Object.entries(texts ?? {}))
    if (typeof value === "string")
      checkText(value, () => scope, { ...place, path: [...place.path, name] }, problems);
}

/** Expressions of one text; a script with more is a program that should read its environment. */
const maxExpressions = 200;
/** A text with one more is at least as long: to count in all others takes 20 ms of 10,000 specs. */
const shortestOfMost = "${{".length * (maxExpressions + 1);

function checkText(
  text: string,
  scope: () => ExpressionScope,
  place: Place,
  problems: Problem[],
): void {
  if (!hasExpression(text)) return;
  const count = text.length < shortestOfMost ? 0 : text.split("${{").length - 1;
  if (count <= maxExpressions) {
    report(checkTemplateText(text, scope()), place, problems);
    return;
  }
  const message = `the text holds ${count} expressions; ${maxExpressions} are allowed`;
  problems.push({ ...place, code: "invalid-expression", message });
}

/** What the expressions of a task may name. */
export function scopeOfTask(
  task: LocalTask,
  byName: ReadonlyMap<string, LocalTask>,
  params: Record<string, ParamType>,
): ExpressionScope {
  const needs: ExpressionScope["needs"] = {};
  const own = needsOf(task.spec);
  for (const name of task.before ? [...task.before.keys(), ...own] : own) {
    const need = (byName.get(name) ?? task.before?.get(name))?.spec;
    // A need that was reported as unknown must not be reported again by each expression that names it.
    const isGroup =
      need?.matrix !== undefined || (need?.uses !== undefined && isTemplatePath(need.uses));
    const outputs = need?.outputs ?? {};
    needs[name] = {
      outputs: need?.forEach === undefined ? outputs : listsOf(outputs),
      isMatrix: isGroup,
    };
  }
  const matrix: ExpressionScope["matrix"] = {};
  for (const [key, values] of Object.entries(task.spec.matrix ?? {}))
    matrix[key] = commonType(values.filter((value) => value !== undefined));
  return { params, matrix, needs, allowStatus: false };
}

function report(issues: readonly ExpressionIssue[], place: Place, problems: Problem[]): void {
  for (const issue of issues) problems.push(problemOf(issue, place, "invalid-expression"));
}

function problemOf(
  issue: ExpressionIssue,
  place: Place,
  code: "invalid-expression" | "invalid-run",
): Problem {
  const { message, help, offset, length } = issue;
  return { ...place, code, message, help, part: { offset, length } };
}

function withoutBraces(issue: ExpressionIssue, text = "", key = "if"): ExpressionIssue {
  if (!text.trimStart().startsWith("${{")) return issue;
  const help = `\`${key}\` is an expression already: leave out \`\${{\` and \`}}\``;
  return { message: `\`${key}\` takes no \`\${{ }}\``, help, offset: 0, length: text.length };
}
