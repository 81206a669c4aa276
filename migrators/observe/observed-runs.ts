// What would have started here, and when, had what another scheduler's runs came to been told to this one: all facts in event
// time, judged by the control plane's own decisions. A task's state is what became of it there; when it is ready is decided here.

import { businessDate } from "#core/business-date.ts";
import { questionsOf } from "#core/conditions/question.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import type { StoredEffect } from "#core/effects.ts";
import { isFinal } from "#core/run.ts";
import { Agenda } from "../runs/agenda.ts";
import { decidedStarts } from "./decided-starts.ts";
import { type Later, ObservedDecisions } from "./observed-decisions.ts";
import type { DecidedStart, DueRun, ObservedEstate, RealRun, ToldEnd } from "./observed-estate.ts";
import {
  type ObservedRun,
  type ObservedTask,
  type RevisionRow,
  reopenFollowers,
} from "./observed-rows.ts";
import { ObservedWorld } from "./observed-world.ts";
import { placeOf } from "./place-of.ts";
import { lastFact } from "./predecessor.ts";

type Happening =
  | Later
  | { kind: "end"; fact: ToldEnd }
  | { kind: "due"; due: DueRun }
  | { kind: "start"; fact: ToldEnd }
  | { kind: "real"; apply: () => void };

export function replayObserved(estate: ObservedEstate): DecidedStart[] {
  const world = new ObservedWorld(estate);
  new ObservedRuns(world, estate).run();
  return decidedStarts(world.runs);
}

const byStart = (a: ToldEnd, b: ToldEnd): number =>
  a.start - b.start ||
  a.pipeline.localeCompare(b.pipeline) ||
  a.task.localeCompare(b.task) ||
  (a.end ?? 0) - (b.end ?? 0);

class ObservedRuns {
  readonly #world: ObservedWorld;
  readonly #until: number;
  readonly #agenda = new Agenda<Happening>();
  readonly #decisions: ObservedDecisions;
  /** By id of the run there. */
  readonly #placed = new Map<number, ObservedTask>();

  constructor(world: ObservedWorld, estate: ObservedEstate) {
    this.#world = world;
    this.#until = estate.until;
    this.#decisions = new ObservedDecisions(world, (at, what) => this.#agenda.add(at, what));
    for (const due of estate.due) this.#agenda.add(due.at, { kind: "due", due });
    // Not by when they were told: what starts at one instant is taken in an order of its own.
    for (const fact of estate.told.toSorted(byStart)) {
      this.#agenda.add(fact.start, { kind: "start", fact });
      if (fact.end !== null && fact.end > fact.start)
        this.#agenda.add(fact.end, { kind: "end", fact });
    }
    for (const real of estate.real) this.#addReal(real);
    const happens = (at: number, effect: StoredEffect) =>
      this.#agenda.add(at, { kind: "real", apply: () => world.apply(effect, "") });
    for (const { name, date, at } of estate.events) happens(at, { emit: name, date });
    for (const { name, value, at } of estate.variables) happens(at, { set: name, value });
  }

  run(): void {
    for (let at = this.#agenda.nextAt(); at !== null; at = this.#agenda.nextAt()) {
      if (at > this.#until) return;
      this.#world.now = at;
      const taken = this.#agenda.take();
      for (const each of taken) if (each.kind === "end") this.#ends(each.fact);
      for (const each of taken) {
        if (each.kind === "real") each.apply();
        else if (each.kind === "due") this.#due(each.due);
        else if (each.kind === "look") this.#world.pending.add(each.row);
        else if (each.kind === "missing") this.#decisions.missing(each.task, each.decision);
      }
      this.#settle();
      // What starts at the moment at which something else ended may be what that has made due.
      for (const each of taken) if (each.kind === "start") this.#starts(each.fact);
      this.#settle();
    }
  }

  #settle(): void {
    const { pending, triggers, world } = this.#world;
    const { moment } = this.#world;
    while (pending.size > 0 || this.#world.changes.length > 0) {
      const changes = this.#world.changes.splice(0);
      for (const change of changes)
        for (const [row, date, { condition }] of triggers.dueBy(change, world, moment.now)) {
          const after = lastFact(condition, row, date, null, world, moment);
          const slot = `a:${new Date(moment.now).toISOString()}`;
          this.#decisions.due(row as RevisionRow, { date, dueAt: moment.now, slot }, after);
        }
      const judged = [...pending];
      pending.clear();
      for (const row of judged) this.#decisions.judge(row);
    }
  }

