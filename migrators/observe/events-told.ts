// Which events what was observed has changed, and of which nobody can tell since nobody can tell how their task ended.

import { effectsOf, isFaultOfRun, type StoredEffect } from "#core/effects.ts";
import type { Effect } from "#core/pipeline.ts";
import { valuesOf } from "../runs/task-end.ts";
import type { HiddenFact, ObservedEstate } from "./observed-estate.ts";
import type { ObservedTask, RevisionRow } from "./observed-rows.ts";

export class EventsTold {
  /** As `NAME DATE`. */
  readonly touched = new Set<string>();
  readonly hidden = new Map<string, HiddenFact>();
  readonly emitters = new Map<string, RevisionRow[]>();
  readonly #hiddenBy = new Map<ObservedTask, string[]>();
  readonly #project: string;

  /** Events of pipelines that are not observed are told by themselves. */
  constructor(
    rows: Iterable<RevisionRow>,
    { project, since }: Pick<ObservedEstate, "project" | "since">,
  ) {
    this.#project = project;
    for (const row of rows)
      if (since.has(row.pipeline.name))
        for (const { effects, on } of row.pipeline.tasks)
          for (const effect of allOf({ effects, on }))
            if (effect.kind === "emit")
              this.emitters.getOrInsertComputed(effect.event, () => []).push(row);
  }

  touch(effect: StoredEffect): void {
    if ("emit" in effect) this.#touch(effect.emit, effect.date);
    else if ("clear" in effect) this.#touch(effect.clear, effect.date ?? "");
  }

  /** All that a task may emit. @return keys of who waits for them */
  hide(task: ObservedTask, fact: HiddenFact): string[] {
    return this.#hide(task, allOf(task.task), fact);
  }

  /** What only its rules emit. */
  hideRules(task: ObservedTask, fact: HiddenFact): string[] {
    return this.#hide(task, allOf({ effects: [], on: task.task.on }), fact);
  }

  /** It runs again: what it emits will be known. */
  know(task: ObservedTask): void {
    for (const key of this.#hiddenBy.get(task) ?? []) this.hidden.delete(key);
    this.#hiddenBy.delete(task);
  }

  #touch(name: string, date: string): void {
    // Also of whoever asks for any date.
    for (const each of [date, ""]) this.touched.add(`${name} ${each}`);
  }

  #hide(task: ObservedTask, effects: readonly Effect[], fact: HiddenFact): string[] {
    const { run } = task;
    let stored: StoredEffect[];
    try {
      const emitting = effects.filter(({ kind }) => kind === "emit");
      const own = { effects: emitting, gates: task.task.gates };
      stored = effectsOf(run.of.pipeline, own, run.date, valuesOf(task, false)) ?? [];
    } catch (error) {
      if (!isFaultOfRun(error)) throw error;
      return [];
    }
    const keys = stored.flatMap((effect) => ("emit" in effect ? [effect] : []));
    for (const { emit, date } of keys) this.hidden.set(`${emit} ${date}`, fact);
    this.#hiddenBy.set(
      task,
      keys.map(({ emit, date }) => `${emit} ${date}`),
    );
    return keys.flatMap(({ emit, date }) => {
      const key = `e:${this.#project}/${emit}`;
      return [`${key}:any`, `${key}:${date}`, `${key}:${date.slice(5)}`];
    });
  }
}

const allOf = ({ effects, on }: Pick<ObservedTask["task"], "effects" | "on">): Effect[] => [
  ...effects,
  ...on.flatMap((rule) => rule.effects),
];
