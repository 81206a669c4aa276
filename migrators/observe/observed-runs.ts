// What would have started here, and when, had what another scheduler's runs came to been told to this one: all facts in event
// time, judged by the control plane's own decisions. A task's state is what became of it there; when it is ready is decided here.

import type { ChildAction } from "#core/action.ts";
import { businessDate } from "#core/business-date.ts";
import { type Question, questionsOf } from "#core/conditions/question.ts";
import { waiterOf } from "#core/conditions/waiter-of.ts";
import { decide } from "#core/decide.ts";
import { isFaultOfRun, type StoredEffect } from "#core/effects.ts";
import { isFinal } from "#core/run.ts";
import { AfterTriggers, type WorldChange } from "../runs/after-triggers.ts";
import { Agenda } from "../runs/agenda.ts";
import { isRun, type PipelineRow, type WaitRow } from "../runs/engine-rows.ts";
import { judgeRow } from "../runs/judge-row.ts";
import { endOf, valuesOf } from "../runs/task-end.ts";
import { World } from "../runs/world.ts";
import { decidedStarts } from "./decided-starts.ts";
import { EventsTold } from "./events-told.ts";
import { type HiddenAnswer, hiddenAnswer, type Known } from "./hidden-facts.ts";
import { lockOf } from "./lock-of.ts";
import type {
  DecidedStart,
  DueRun,
  HiddenFact,
  ObservedEstate,
  Predecessor,
  RealRun,
  ToldEnd,
} from "./observed-estate.ts";
import {
  type Decision,
  decisionOf,
  History,
  isOpen,
  type ObservedRun,
  type ObservedTask,
  RevisionRow,
  runOf,
  undecided,
} from "./observed-rows.ts";
import { beganEarly, placeOf } from "./place-of.ts";
import { lastOf } from "./predecessor.ts";

type Happening =
  | { kind: "end"; fact: ToldEnd }
  | { kind: "due"; due: DueRun }
  | { kind: "start"; fact: ToldEnd }
  | { kind: "real"; apply: () => void }
  | { kind: "look"; row: WaitRow }
  | { kind: "missing"; task: ObservedTask; decision: Decision };

/** So long after a start is ready nobody waits any more for the run there. */
const missingMs = 43_200_000;

export function replayObserved(estate: ObservedEstate): DecidedStart[] {
  const replay = new ObservedRuns(estate);
  replay.run();
  return decidedStarts(replay.runs);
}

class ObservedRuns {
  readonly runs: ObservedRun[] = [];
  readonly #estate: ObservedEstate;
  readonly #agenda = new Agenda<Happening>();
  readonly #world: World;
  readonly #events: EventsTold;
  readonly #known: Known;
  readonly #rows = new Map<number, RevisionRow>();
  readonly #triggers: AfterTriggers;
  readonly #pending = new Set<WaitRow>();
  readonly #looks = new Map<WaitRow, number>();
  /** By id of the run there. */
  readonly #placed = new Map<number, ObservedTask>();
  /** Tasks that run there and take locks, and those that wait for one. */
  readonly #holders = new Set<ObservedTask>();
  readonly #lockWaiters = new Set<ObservedTask>();
  #changes: WorldChange[] = [];
  #now = 0;

