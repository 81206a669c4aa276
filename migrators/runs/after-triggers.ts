// Which pipelines a change may make due, and for which dates it does, by the control plane's own rules for `after`.

import { businessDate } from "#core/business-date.ts";
import { changedFacts, datesAfter, followed, isDue, madeDue } from "#core/conditions/after.ts";
import { factsOf } from "#core/conditions/condition.ts";
import { evaluate } from "#core/conditions/evaluate.ts";
import { questionKey, questionsOf, triggerKey } from "#core/conditions/question.ts";
import { sinceOf } from "#core/conditions/since.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import type { AfterTrigger } from "#core/pipeline.ts";
import type { PipelineRow, RunRow } from "./engine-rows.ts";
import { answerOf, answersTo, type World } from "./world.ts";

export interface WorldChange {
  /** As `triggerKey` makes it. */
  key: string;
  /** Of the business date; empty: of none. */
  date: string;
  /** The run that changed; null: something else. */
  run: RunRow | null;
}

interface Follower {
  row: PipelineRow;
  ordinal: number;
  trigger: AfterTrigger;
}

export class AfterTriggers {
  readonly #followers = new Map<string, Follower[]>();
  readonly #project: string;

  constructor(rows: Iterable<PipelineRow>, project: string) {
    this.#project = project;
    for (const row of rows)
      for (const [ordinal, trigger] of row.pipeline.after.entries()) {
        const { condition, per } = trigger;
        const facts = per === "run" ? followed(condition) : factsOf(condition);
        for (const key of new Set(facts.flatMap((fact) => triggerKey(fact, project) ?? [])))
          this.#followers.getOrInsertComputed(key, () => []).push({ row, ordinal, trigger });
      }
  }

  get isEmpty(): boolean {
    return this.#followers.size === 0;
  }

  /** Runs that a change makes due at an instant, each once, with the trigger that has held. */
  *dueBy(
    change: WorldChange,
    world: World,
    now: number,
  ): Generator<[PipelineRow, string, AfterTrigger]> {
    for (const follower of this.#followers.get(change.key) ?? [])
      for (const date of this.#datesOf(follower, change, world, now))
        yield [follower.row, date, follower.trigger];
  }

  *#datesOf(
    { row, ordinal, trigger }: Follower,
    change: WorldChange,
    world: World,
    now: number,
  ): Generator<string> {
    const { pipeline } = row;
    const { condition, per } = trigger;
    const { run } = change;
    const happened =
      per === "date"
        ? null
        : run === null
          ? { key: change.key }
          : {
              ...{ run: `${run.id}`, project: this.#project, pipeline: run.of.pipeline.name },
              finished: run.finishedAt !== null,
            };
    const changed = happened
      ? changedFacts(condition, happened, this.#project)
      : factsOf(condition);
    const slots = per === "run" && run !== null ? run.slots : row.slots;
    const today = businessDate(now, pipeline);
    for (const date of datesAfter(trigger, change.date, today, changed)) {
      const isCounted = per === "date" || run !== null;
      const slot = per === "date" ? `${ordinal}:${date}` : `${pipeline.name}:${ordinal}`;
      if (isCounted && slots.has(slot)) continue;
      const waiter = {
        ...waiterOf(pipeline, { project: this.#project, date, now }),
        lastEnd: row.lastEnd,
      };
      const questions = questionsOf(condition, waiter);
      const answers = answersTo(world, questions, null);
      for (const question of questions)
        if (run !== null && per === "run" && question.ask === "run")
          if (
            question.pipeline === run.of.pipeline.name &&
            [null, run.date].includes(question.date)
          )
            answers.set(questionKey(question), answerOf(run, question.task));
      const verdict = evaluate(condition, answers, waiter);
      const isDueNow = happened
        ? madeDue(condition, verdict, changed, happened, (fact) => sinceOf(fact, answers, waiter))
        : isDue(condition, verdict);
      if (!isDueNow) continue;
      if (isCounted) slots.add(slot);
      yield date;
    }
  }
}
