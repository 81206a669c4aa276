// What would become of runs and tasks of observed pipelines, by what is known of those that they wait for at a moment.

import type { ChildAction } from "#core/action.ts";
import { decide } from "#core/decide.ts";
import { isFaultOfRun } from "#core/effects.ts";
import { isFinal } from "#core/run.ts";
import { isRun, type WaitRow } from "../runs/engine-rows.ts";
import { judgeRow } from "../runs/judge-row.ts";
import { endOf, valuesOf } from "../runs/task-end.ts";
import type { HiddenAnswer } from "./hidden-facts.ts";
import { lockOf } from "./lock-of.ts";
import type { HiddenFact, Predecessor, ToldEnd } from "./observed-estate.ts";
import {
  type Decision,
  decisionOf,
  followersIn,
  isOpen,
  type ObservedRun,
  type ObservedTask,
  type RevisionRow,
  undecided,
} from "./observed-rows.ts";
import type { ObservedWorld } from "./observed-world.ts";
import { beganEarly } from "./place-of.ts";
import { lastOf } from "./predecessor.ts";
import { makeRoom, roomFor } from "./room-for.ts";

/** What is to be looked at again. */
export type Later =
  | { kind: "look"; row: WaitRow }
  | { kind: "missing"; task: ObservedTask; decision: Decision };

/** So long after a start is ready nobody waits any more for the run there. */
const missingMs = 43_200_000;

export class ObservedDecisions {
  readonly #world: ObservedWorld;
  readonly #later: (at: number, what: Later) => void;
  readonly #looks = new Map<WaitRow, number>();
  /** Tasks that run there, and those that wait for a lock. */
  readonly #holders = new Set<ObservedTask>();
  readonly #lockWaiters = new Set<ObservedTask>();

  constructor(world: ObservedWorld, later: (at: number, what: Later) => void) {
    this.#world = world;
    this.#later = later;
  }

  /** A run is due. @param after what has made it due, where that is no schedule */
  due(
    of: RevisionRow,
    made: { date: string; dueAt: number; slot: string },
    after: Predecessor | null = null,
  ): void {
    const run = beganEarly(of, made) ?? this.#world.addRun(of, { ...made, isReal: false });
    Object.assign(run, made);
    run.decision.after = after;
    if (of.pipeline.awaits === null) this.#admit(run);
    else this.#world.pending.add(run);
  }

  /** It runs there. */
  holds(task: ObservedTask): void {
    this.#holders.add(task);
  }

  /** A run has begun there. */
  begunThere(run: ObservedRun): void {
    makeRoom(run, (task) => this.#holders.has(task));
  }

  /** Its conditions hold: it would start, where there is room. */
  #admit(run: ObservedRun): void {
    const room = roomFor(run);
    if (room === "free") this.#begin(run);
    else if (room === "held") run.of.history.waiting.add(run);
    else {
      Object.assign(run.decision, room);
      if (room.never !== null && run.state === "waiting") run.state = "skipped";
    }
  }

