// What an attempt does in a rehearsal instead of its task: how long it takes and how it ends.

import type { Expectation } from "../deadline/expected.ts";
import { elementOf } from "../expression-types.ts";
import type { OutputType, ScalarType, Task } from "../pipeline.ts";
import { atLeastOne, spread } from "./spread.ts";

/** What is declared of a task. */
export interface Declared {
  /** Null: as long as is recorded, or as tasks of which nothing is known. */
  expected: Expectation | null;
  exitCode: number;
  /** Texts, as a task would write them. */
  outputs: Readonly<Record<string, string>>;
  /** What it prints, for rules that look at it. */
  output: string;
}

/** Someone asked for a failure. */
export interface AskedFailure {
  pipeline: string;
  /** As declared, or one instance of a matrix. */
  task: string;
  /** YYYY-MM-DD; null: on every date. */
  date: string | null;
}

export interface StubRules {
  /** By `pipeline/task`; of a matrix the instance's name counts before the declared one. */
  declared: ReadonlyMap<string, Declared>;
  recorded: ReadonlyMap<string, Expectation>;
  failures: readonly AskedFailure[];
  /** For tasks of which nothing is known, milliseconds. */
  otherwiseMs: number;
  /** Null: every attempt takes its usual time. */
  seed: number | null;
}

/** An attempt as far as its stub depends on it. */
export interface StubbedAttempt {
  pipeline: string;
  task: string;
  /** The declared name, equal for all instances of a matrix. */
  group: string;
  /** Business date. */
  date: string;
  slot: string;
  attempt: number;
  /** As declared; null: none. */
  timeoutMs: number | null;
  outputs: Readonly<Record<string, OutputType>>;
  /** What its command exits with if it does nothing else, as tasks that fail a run on purpose do; null: nobody can tell. */
  saidExit: number | null;
}

/** A task as far as its usual time depends on it. */
export type StubbedTask = Pick<StubbedAttempt, "pipeline" | "task" | "group" | "timeoutMs">;

export interface Stub {
  durationMs: number;
  exitCode: number;
  outputs: Record<string, string>;
  output: string;
  /** Someone asked for this failure. */
  asked: boolean;
}

export function stubOf(rules: StubRules, attempt: StubbedAttempt): Stub {
  const { pipeline, task, group, date, slot } = attempt;
  const declared = firstOf(rules.declared, attempt);
  const expected = expectedOf(rules, attempt);
  const fails = rules.failures.some(
    (one) =>
      one.pipeline === pipeline &&
      (one.task === task || one.task === group) &&
      (one.date === null || one.date === date),
  );
  const usual = declared?.exitCode ?? attempt.saidExit ?? 0;
  const exitCode = fails ? usual || 1 : usual;
  const durationMs =
    rules.seed === null
      ? atLeastOne(expected.medianMs)
      : spread(expected, rules.seed, `${pipeline}/${task} ${slot} ${attempt.attempt}`);
  return {
    durationMs,
    exitCode,
    outputs: outputsOf(attempt, declared),
    output: declared?.output ?? "",
    asked: exitCode !== 0,
  };
}

/** A command that is nothing but `exit N`. */
export function saidExitOf(action: Task["action"] | undefined): number | null {
  const code =
    action?.kind === "command" ? /^\s*exit (\d{1,3})\s*$/.exec(action.script)?.[1] : null;
  return code == null ? null : Number(code);
}

/** How long attempts of a task usually take. */
export function expectedOf(rules: StubRules, task: StubbedTask): Expectation {
  // Of what nobody knows nothing is told by a timeout: half of it is as good a guess as any, and no failure.
  const ms = Math.min(rules.otherwiseMs, (task.timeoutMs ?? Number.POSITIVE_INFINITY) / 2);
  return knownOf(rules, task) ?? { medianMs: ms, p90Ms: ms * usualSpread };
}

/** Null: nothing is declared of it or recorded. */
export const knownOf = (
  rules: StubRules,
  task: Omit<StubbedTask, "timeoutMs">,
): Expectation | null =>
  firstOf(rules.declared, task)?.expected ?? firstOf(rules.recorded, task) ?? null;

/** Of what is declared without a spread, by how much more nine of ten attempts take at most. */
export const usualSpread = 1.25;

function firstOf<T>(
  known: ReadonlyMap<string, T>,
  { pipeline, task, group }: Omit<StubbedTask, "timeoutMs">,
): T | undefined {
  return known.get(`${pipeline}/${task}`) ?? known.get(`${pipeline}/${group}`);
}

/** Declared outputs that nobody gave a value have the empty one of their type: what reads them goes on. */
function outputsOf(
  { outputs }: StubbedAttempt,
  declared: Declared | undefined,
): Record<string, string> {
  const given = Object.entries(outputs).map(([name, type]) => [name, emptyOf(type)]);
  return { ...Object.fromEntries(given), ...declared?.outputs };
}

const emptyOf = (type: OutputType): string =>
  elementOf(type) === null ? emptyScalars[type as ScalarType] : "[]";

const emptyScalars: Record<ScalarType, string> = {
  string: "",
  integer: "0",
  number: "0",
  boolean: "false",
};
