// What conditions of observed pipelines are answered from, with what of it nobody can tell; and what a change of it wakes.

import type { Question } from "#core/conditions/question.ts";
import type { StoredEffect } from "#core/effects.ts";
import { AfterTriggers, type WorldChange } from "../runs/after-triggers.ts";
import type { WaitRow } from "../runs/engine-rows.ts";
import { World } from "../runs/world.ts";
import { EventsTold } from "./events-told.ts";
import { type HiddenAnswer, hiddenAnswer, type Known } from "./hidden-facts.ts";
import type { ObservedEstate } from "./observed-estate.ts";
import { History, type ObservedRun, RevisionRow, runOf } from "./observed-rows.ts";

export class ObservedWorld {
  readonly project: string;
  readonly since: ObservedEstate["since"];
  readonly units: ObservedEstate["units"];
  readonly world: World;
  readonly events: EventsTold;
  /** By id of the revision. */
  readonly rows = new Map<number, RevisionRow>();
  readonly triggers: AfterTriggers;
  readonly runs: ObservedRun[] = [];
  /** To be judged. */
  readonly pending = new Set<WaitRow>();
  /** That may make something due. */
  changes: WorldChange[] = [];
  /** Milliseconds since 1970. */
  now = 0;
  readonly #known: Known;

  constructor({
    project,
    revisions,
    since,
    units,
  }: Pick<ObservedEstate, "project" | "revisions" | "since" | "units">) {
    this.project = project;
    this.since = since;
    this.units = units;
    // Nothing of the time before counts as emitted: it is not known.
    this.world = new World(project, "", new Set());
    const histories = new Map<string, History>();
    for (const [id, pipeline] of revisions) {
      const history = histories.getOrInsertComputed(pipeline.name, () => new History());
      const row = new RevisionRow(pipeline, id, history);
      this.rows.set(id, row);
      this.world.pipelines.set(pipeline.name, row);
    }
    this.events = new EventsTold(this.rows.values(), { project, since });
    const { emitters, touched, hidden } = this.events;
    this.#known = { world: this.world, project, since, emitters, touched, hidden };
    const observed = [...this.world.pipelines.values()].filter(({ pipeline }) =>
      since.has(pipeline.name),
    );
    this.triggers = new AfterTriggers(observed, project);
  }

  /** As conditions are judged at it. */
  get moment(): { project: string; now: number } {
    return { project: this.project, now: this.now };
  }

  /** The deployed revision of an observed pipeline. */
  observed(name: string): RevisionRow | null {
    return this.since.has(name) ? ((this.world.pipelines.get(name) as RevisionRow) ?? null) : null;
  }

  addRun(
    of: RevisionRow,
    made: Pick<ObservedRun, "date" | "dueAt" | "slot" | "isReal">,
  ): ObservedRun {
    const { history } = of;
    const run = runOf(of, { id: this.runs.length, ...made });
    this.runs.push(run);
    history.runs.push(run);
    history.ofDate.getOrInsertComputed(run.date, () => []).push(run);
    history.byDate.set(run.date, run);
    return run;
  }

  /** Null: all that is asked is known. */
  hiddenOf(questions: readonly Question[], run: ObservedRun): HiddenAnswer | null {
    for (const question of questions) {
      const hidden = hiddenAnswer(question, run, this.#known);
      if (hidden !== null) return hidden;
    }
    return null;
  }

  /** @param by task; empty: somebody else */
  apply(effect: StoredEffect, by: string): void {
    const { wake, changed } = this.world.apply(effect, this.now, by);
    this.events.touch(effect);
    this.wake(wake);
    const date = "emit" in effect && effect.date !== "static" ? effect.date : "";
    if (changed) this.changes.push({ key: changed, date, run: null });
  }

  /** Of a run ("p") or a task of it ("t"): wakes who waits for it, and has triggers judged. */
  changed(run: ObservedRun, grain: "p" | "t", isFact = true): void {
    const key = `${grain}:${this.project}/${run.of.pipeline.name}`;
    this.wake([key, `${key}:${run.date}`, ...(grain === "t" ? [`r:${run.id}`] : [])]);
    if (isFact && !this.triggers.isEmpty) this.changes.push({ key, date: run.date, run });
  }

  wake(keys: Iterable<string>): void {
    for (const row of this.world.waiting(keys)) this.pending.add(row);
  }
}
