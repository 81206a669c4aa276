// A pipeline as it is hashed and stored: without what says nothing, and with what tasks have in common said once.
// That is half of a typical spec; and a property that a later version adds leaves the hash of every pipeline alone
// that does not use it, so an upgrade deploys nothing.

import { midnight } from "./business-date.ts";
import { canonicalJson } from "./canonical.ts";
import type { Pipeline, Task } from "./pipeline.ts";

/** What a property is when it says nothing; those that always say something are not here. */
export const nothingOfTask: Omit<Task, "action" | "group" | "name" | "retry"> = {
  condition: null,
  deadline: null,
  effects: [],
  env: {},
  failFast: false,
  gates: null,
  matrix: {},
  needs: [],
  on: [],
  onFailure: "fail",
  outputs: {},
  phase: "main",
  priority: 0,
  runAs: null,
  runsOn: [],
  secrets: [],
  timeoutMs: null,
};

export const nothing: Omit<Pipeline, "concurrency" | "name" | "tasks" | "timezone"> = {
  after: [],
  awaits: null,
  calendar: null,
  deadline: null,
  description: null,
  failFast: false,
  newDay: midnight,
  owner: null,
  params: {},
  tags: {},
  triggers: [],
  undoWhen: [],
};

for (const values of [nothingOfTask, nothing])
  for (const value of Object.values(values)) Object.freeze(value);

/** What tasks have from defaults. */
const inherited = [
  "env",
  "onFailure",
  "priority",
  "retry",
  "runAs",
  "runsOn",
  "timeoutMs",
] as const;
type Usual = Partial<Pick<Task, (typeof inherited)[number]>>;

/** As stored. */
interface StoredSpec extends Omit<Partial<Pipeline>, "tasks"> {
  tasks: Partial<Task>[];
  /** What the first task has of what is inherited: others say what they have instead. An earlier version had no such thing. */
  usual?: Usual;
}

/** Canonical JSON of what the pipeline says: equal texts are equal pipelines. */
export function specText(pipeline: Pipeline): string {
  const usual = usualOf(pipeline.tasks);
  const base = { ...nothingOfTask, ...usual };
  const tasks = pipeline.tasks.map((task, idx) => {
    const before = pipeline.tasks[idx - 1];
    return before !== undefined && isNextInstance(task, before)
      ? { group: task.group, ...whatDiffers(task, before) }
      : whatDiffers(task, base);
  });
  return canonicalJson({ ...whatDiffers(pipeline, nothing), tasks, usual } satisfies StoredSpec);
}

/** Nine tenths of what a pipeline takes in memory, and what only its runs ask for. */
type KeptAsText = "description" | "params" | "tasks";
/** What a pipeline says besides. */
export type SaidOfPipeline = Omit<Partial<Pipeline>, KeptAsText>;

export const saidOf = ({ description: _, params: __, tasks: ___, ...head }: Pipeline) =>
  whatDiffers<Omit<Pipeline, KeptAsText>>(head, nothing) satisfies SaidOfPipeline;

/**
 * A pipeline of which the rest is made of its `specText` whenever it is asked for. For large first syncs: once a spec is
 * stored, hardly anybody asks.
 */
export function pipelineKeptAsText(said: SaidOfPipeline, text: () => string): Pipeline {
  const pipeline = { ...nothingBesides, ...said };
  Object.defineProperty(pipeline, textOfRest, { value: text });
  return Object.defineProperties(pipeline, partsOfText) as Pipeline;
}

/** A property that became another kind would cost each object its layout. */
const { description: _, params: __, ...nothingBesides } = nothing;
const textOfRest = Symbol("text of the rest");
/** One for all: objects that differ in a function can't share their layout, and each would be a table of its own. */
const partOfText = (
  key: KeptAsText,
): PropertyDescriptor & ThisType<{ [textOfRest]: () => string }> => ({
  enumerable: true,
  get() {
    return storedPipeline(JSON.parse(this[textOfRest]()))[key];
  },
});
const partsOfText: Record<KeptAsText, PropertyDescriptor> = {
  description: partOfText("description"),
  params: partOfText("params"),
  tasks: partOfText("tasks"),
};

/** Instances of a matrix lie side by side, and only the first says what they share. */
const isNextInstance = (task: Task, before: Task): boolean =>
  task.group === before.group && task.phase === before.phase && !isEmpty(task.matrix);

/** The first task stands for most: to count which value is the most frequent takes longer than to store what that saves. */
function usualOf([first]: readonly Task[]): Usual {
  const usual: Record<string, unknown> = {};
  for (const key of inherited) {
    const value = first?.[key];
    if (!isSame(value, nothings[key])) usual[key] = value;
  }
  return usual;
}

const nothings: Usual = nothingOfTask;

function whatDiffers<T extends object>(whole: T, base: Partial<T>): Partial<T> {
  const said: Partial<T> = {};
  for (const key in whole) if (!isSame(whole[key], base[key])) said[key] = whole[key];
  return said;
}

function isSame(value: unknown, other: unknown): boolean {
  if (value === other) return true;
  if (!isObject(value) || !isObject(other)) return false;
  if (isEmpty(value) || isEmpty(other)) return isEmpty(value) && isEmpty(other);
  return isEqualJson(value, other);
}

/** Whether both are the same JSON but for the order of keys: half as long as to compare the texts. */
function isEqualJson(value: unknown, other: unknown): boolean {
  if (value === other) return true;
  if (!isObject(value) || !isObject(other)) return false;
  if (Array.isArray(value) || Array.isArray(other))
    return (
      Array.isArray(value) &&
      Array.isArray(other) &&
      value.length === other.length &&
      value.every((item, index) => isEqualJson(item, other[index]))
    );
  const [one, two] = [value as Record<string, unknown>, other as Record<string, unknown>];
  for (const key in one) if (!isEqualJson(one[key], two[key])) return false;
  for (const key in two) if (two[key] !== undefined && !Object.hasOwn(one, key)) return false;
  return true;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function isEmpty(value: object): boolean {
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

/** The whole pipeline of a stored spec, also of one that an earlier version stored in full, or without newer properties. */
export function storedPipeline(spec: unknown): Pipeline {
  const { usual, ...said } = spec as StoredSpec;
  const base = { ...nothingOfTask, ...usual };
  const tasks: Task[] = [];
  for (const task of said.tasks) {
    const before = tasks.at(-1);
    const isNextInstance =
      usual !== undefined && before?.group === task.group && "matrix" in task && !("phase" in task);
    tasks.push({ ...(isNextInstance ? before : base), ...task } as Task);
  }
  return { ...nothing, ...said, tasks } as Pipeline;
}