  #due({ revision, date, slot, at }: DueRun): void {
    const row = this.#world.rows.get(revision);
    if (row) this.#decisions.due(row, { date, dueAt: at, slot });
  }

  #starts(fact: ToldEnd): void {
    const task = this.#place(fact);
    if (task === null) return;
    const { run } = task;
    const { history } = run.of;
    const wasEnded = isFinal(task.state);
    this.#world.events.know(task);
    Object.assign(task, { told: fact.id, hidden: null, state: "running" });
    Object.assign(task, { startedAt: this.#world.now, finishedAt: null });
    if (wasEnded) reopenFollowers(task);
    if (run.state !== "running") {
      run.state = "running";
      run.finishedAt = null;
      history.newest = run;
      history.active.add(run);
      this.#decisions.begunThere(run);
      this.#world.changed(run, "p");
    }
    this.#decisions.holds(task);
    this.#world.changed(run, "t");
    if (fact.hidesEnd) {
      this.#decisions.endHidden(task, { what: `when ${fact.job} ended`, source: fact.source });
      return;
    }
    if (fact.end === fact.start) this.#ends(fact);
  }

  #place(fact: ToldEnd): ObservedTask | null {
    const row = this.#world.observed(fact.pipeline);
    if (row === null) return null;
    const run = placeOf(row.history, fact) ?? this.#aloneThere(row, fact);
    const task = run.tasks.find(({ part }) => part === fact.task) ?? null;
    if (task) this.#placed.set(fact.id, task);
    return task;
  }

  /** Nothing has made it due here; unless nobody can tell that. */
  #aloneThere(row: RevisionRow, { id, date, start }: ToldEnd): ObservedRun {
    const { pipeline } = row;
    const of = date ?? businessDate(start, pipeline);
    const run = this.#world.addRun(row, { date: of, dueAt: start, slot: null, isReal: false });
    const waiter = {
      ...waiterOf(pipeline, { ...this.#world.moment, date: of }),
      lastEnd: row.lastEnd,
    };
    for (const { condition } of pipeline.after) {
      const hidden = this.#world.hiddenOf(questionsOf(condition, waiter), run);
      if (hidden === null) continue;
      run.slot = `l:${id}`;
      this.#decisions.hide(run, run.decision, { ...hidden, isForGood: true });
    }
    return run;
  }

  #ends(fact: ToldEnd): void {
    const task = this.#placed.get(fact.id);
    // A later run of it has begun.
    if (task?.told !== fact.id || fact.hidesEnd) return;
    if (fact.outcome === null && fact.exit === null)
      this.#decisions.endHidden(task, { what: `how ${fact.job} ended`, source: fact.source });
    this.#decisions.ended(task, fact.exit, fact.outcome);
  }

  #addReal({ pipeline, revision, date, start, end, state, tasks }: RealRun): void {
    const of = this.#world.rows.get(revision);
    if (!of || of.pipeline.name !== pipeline) return;
    let run: ObservedRun | null = null;
    const at = (when: number, apply: () => void) => this.#agenda.add(when, { kind: "real", apply });
    at(start, () => {
      run = this.#world.addRun(of, { date, dueAt: start, slot: null, isReal: true });
      run.state = "running";
      of.history.newest = run;
      of.history.active.add(run);
      this.#world.changed(run, "p");
    });
    for (const each of tasks)
      at(each.end, () => {
        const task = run?.tasks[each.index];
        if (!run || !task) return;
        Object.assign(task, { state: each.state, finishedAt: each.end, exitCode: each.exit });
        this.#world.changed(run, "t");
      });
    if (end !== null)
      at(end, () => {
        if (!run) return;
        Object.assign(run, { state, finishedAt: end });
        of.history.lastEnd = end;
        this.#decisions.over(run);
        this.#world.changed(run, "p");
      });
  }
}