  #begin(run: ObservedRun): void {
    run.isAdmitted = true;
    run.decision.ready = this.#world.now;
    run.decision.hidden = null;
    run.of.history.active.add(run);
    for (const task of run.tasks) if (task.task.needs.length === 0) this.#consider(task);
    if (run.tasks.length === 0) this.#endRun(run);
  }

  /** A task whose needs may have ended. */
  #consider(task: ObservedTask): void {
    const { run } = task;
    const decision = decisionOf(task);
    if (!run.isAdmitted || run.isReal || !isOpen(decision)) return;
    const needs = task.task.needs.map((place) => run.tasks[place] as ObservedTask);
    const unknown = needs.find(({ hidden }) => hidden !== null);
    if (unknown) {
      this.hide(task, decision, { ...(unknown.hidden as HiddenFact), isForGood: false });
      return;
    }
    if (!needs.every(({ state }) => isFinal(state))) return;
    const { needs: values, ...rest } = valuesOf(task, true);
    const decided = decide(task.task.condition, values, rest);
    if ("error" in decided) this.#never(task, decided.error);
    else if (task.task.phase === "undo") this.#never(task, "nothing is undone");
    else if (!decided.run) {
      const ended = needs.map(({ task: { name }, state }) => `${name} ${state}`);
      this.#never(task, ended.length > 0 ? ended.join(", ") : "its `if` is false");
    } else if (task.task.gates === null && task.task.repeat === undefined) this.#ready(task);
    else this.#world.pending.add(task);
  }

  /** By its gates now. */
  judge(row: WaitRow): void {
    const run = (isRun(row) ? row : row.run) as ObservedRun;
    const decision = isRun(row) ? run.decision : decisionOf(row as ObservedTask);
    if (run.slot === null || !isOpen(decision)) return;
    const at = this.#world.moment;
    const { verdict, questions, keys } = judgeRow(row, this.#world.world, at);
    this.#world.world.waits(row, questions, keys);
    const hidden = this.#world.hiddenOf(questions, run);
    if (hidden !== null) this.hide(row as ObservedRun | ObservedTask, decision, hidden);
    else if (!decision.isHiddenForGood) decision.hidden = null;
    if (decision.isHiddenForGood || (hidden !== null && verdict.outcome !== "wait")) return;
    if (verdict.outcome === "wait") {
      if (verdict.nextAt !== null && this.#looks.get(row) !== verdict.nextAt) {
        this.#looks.set(row, verdict.nextAt);
        this.#later(verdict.nextAt, { kind: "look", row });
      }
      return;
    }
    if (!isRun(row) && verdict.outcome === "open" && !this.#hasLocks(row as ObservedTask)) return;
    this.#world.world.forget(row);
    this.#looks.delete(row);
    if (isRun(row)) {
      run.decision.after = lastOf(run, this.#world.world, at);
      this.#admit(run);
    } else if (verdict.outcome === "open") this.#ready(row as ObservedTask);
    else this.#never(row as ObservedTask, verdict.end ?? verdict.outcome);
  }

  /** Whether nobody has what it takes, as far as that is known; else it waits. */
  #hasLocks(task: ObservedTask): boolean {
    const found = lockOf(task, this.#holders, this.#world.units);
    if (found === "free") return true;
    if (found === "held") this.#lockWaiters.add(task);
    else this.hide(task, decisionOf(task), { ...found, isForGood: false });
    return false;
  }

  #ready(task: ObservedTask): void {
    const decision = decisionOf(task);
    const at = this.#world.moment;
    decision.ready = this.#world.now;
    decision.hidden = null;
    decision.after = lastOf(task, this.#world.world, at);
    this.#lockWaiters.delete(task);
    if (task.part !== null) {
      this.#awaitRun(task, decision);
      return;
    }
    // What was no job has no run there: it takes no time.
    const { action } = task.task;
    if (action.kind === "pipeline") this.#startChild(task, action);
    this.ended(task, 0, null);
  }

  #never(task: ObservedTask, why: string): void {
    decisionOf(task).never = why;
    decisionOf(task).hidden = null;
    if (task.state !== "waiting") return;
    task.state = "skipped";
    this.#finish(task);
  }

  /** What decides about it nobody can tell. */
  hide(row: ObservedRun | ObservedTask, decision: Decision, hidden: HiddenAnswer): void {
    if (decision.isHiddenForGood) return;
    const { isForGood, ...fact } = hidden;
    if (decision.hidden === null && !isRun(row)) this.#awaitRun(row, decision);
    decision.hidden = fact;
    decision.isHiddenForGood = isForGood;
  }

  #awaitRun(task: ObservedTask, decision: Decision): void {
    this.#later(this.#world.now + missingMs, { kind: "missing", task, decision });
  }

  /** It would have started here, or nobody knows, and it did not run there: what it would have come to nobody knows. */
  missing(task: ObservedTask, decision: Decision): void {
    if (decision !== decisionOf(task) || task.state !== "waiting" || task.hidden !== null) return;
    const what = `how ${task.task.name} of ${task.run.date} would have ended, which did not run there`;
    this.endHidden(task, { what, source: null });
  }

  /** What of its end nobody can tell. */
  endHidden(task: ObservedTask, fact: HiddenFact): void {
    task.hidden = fact;
    this.#world.wake(this.#world.events.hide(task, fact));
    this.#world.changed(task.run, "t", false);
    this.#world.changed(task.run, "p", false);
    this.#considerFollowers(task);
  }

  /** Specs of imports wait for none of the runs that they start. */
  #startChild(task: ObservedTask, { pipeline, date }: ChildAction): void {
    const target = this.#world.observed(pipeline);
    if (target === null) return;
    const days = Number(/addDays\(run\.date, (-?\d+)\)/.exec(date ?? "")?.[1] ?? 0);
    const of = Temporal.PlainDate.from(task.run.date).add({ days }).toString();
    const after = { what: `${task.run.of.pipeline.name} has started it`, at: this.#world.now };
    const slot = `c:${task.run.slot}:${task.task.name}`;
    this.due(target, { date: of, dueAt: this.#world.now, slot }, after);
  }

  /** @param exit Null: its source doesn't tell it. */
  ended(task: ObservedTask, exit: number | null, outcome: ToldEnd["outcome"]): void {
    this.#release(task);
    if (task.hidden !== null) return;
    task.exitCode = exit;
    let end: ReturnType<typeof endOf>;
    try {
      end = endOf(task, this.#world.now, exit, outcome);
    } catch (error) {
      if (!isFaultOfRun(error)) throw error;
      const what = `what ${task.task.name} would have changed: ${(error as Error).message}`;
      this.endHidden(task, { what, source: null });
      return;
    }
    for (const effect of end.effects) this.#world.apply(effect, task.task.name);
    // Which rule would have matched depends on the number.
    if (exit === null && task.task.on.some(({ effects }) => effects.length > 0))
      this.#world.wake(
        this.#world.events.hideRules(task, {
          what: `exit code of ${task.task.name}`,
          source: null,
        }),
      );
    if (end.next === null) {
      task.state = end.state;
      this.#finish(task);
      return;
    }
    Object.assign(task, {
      state: "waiting",
      told: null,
      dueAt: end.next,
      finishedAt: this.#world.now,
    });
    task.iteration++;
    task.decisions.push(undecided());
    this.#world.pending.add(task);
  }

  #release(task: ObservedTask): void {
    if (!this.#holders.delete(task)) return;
    for (const waiting of this.#lockWaiters) this.#world.pending.add(waiting);
  }

  #finish(task: ObservedTask): void {
    const { run } = task;
    task.finishedAt = this.#world.now;
    this.#world.changed(run, "t");
    this.#considerFollowers(task);
    if (run.tasks.every(({ state, hidden }) => isFinal(state) && hidden === null))
      this.#endRun(run);
  }

  #considerFollowers(task: ObservedTask): void {
    for (const follower of followersIn(task)) this.#consider(follower);
  }

  #endRun(run: ObservedRun): void {
    const fails = run.tasks.some(
      ({ state, task }) =>
        state === "cancelled" || (state === "failed" && task.onFailure === "fail"),
    );
    run.state = fails ? "failed" : "succeeded";
    const { history } = run.of;
    run.finishedAt = history.lastEnd = this.#world.now;
    this.over(run);
    this.#world.changed(run, "p");
  }

  /** There is room for another. */
  over(run: ObservedRun): void {
    const { active, waiting } = run.of.history;
    active.delete(run);
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    this.#admit(next);
  }
}
