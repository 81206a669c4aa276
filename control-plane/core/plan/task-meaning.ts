// Tasks that came, went, got another name or changed; the instances of a matrix as the one task that they are.

import { edgesTo } from "../phase.ts";
import type { Pipeline, Scalar, Task } from "../pipeline.ts";
import { actionText } from "./action-meaning.ts";
import { isEqual, type Meaning, otherwise, type Said, say } from "./said.ts";
import { poolText, retryText, taskWords, timeoutText } from "./task-words.ts";
import { gotAndLost, named, onlyIn } from "./wording.ts";

/** By the declared name of the task, in the order of names. */
export function taskMeanings(before: Pipeline, after: Pipeline, day: number): Meaning[] {
  const [was, is] = [groupsOf(before), groupsOf(after)];
  const renamed = renamedTasks(was, is);
  const olds = new Map([...renamed].map(([old, name]) => [name, old]));
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.flatMap((name) => {
    if (renamed.has(name)) return [];
    const [old, young] = [was.get(olds.get(name) ?? name), is.get(name)];
    const said = olds.has(name)
      ? [say("tasks", `was called ${olds.get(name)}`)]
      : old === undefined
        ? [say("tasks", `is new: ${summaryOf(young as Group)}`)]
        : young === undefined
          ? [say("tasks", `is gone: it ${actionText(first(old).task.action)}`)]
          : groupChanges(old, young, { renamed, day });
    return said.map((one) => ({ ...one, task: name }));
  });
}

interface Instance {
  task: Task;
  /** Declared names, sorted. */
  needs: string[];
}
/** The instances of one declared task; at least one. */
type Group = Instance[];

const first = (group: Group): Instance => group[0] as Instance;

function groupsOf(pipeline: Pipeline): Map<string, Group> {
  const all = pipeline.tasks.map((task) => {
    const needs = edgesTo(pipeline, task).flatMap((idx) => pipeline.tasks[idx]?.group ?? []);
    return { task, needs: [...new Set(needs)].sort() };
  });
  return Map.groupBy(all, ({ task }) => task.group);
}

/** Old name → new name of tasks that differ in nothing else, where that is certain: one went and one came. */
function renamedTasks(was: Map<string, Group>, is: Map<string, Group>): Map<string, string> {
  const went = onlyIn([...was.keys()], [...is.keys()]);
  const came = onlyIn([...is.keys()], [...was.keys()]);
  const pairs = went.flatMap((old) => {
    const alike = came.filter((young) => isAlike(was.get(old) as Group, is.get(young) as Group));
    return alike.length === 1 ? [[old, alike[0] as string] as const] : [];
  });
  const taken = Map.groupBy(pairs, ([, young]) => young);
  return new Map(pairs.filter(([, young]) => taken.get(young)?.length === 1));
}

function isAlike(old: Group, young: Group): boolean {
  const [a, b] = [first(old), first(young)];
  const bare = ({ task: { name: _, group: __, needs: ___, ...rest } }: Instance) => rest;
  return old.length === young.length && isEqual(a.needs, b.needs) && isEqual(bare(a), bare(b));
}

interface Told {
  /** Old names of tasks and the new ones. */
  renamed: ReadonlyMap<string, string>;
  /** The first day that the plan is about. */
  day: number;
}

function groupChanges(old: Group, young: Group, told: Told): Said[] {
  const before = new Map(old.map((one) => [instanceText(one.task), one]));
  const after = new Map(young.map((one) => [instanceText(one.task), one]));
  const members = memberChange([...before.keys()], [...after.keys()]);
  const said = new Map<string, Said>();
  if (members !== null) said.set("", say("tasks", members));
  for (const [member, now] of after) {
    // Where a matrix comes or goes, nothing else of it is left out.
    const then =
      before.get(member) ?? (said.size === 1 && members !== null ? first(old) : undefined);
    if (then === undefined) continue;
    for (const one of instanceChanges(then, now, told)) said.set(one.text, one);
    if (said.size > mostSentences) break;
  }
  return [...said.values()].slice(0, mostSentences);
}

/** Of a task; instances whose values differ would say the same again and again. */
const mostSentences = 40;

/** "" of a task without a matrix. */
const instanceText = ({ matrix }: Task): string =>
  Object.entries(matrix)
    .map(([key, value]: [string, Scalar]) => `${key} ${value}`)
    .join(", ");

function memberChange(before: readonly string[], after: readonly string[]): string | null {
  const changes = gotAndLost(before, after);
  if (changes === null) return null;
  if (before.includes("")) return `is now one for each of: ${named(after)}`;
  return after.includes("")
    ? `is one again, and not for each of: ${named(before)}`
    : `instances: ${changes}`;
}

const untold = new Set<keyof Task>(["name", "group", "matrix", "needs"]);

function instanceChanges(
  { task: was, needs: old }: Instance,
  { task: is, needs: young }: Instance,
  { renamed, day }: Told,
): Said[] {
  const needs = gotAndLost(
    old.map((name) => renamed.get(name) ?? name),
    young,
  );
  const said: Said[] = needs === null ? [] : [say("needs", `starts after: ${needs}`)];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort() as (keyof Task)[];
  for (const key of keys) {
    if (untold.has(key) || isEqual(was[key], is[key])) continue;
    const found = taskWords[key]?.(was, is, day) ?? [];
    said.push(...(found.length > 0 ? found : [otherwise(key, was[key], is[key])]));
  }
  return said;
}

/** What a reviewer wants to know of a task that is new. */
function summaryOf(group: Group): string {
  const { task, needs } = first(group);
  return [
    actionText(task.action),
    ...(group.length > 1 ? [`${group.length} instances`] : []),
    ...(needs.length > 0 ? [`after ${named(needs)}`] : []),
    ...(task.runsOn.length > 0 ? [`on ${task.runsOn.join("+")}`] : []),
    ...(task.runAs === null ? [] : [`as ${task.runAs}`]),
    ...(task.secrets.length > 0 ? [`secrets ${named(task.secrets)}`] : []),
    ...(task.gates?.takes ?? []).map(poolText),
    ...(task.timeoutMs === null ? [] : [`timeout ${timeoutText(task)}`]),
    ...(task.retry.retries > 0 ? [retryText(task.retry)] : []),
  ].join(", ");
}
