// The tasks of one pipeline or template: what each does, what it needs, and that the needs lead somewhere.

import type { CalendarSource } from "./calendar/read.ts";
import { requiredTasks } from "./conditions/required-tasks.ts";
import type { ConnectionSource } from "./connection.ts";
import { parseDuration } from "./duration.ts";
import { findCycles } from "./graph.ts";
import { actionOf, isTemplatePath, type LocalTask, placeIn, rawOf } from "./local-task.ts";
import { instanceCount } from "./matrix.ts";
import type { ParamType } from "./pipeline.ts";
import { checkUses } from "./pools/check.ts";
import type { Pools } from "./pools/read.ts";
import type { Problem } from "./problem.ts";
import { checkShadow, localShadow } from "./shadow/check.ts";
import { didYouMean } from "./suggest.ts";
import { checkSecrets } from "./task-secrets.ts";
import { checkAction } from "./validate-action.ts";
import { checkDeadline, type RunDay } from "./validate-deadline.ts";
import { checkShadowExpressions, checkTaskExpressions } from "./validate-expressions.ts";
import { checkGates } from "./validate-gates.ts";
import { checkOnlyOn } from "./validate-only-on.ts";
import { checkRepeat } from "./validate-repeat.ts";
import { checkRules } from "./validate-rules.ts";
import { maxInstances, maxProblems, maxTasks } from "./yaml-limits.ts";

export interface TaskChecks {
  params: Record<string, ParamType>;
  /** Names that stand in the file but whose tasks had the wrong shape: needing them is no second mistake. */
  known: ReadonlySet<string>;
  /** The pipeline has a schedule of its own; a template takes its users to have one. */
  isScheduled: boolean;
  /** Its name; of a template's tasks nobody knows. */
  pipeline?: string | undefined;
  day: RunDay;
  connections: ConnectionSource;
  calendars: CalendarSource;
  pools: () => Pools;
  problems: Problem[];
}

/** All problems of the tasks that one file (or folder) declares; templates that they use are judged elsewhere. */
export function checkTasks(tasks: readonly LocalTask[], checks: TaskChecks): void {
  const { problems } = checks;
  const first = tasks[0];
  if (first && tasks.length > maxTasks)
    problems.push({
      ...placeIn(first),
      at: "key",
      code: "too-many-tasks",
      message: `${tasks.length} tasks are declared; ${maxTasks} are allowed`,
    });
  const byName = new Map(tasks.map((task) => [task.name, task]));
  for (const task of tasks) {
    // What is never listed is not looked for.
    if (problems.length > maxProblems) break;
    checkAction(task, checks.connections, problems);
    checkSecrets(task, problems);
    checkNeeds(task, byName, checks);
    checkMatrix(task, problems);
    checkTimeout(task, problems);
    checkRules(task, problems);
    checkRepeat(task, checks.day, problems);
    checkGates(task, byName, checks, problems);
    checkOnlyOn(task, checks.calendars, problems);
    checkUses(task.spec, (...path) => placeIn(task, ...path), checks.pools, problems);
    const { deadline } = task.spec;
    if (deadline) checkDeadline(deadline, placeIn(task, "deadline"), checks.day, problems);
    checkTaskExpressions(task, byName, checks.params, problems);
    checkShadow(task, checks.connections, problems);
    const shadow = localShadow(task);
    if (shadow !== null) checkShadowExpressions(task, shadow, byName, checks.params, problems);
  }
  checkCycles(tasks, problems);
}

function checkNeeds(task: LocalTask, byName: Map<string, LocalTask>, checks: TaskChecks): void {
  const { needs } = task.spec;
  if (!needs) return;
  const seen = new Set<string>();
  for (const [index, need] of needs.entries()) {
    if (typeof need !== "string" || checks.problems.length > maxProblems) continue;
    const isRepeated = seen.has(need);
    seen.add(need);
    const isThere = byName.has(need) || checks.known.has(need);
    if (isThere && !isRepeated) continue;
    const place = placeIn(task, "needs", index);
    if (isRepeated)
      checks.problems.push({
        ...place,
        code: "duplicate-item",
        message: `"${need}" is already in \`needs\``,
      });
    if (isThere) continue;
    const message = `there is no task "${need}"`;
    const isCheap = checks.problems.length * byName.size < maxComparisons;
    checks.problems.push({
      ...place,
      code: "unknown-task",
      message,
      help: isCheap ? didYouMean(need, byName.keys()) : undefined,
    });
  }
}