  constructor(estate: ObservedEstate) {
    this.#estate = estate;
    const { project, revisions, since } = estate;
    // Nothing of the time before counts as emitted: it is not known.
    this.#world = new World(project, "", new Set());
    const histories = new Map<string, History>();
    for (const [id, pipeline] of revisions) {
      const history = histories.getOrInsertComputed(pipeline.name, () => new History());
      const row = new RevisionRow(pipeline, id, history);
      this.#rows.set(id, row);
      this.#world.pipelines.set(pipeline.name, row);
    }
    this.#events = new EventsTold(this.#rows.values(), estate);
    this.#known = {
      ...{ world: this.#world, project, since, emitters: this.#events.emitters },
      ...{ touched: this.#events.touched, hidden: this.#events.hidden },
    };
    const observed = [...this.#world.pipelines.values()].filter(({ pipeline }) =>
      since.has(pipeline.name),
    );
    this.#triggers = new AfterTriggers(observed, project);
    for (const due of estate.due) this.#agenda.add(due.at, { kind: "due", due });
    for (const fact of estate.told) {
      this.#agenda.add(fact.start, { kind: "start", fact });
      if (fact.end !== null && fact.end > fact.start)
        this.#agenda.add(fact.end, { kind: "end", fact });
    }
    for (const real of estate.real) this.#addReal(real);
    for (const { name, date, at } of estate.events)
      this.#agenda.add(at, { kind: "real", apply: () => this.#apply({ emit: name, date }, "") });
    for (const { name, value, at } of estate.variables)
      this.#agenda.add(at, { kind: "real", apply: () => this.#apply({ set: name, value }, "") });
  }

  run(): void {
    for (let at = this.#agenda.nextAt(); at !== null; at = this.#agenda.nextAt()) {
      if (at > this.#estate.until) return;
      this.#now = at;
      const taken = this.#agenda.take();
      for (const each of taken) if (each.kind === "end") this.#ends(each.fact);
      for (const each of taken) {
        if (each.kind === "real") each.apply();
        else if (each.kind === "due") this.#due(each.due);
        else if (each.kind === "look") this.#pending.add(each.row);
        else if (each.kind === "missing") this.#missing(each.task, each.decision);
      }
      this.#settle();
      // What starts at the moment at which something else ended may be what that has made due.
      for (const each of taken) if (each.kind === "start") this.#starts(each.fact);
      this.#settle();
    }
  }

  #settle(): void {
    while (this.#pending.size > 0 || this.#changes.length > 0) {
      const changes = this.#changes;
      this.#changes = [];
      for (const change of changes)
        for (const [row, date] of this.#triggers.dueBy(change, this.#world, this.#now))
          this.#makeDue(row, date, `a:${new Date(this.#now).toISOString()}`, {
            what: change.run
              ? `${change.run.of.pipeline.name} of ${change.run.date} ${change.run.state}`
              : change.key.replace(/^e:[^/]*\//, "event ").replace(/^v:[^/]*\//, "variable "),
            at: this.#now,
          });
      const pending = [...this.#pending];
      this.#pending.clear();
      for (const row of pending) this.#judge(row);
    }
  }

  #due({ revision, date, slot, at }: DueRun): void {
    const row = this.#rows.get(revision);
    if (row) this.#makeRun(row, { date, dueAt: at, slot });
  }

  #makeDue(of: PipelineRow, date: string, slot: string, after: Predecessor): void {
    this.#makeRun(of as RevisionRow, { date, dueAt: this.#now, slot }, after);
  }

