// What conditions are answered from: events, variables and the runs there have been, with who waits for a change of which.

import type { Answer, RunAnswer } from "#core/conditions/evaluate.ts";
import { type Question, questionKey, wakeKeys } from "#core/conditions/question.ts";
import type { StoredEffect } from "#core/effects.ts";
import { isFinal } from "#core/run.ts";
import type { PipelineRow, RunRow, TaskRow, WaitRow } from "./engine-rows.ts";

interface WorldEvent {
  at: number;
  by: string;
}

export class World {
  readonly pipelines = new Map<string, PipelineRow>();
  readonly variables = new Map<string, string>();
  readonly #events = new Map<string, Map<string, WorldEvent>>();
  readonly #waits = new Map<string, Map<WaitRow, readonly string[]>>();
  readonly #keysOf = new Map<WaitRow, readonly string[]>();
  /** Deleted events of dates before the first. */
  readonly #cleared = new Set<string>();
  readonly #project: string;
  readonly #from: string;
  /** Names that some task emits: what is of a date before the first counts as emitted. */
  readonly #emitted: ReadonlySet<string>;

  constructor(project: string, from: string, emitted: ReadonlySet<string>) {
    this.#project = project;
    this.#from = from;
    this.#emitted = emitted;
  }

  answer(question: Question, own: RunRow | null): Answer {
    switch (question.ask) {
      case "run":
        return this.#runAnswer(question);
      case "running":
        return { running: (this.pipelines.get(question.pipeline)?.running ?? 0) > 0 };
      case "tasks":
        return { tasks: tasksOf(own?.tasks ?? []) };
      case "event": {
        const found = this.eventThere(question.name, question.date);
        return found && { at: found.at };
      }
      case "variable": {
        const value = this.variables.get(question.name);
        return value === undefined ? null : { value };
      }
      default:
        return null;
    }
  }

  /** Who emitted it and when; null: it is not there. @param date null: any; `12-31`: of any year */
  eventThere(name: string, date: string | null): WorldEvent | null {
    const dates = this.#events.get(name);
    if (date === null) return dates?.values().next().value ?? null;
    if (/^\d\d-\d\d$/.test(date))
      return [...(dates ?? [])].find(([each]) => each.endsWith(date))?.[1] ?? null;
    const found = dates?.get(date);
    if (found) return found;
    const isBefore = date < this.#from && this.#emitted.has(name);
    return isBefore && !this.#cleared.has(`${name} ${date}`)
      ? { at: 0, by: "what ran before the span" }
      : null;
  }

  /** @return keys of what changed: with those of `wakeKeys` who waits for it is found; what is set is also a change for triggers */
  apply(effect: StoredEffect, at: number, by: string): { wake: string[]; changed: string | null } {
    if ("emit" in effect) {
      const dates = this.#events.getOrInsertComputed(effect.emit, () => new Map());
      const isNew = !dates.has(effect.date);
      if (isNew) dates.set(effect.date, { at, by });
      this.#cleared.delete(`${effect.emit} ${effect.date}`);
      const key = `e:${this.#project}/${effect.emit}`;
      return { wake: this.#ofEvent(key, effect.date), changed: isNew ? key : null };
    }
    if ("clear" in effect) {
      const { clear, date } = effect;
      const dates = this.#events.get(clear);
      if (date === null) dates?.clear();
      else if (/^\d\d-\d\d$/.test(date)) {
        for (const each of dates?.keys() ?? []) if (each.endsWith(date)) dates?.delete(each);
      } else dates?.delete(date);
      if (date !== null && date < this.#from) this.#cleared.add(`${clear} ${date}`);
      return { wake: this.#ofEvent(`e:${this.#project}/${clear}`, date ?? "any"), changed: null };
    }
    if (!("set" in effect)) return { wake: [], changed: null };
    this.variables.set(effect.set, effect.value);
    const key = `v:${this.#project}/${effect.set}`;
    return { wake: [key], changed: key };
  }

  #ofEvent(key: string, date: string): string[] {
    return [key, `${key}:any`, `${key}:${date}`, `${key}:${date.slice(5)}`];
  }

  waits(row: WaitRow, questions: readonly Question[], more: readonly string[]): void {
    if (this.#keysOf.has(row)) return;
    const keys = [...new Set([...questions.flatMap(wakeKeys), ...more])];
    this.#keysOf.set(row, keys);
    for (const key of keys) this.#waits.getOrInsertComputed(key, () => new Map()).set(row, keys);
  }

  forget(row: WaitRow): void {
    for (const key of this.#keysOf.get(row) ?? []) {
      const waiting = this.#waits.get(key);
      waiting?.delete(row);
      if (waiting?.size === 0) this.#waits.delete(key);
    }
    this.#keysOf.delete(row);
  }

  *waiting(keys: Iterable<string>): Generator<WaitRow> {
    for (const key of keys) yield* this.#waits.get(key)?.keys() ?? [];
  }

  #runAnswer({ pipeline, date, task }: Extract<Question, { ask: "run" }>): Answer {
    const row = this.pipelines.get(pipeline);
    if (row === undefined) return { absent: "pipeline" };
    const run = date === null ? row.newest : (row.byDate.get(date) ?? null);
    return run && answerOf(run, task);
  }
}

/** What a run answers to a question about it, or about a task of it. */
export function answerOf(run: RunRow, task: string | null): Answer {
  const id = `${run.id}`;
  if (task === null) return { id, state: run.state, finishedAt: run.finishedAt, exitCode: null };
  const instance = run.tasks.find(({ task: { group } }) => group === task);
  if (instance === undefined) return { absent: "task" };
  const { state, finishedAt } = instance;
  return { id, state, finishedAt, exitCode: exitCodeOf(instance) } satisfies RunAnswer;
}

const exitCodeOf = ({ exitCode, state }: TaskRow): number | null =>
  exitCode === undefined ? (state === "succeeded" ? 0 : null) : exitCode;

const tasksOf = (tasks: readonly TaskRow[]) =>
  new Map(
    tasks.map((row) => [
      row.task.group,
      [
        {
          ...{ state: row.state, exitCode: exitCodeOf(row) },
          finishedAt: isFinal(row.state) ? row.finishedAt : null,
        },
      ],
    ]),
  );

/** Answers to questions, by their keys. */
export const answersTo = (
  world: World,
  questions: readonly Question[],
  own: RunRow | null,
): Map<string, Answer> =>
  new Map(questions.map((question) => [questionKey(question), world.answer(question, own)]));