function checkMatrix(task: LocalTask, problems: Problem[]): void {
  const matrix = matrixOf(task);
  if (task.spec.failFast !== undefined && !["matrix", "forEach"].some((key) => key in rawOf(task)))
    problems.push({
      ...placeIn(task, "failFast"),
      at: "key",
      code: "fail-fast",
      message:
        "`failFast` stops the other instances of a matrix or `forEach`, and the task has none",
      help: "give `failFast` to the pipeline to stop its other tasks",
    });
  if (matrix === undefined) return;
  const count = instanceCount(matrix);
  if (count > maxInstances) {
    const message = `the matrix gives ${count} instances; ${maxInstances} are allowed`;
    problems.push({ ...placeIn(task, "matrix"), at: "key", code: "too-many-tasks", message });
    return;
  }
  // Values hold no comma, so two instances share a name just when one list has the same text twice.
  for (const values of Object.values(matrix)) {
    const texts = values.map(String);
    const repeated = firstRepeated(texts);
    if (repeated === undefined) continue;
    const message = `two values of the matrix are both "${repeated}"`;
    const help = "instances are named by their values, so texts and numbers must differ as texts";
    problems.push({
      ...placeIn(task, "matrix"),
      at: "key",
      code: "duplicate-instance",
      message,
      help,
    });
    return;
  }
}

function firstRepeated(texts: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return texts.find((text) => seen.size === seen.add(text).size);
}

/** The matrix without values that were cut for their type. */
export function matrixOf(
  task: LocalTask,
): Record<string, (string | number | boolean)[]> | undefined {
  const { matrix } = task.spec;
  if (matrix === undefined) return undefined;
  const found: Record<string, (string | number | boolean)[]> = {};
  for (const [key, values] of Object.entries(matrix))
    found[key] = values.filter((value) => value !== undefined);
  return found;
}

function checkTimeout(task: LocalTask, problems: Problem[]): void {
  const { timeout } = task.spec;
  if (timeout === undefined || parseDuration(timeout) !== 0) return;
  const message = "a timeout of nothing would end every attempt at once";
  problems.push({ ...placeIn(task, "timeout"), code: "invalid-duration", message });
}

function checkCycles(tasks: readonly LocalTask[], problems: Problem[]): void {
  const indexes = new Map(tasks.map((task, index) => [task.name, index]));
  const needs = tasks.map(({ name, spec }) => {
    const awaited = spec.awaits ? requiredTasks(spec.awaits).filter((one) => one !== name) : none;
    const found: number[] = [];
    for (const list of [spec.needs ?? none, awaited])
      for (const need of list) {
        const index = indexes.get(need);
        if (index !== undefined) found.push(index);
      }
    return found;
  });
  for (const cycle of findCycles(needs)) {
    const members = cycle.flatMap((index) => tasks[index] ?? []);
    const steps = members.map((task, position) =>
      edge(task, members[(position + 1) % members.length] ?? task),
    );
    const [start] = steps;
    if (!start) continue;
    const names = members.map(({ name }) => name);
    if (names.length > maxShown)
      names.splice(maxShown, names.length, `… (${names.length - maxShown} more)`);
    const path = [...names, members[0]?.name].join(" needs ");
    problems.push({
      ...start,
      code: "task-cycle",
      message: `tasks wait for each other: ${path}`,
      steps: steps.length > 1 ? steps.slice(0, maxShown) : [],
    });
  }
}

/** Names compared to suggest one; 200 times 4,500 took 3.6 s, this takes at most 0.4 s. */
const maxComparisons = 100_000;

/** Edges of a cycle that are named; a generated one may have thousands. */
const maxShown = 20;

const none: string[] = [];

function edge(task: LocalTask, need: LocalTask) {
  const index = task.spec.needs?.indexOf(need.name) ?? -1;
  if (index === -1)
    return { ...placeIn(task, "awaits"), message: `${task.name} awaits ${need.name}` };
  return { ...placeIn(task, "needs", index), message: `${task.name} needs ${need.name}` };
}

/** Whether a task calls a template. */
export function templateOf(task: LocalTask): string | null {
  const action = actionOf(task.spec);
  return action && "uses" in action && isTemplatePath(action.uses) ? action.uses : null;
}