  #makeRun(
    of: RevisionRow,
    made: { date: string; dueAt: number; slot: string },
    after: Predecessor | null = null,
  ): void {
    const begun = beganEarly(of, made);
    const run = begun ?? this.#addRun(of, { ...made, isReal: false });
    Object.assign(run, made);
    run.decision.after = after;
    if (of.pipeline.awaits === null) this.#admit(run);
    else this.#pending.add(run);
  }

  #addRun(
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

  /** Its conditions hold: it would start, where there is room. */
  #admit(run: ObservedRun): void {
    const { history, pipeline } = run.of;
    const { runs, whenBusy } = pipeline.concurrency;
    const busy = [...history.active].filter((each) => each !== run);
    if (runs === null || busy.length < runs || whenBusy === "cancelRunning") {
      this.#begin(run);
      return;
    }
    const [hidden] = busy.flatMap(({ tasks }) => tasks.flatMap((task) => task.hidden ?? []));
    if (hidden !== undefined) run.decision.hidden = hidden;
    else if (whenBusy === "skip") {
      run.decision.never = `${pipeline.name} of ${busy[0]?.date} was still under way`;
      if (run.state === "waiting") run.state = "skipped";
    } else history.waiting.add(run);
  }

  #begin(run: ObservedRun): void {
    run.isAdmitted = true;
    run.decision.ready = this.#now;
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
      this.#hide(task, decision, { ...(unknown.hidden as HiddenFact), isForGood: false });
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
    else this.#pending.add(task);
  }

  #judge(row: WaitRow): void {
    const run = (isRun(row) ? row : row.run) as ObservedRun;
    const decision = isRun(row) ? run.decision : decisionOf(row as ObservedTask);
    if (run.slot === null || !isOpen(decision)) return;
    const at = { project: this.#estate.project, now: this.#now };
    const { verdict, questions, keys } = judgeRow(row, this.#world, at);
    this.#world.waits(row, questions, keys);
    const hidden = this.#hiddenOf(questions, run);
    if (hidden !== null) this.#hide(row as ObservedRun | ObservedTask, decision, hidden);
    else if (!decision.isHiddenForGood) decision.hidden = null;
    if (decision.isHiddenForGood || (hidden !== null && verdict.outcome !== "wait")) return;
    if (verdict.outcome === "wait") {
      if (verdict.nextAt !== null && this.#looks.get(row) !== verdict.nextAt) {
        this.#looks.set(row, verdict.nextAt);
        this.#agenda.add(verdict.nextAt, { kind: "look", row });
      }
      return;
    }
    if (!isRun(row) && verdict.outcome === "open" && !this.#hasLocks(row as ObservedTask)) return;
    this.#world.forget(row);
    this.#looks.delete(row);
    if (isRun(row)) {
      run.decision.after = lastOf(run, this.#world, at);
      this.#admit(run);
    } else if (verdict.outcome === "open") this.#ready(row as ObservedTask);
    else this.#never(row as ObservedTask, verdict.end ?? verdict.outcome);
  }

  /** Whether nobody has what it takes, as far as that is known; else it waits. */
  #hasLocks(task: ObservedTask): boolean {
    const found = lockOf(task, this.#holders);
    if (found === "free") return true;
    if (found === "held") this.#lockWaiters.add(task);
    else this.#hide(task, decisionOf(task), { ...found, isForGood: false });
    return false;
  }

  #ready(task: ObservedTask): void {
    const decision = decisionOf(task);
    const at = { project: this.#estate.project, now: this.#now };
    decision.ready = this.#now;
    decision.hidden = null;
    decision.after = lastOf(task, this.#world, at);
    this.#lockWaiters.delete(task);
    if (task.part !== null) {
      this.#awaitRun(task, decision);
      return;
    }
    // What was no job has no run there: it takes no time.
    const { action } = task.task;
    if (action.kind === "pipeline") this.#startChild(task, action);
    this.#ended(task, 0, null);
  }

  #never(task: ObservedTask, why: string): void {
    decisionOf(task).never = why;
    decisionOf(task).hidden = null;
    if (task.state !== "waiting") return;
    task.state = "skipped";
    this.#finish(task);
  }

  #hide(row: ObservedRun | ObservedTask, decision: Decision, hidden: HiddenAnswer): void {
    if (decision.isHiddenForGood) return;
    const { isForGood, ...fact } = hidden;
    if (decision.hidden === null && !isRun(row)) this.#awaitRun(row, decision);
    decision.hidden = fact;
    decision.isHiddenForGood = isForGood;
  }

  #hiddenOf(questions: readonly Question[], run: ObservedRun): HiddenAnswer | null {
    for (const question of questions) {
      const hidden = hiddenAnswer(question, run, this.#known);
      if (hidden !== null) return hidden;
    }
    return null;
  }

  #awaitRun(task: ObservedTask, decision: Decision): void {
    this.#agenda.add(this.#now + missingMs, { kind: "missing", task, decision });
  }

  /** It would have started here, or nobody knows, and it did not run there: what it would have come to nobody knows. */
  #missing(task: ObservedTask, decision: Decision): void {
    if (decision !== decisionOf(task) || task.state !== "waiting" || task.hidden !== null) return;
    const what = `how ${task.task.name} of ${task.run.date} would have ended, which did not run there`;
    this.#endHidden(task, { what, source: null });
  }

  #endHidden(task: ObservedTask, fact: HiddenFact): void {
    task.hidden = fact;
    this.#wake(this.#events.hide(task, fact));
    this.#changed(task.run, "t", false);
    this.#changed(task.run, "p", false);
    this.#considerFollowers(task);
  }

  /** Specs of imports wait for none of the runs that they start. */
  #startChild(task: ObservedTask, { pipeline, date }: ChildAction): void {
    const target = this.#world.pipelines.get(pipeline);
    if (!target || !this.#estate.since.has(pipeline)) return;
    const days = Number(/addDays\(run\.date, (-?\d+)\)/.exec(date ?? "")?.[1] ?? 0);
    const of = Temporal.PlainDate.from(task.run.date).add({ days }).toString();
    const after = { what: `${task.run.of.pipeline.name} has started it`, at: this.#now };
    this.#makeDue(target, of, `c:${task.run.slot}:${task.task.name}`, after);
  }

  #starts(fact: ToldEnd): void {
    const task = this.#place(fact);
    if (task === null) return;
    const { run } = task;
    const { history } = run.of;
    const wasEnded = isFinal(task.state);
    this.#events.know(task);
    Object.assign(task, { told: fact.id, hidden: null, state: "running" });
    Object.assign(task, { startedAt: this.#now, finishedAt: null });
    if (wasEnded) this.#reopen(task);
    if (run.state !== "running") {
      run.state = "running";
      run.finishedAt = null;
      history.newest = run;
      history.active.add(run);
      this.#overThere(run);
      this.#changed(run, "p");
    }
    this.#holders.add(task);
    this.#changed(run, "t");
    if (fact.hidesEnd) {
      this.#endHidden(task, { what: `when ${fact.job} ended`, source: fact.source });
      return;
    }
    if (fact.end === fact.start) this.#ends(fact);
  }

  /** Its followers that were passed over have another chance. */
  #reopen(task: ObservedTask): void {
    for (const follower of this.#followersOf(task)) {
      const decision = decisionOf(follower);
      if (decision.never === null) continue;
      decision.never = null;
      if (follower.state !== "skipped") continue;
      Object.assign(follower, { state: "waiting", finishedAt: null });
      this.#reopen(follower);
    }
  }

  #place(fact: ToldEnd): ObservedTask | null {
    const row = this.#world.pipelines.get(fact.pipeline) as RevisionRow | undefined;
    if (row === undefined) return null;
    const run = placeOf(row.history, fact) ?? this.#aloneThere(row, fact);
    const task = run.tasks.find(({ part }) => part === fact.task) ?? null;
    if (task) this.#placed.set(fact.id, task);
    return task;
  }

  /** Nothing has made it due here; unless nobody can tell that. */
  #aloneThere(row: RevisionRow, { id, date, start }: ToldEnd): ObservedRun {
    const { pipeline } = row;
    const of = date ?? businessDate(start, pipeline);
    const run = this.#addRun(row, { date: of, dueAt: start, slot: null, isReal: false });
    const waiter = {
      ...waiterOf(pipeline, { project: this.#estate.project, date: of, now: this.#now }),
      lastEnd: row.lastEnd,
    };
    for (const { condition } of pipeline.after) {
      const hidden = this.#hiddenOf(questionsOf(condition, waiter), run);
      if (hidden === null) continue;
      run.slot = `l:${id}`;
      this.#hide(run, run.decision, { ...hidden, isForGood: true });
    }
    return run;
  }

  #ends(fact: ToldEnd): void {
    const task = this.#placed.get(fact.id);
    // A later run of it has begun.
    if (task?.told !== fact.id || fact.hidesEnd) return;
    if (fact.outcome === null && fact.exit === null)
      this.#endHidden(task, { what: `how ${fact.job} ended`, source: fact.source });
    this.#ended(task, fact.exit, fact.outcome);
  }

  /** @param exit Null: its source doesn't tell it. */
  #ended(task: ObservedTask, exit: number | null, outcome: ToldEnd["outcome"]): void {
    this.#release(task);
    if (task.hidden !== null) return;
    task.exitCode = exit;
    let end: ReturnType<typeof endOf>;
    try {
      end = endOf(task, this.#now, exit, outcome);
    } catch (error) {
      if (!isFaultOfRun(error)) throw error;
      const what = `what ${task.task.name} would have changed: ${(error as Error).message}`;
      this.#endHidden(task, { what, source: null });
      return;
    }
    for (const effect of end.effects) this.#apply(effect, task.task.name);
    // Which rule would have matched depends on the number.
    if (exit === null && task.task.on.some(({ effects }) => effects.length > 0))
      this.#wake(
        this.#events.hideRules(task, { what: `exit code of ${task.task.name}`, source: null }),
      );
    if (end.next === null) {
      task.state = end.state;
      this.#finish(task);
      return;
    }
    Object.assign(task, { state: "waiting", told: null, dueAt: end.next, finishedAt: this.#now });
    task.iteration++;
    task.decisions.push(undecided());
    this.#pending.add(task);
  }

  #release(task: ObservedTask): void {
    if (!this.#holders.delete(task)) return;
    for (const waiting of this.#lockWaiters) this.#pending.add(waiting);
  }

  /** A run has begun there: those before it are over. When, for who waits for it, nobody has told. */
  #overThere({ of: { history, pipeline }, dueAt }: ObservedRun): void {
    for (const before of history.active)
      if (
        before.dueAt < dueAt &&
        !before.isReal &&
        !before.tasks.some((task) => this.#holders.has(task))
      )
        history.active.delete(before);
    for (const waiting of history.waiting)
      waiting.decision.hidden = { what: `when ${pipeline.name} was over before it`, source: null };
    history.waiting.clear();
  }

  #finish(task: ObservedTask): void {
    const { run } = task;
    task.finishedAt = this.#now;
    this.#changed(run, "t");
    this.#considerFollowers(task);
    if (run.tasks.every(({ state, hidden }) => isFinal(state) && hidden === null))
      this.#endRun(run);
  }

  #followersOf({ run, index }: ObservedTask): ObservedTask[] {
    return (run.of.followers[index] ?? []).map((place) => run.tasks[place] as ObservedTask);
  }

  #considerFollowers(task: ObservedTask): void {
    for (const follower of this.#followersOf(task)) this.#consider(follower);
  }

  #endRun(run: ObservedRun): void {
    const fails = run.tasks.some(
      ({ state, task }) =>
        state === "cancelled" || (state === "failed" && task.onFailure === "fail"),
    );
    run.state = fails ? "failed" : "succeeded";
    const { history } = run.of;
    run.finishedAt = history.lastEnd = this.#now;
    this.#over(run);
    this.#changed(run, "p");
  }

  /** There is room for another. */
  #over(run: ObservedRun): void {
    const { active, waiting } = run.of.history;
    active.delete(run);
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    this.#admit(next);
  }

  #apply(effect: StoredEffect, by: string): void {
    const { wake, changed } = this.#world.apply(effect, this.#now, by);
    this.#events.touch(effect);
    this.#wake(wake);
    const date = "emit" in effect && effect.date !== "static" ? effect.date : "";
    if (changed) this.#changes.push({ key: changed, date, run: null });
  }

  #addReal({ pipeline, revision, date, start, end, state, tasks }: RealRun): void {
    const of = this.#rows.get(revision);
    if (!of || of.pipeline.name !== pipeline) return;
    let run: ObservedRun | null = null;
    const at = (when: number, apply: () => void) => this.#agenda.add(when, { kind: "real", apply });
    at(start, () => {
      run = this.#addRun(of, { date, dueAt: start, slot: null, isReal: true });
      run.state = "running";
      of.history.newest = run;
      of.history.active.add(run);
      this.#changed(run, "p");
    });
    for (const each of tasks)
      at(each.end, () => {
        const task = run?.tasks[each.index];
        if (!run || !task) return;
        Object.assign(task, { state: each.state, finishedAt: each.end, exitCode: each.exit });
        this.#changed(run, "t");
      });
    if (end !== null)
      at(end, () => {
        if (!run) return;
        Object.assign(run, { state, finishedAt: end });
        of.history.lastEnd = end;
        this.#over(run);
        this.#changed(run, "p");
      });
  }

  /** Of a run ("p") or a task of it ("t"): wakes who waits for it, and has triggers judged. */
  #changed(run: ObservedRun, grain: "p" | "t", isFact = true): void {
    const key = `${grain}:${this.#estate.project}/${run.of.pipeline.name}`;
    this.#wake([key, `${key}:${run.date}`, ...(grain === "t" ? [`r:${run.id}`] : [])]);
    if (isFact && !this.#triggers.isEmpty) this.#changes.push({ key, date: run.date, run });
  }

  #wake(keys: Iterable<string>): void {
    for (const row of this.#world.waiting(keys)) this.#pending.add(row);
  }
}
