// What was translated, run instant by instant by the control plane's own decisions: when runs are due and made, what waits for
// which gates, what ends emit. Tasks take as long, and exit as, is declared; there are as many units as anybody asks for.

import type { ChildAction } from "#core/action.ts";
import { businessDate } from "#core/business-date.ts";
import { decide } from "#core/decide.ts";
import type { FinalState } from "#core/run.ts";
import { fires } from "#core/simulation/fire.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { DateRange } from "../simulate.ts";
import type { Translation } from "../translate/translate.ts";
import { AfterTriggers, type WorldChange } from "./after-triggers.ts";
import { Agenda } from "./agenda.ts";
import type { EndsOf } from "./durations.ts";
import {
  followersOf,
  isRun,
  type PipelineRow,
  type RunRow,
  type TaskRow,
  type WaitRow,
} from "./engine-rows.ts";
import { judgeRow, standing } from "./judge-row.ts";
import { Locks } from "./locks.ts";
import type { RunSimulation, StartedRun } from "./run-simulation.ts";
import { failsRun, stoppedBy } from "./stops.ts";
import { type Attempt, attemptOf, endOf, valuesOf } from "./task-end.ts";
import { eventsOf, translatedJobs } from "./translated-jobs.ts";
import { World } from "./world.ts";

type Happening =
  | { kind: "due"; row: PipelineRow; at: number; date: string }
  | { kind: "end"; task: TaskRow; attempt: Attempt }
  | { kind: "look"; row: WaitRow };

/** As conditions of the project call it. */
const project = "project";
/** Runs of dates that are so many ago are asked for by nobody. */
const mostDates = 400;

export class TranslatedRuns implements RunSimulation {
  readonly #agenda = new Agenda<Happening>();
  readonly #world: World;
  readonly #triggers: AfterTriggers;
  readonly #places = new Map<string, { row: PipelineRow; index: number }>();
  readonly #endsOf: EndsOf;
  readonly #system: LegacyEstate["system"];
  readonly #pending = new Set<WaitRow>();
  readonly #looks = new Map<WaitRow, number>();
  /** Of AutoSys, where they stand for jobs that wait for each other not to run; of others there are enough. */
  readonly #locks: Locks | null;
  #changes: WorldChange[] = [];
  #started: StartedRun[] = [];
  #runs = 0;
  #now = 0;

  constructor(translation: Translation, { from, to }: DateRange, endsOf: EndsOf) {
    this.#endsOf = endsOf;
    this.#system = translation.estate.system;
    this.#locks = this.#system === "autosys" ? new Locks() : null;
    const translated = translatedJobs(translation);
    this.#world = new World(project, from, eventsOf(translated));
    for (const { name, value } of translation.estate.variables)
      this.#world.variables.set(name, value.value);
    for (const { pipeline, jobs } of translated) {
      const row: PipelineRow = {
        ...{ pipeline, jobs, followers: followersOf(pipeline), newest: null },
        ...{ byDate: new Map(), running: 0, queue: [], lastEnd: null, slots: new Set() },
        due: fires(pipeline, { from: { date: from }, to: { date: to } }),
      };
      this.#world.pipelines.set(pipeline.name, row);
      for (const [index, job] of jobs.entries())
        if (job !== null) this.#places.set(job.key, { row, index });
      this.#dueNext(row);
    }
    this.#triggers = new AfterTriggers(this.#world.pipelines.values(), project);
  }

  nextAt(): number | null {
    return this.#agenda.nextAt();
  }

  step(): StartedRun[] {
    this.#now = this.#agenda.nextAt() ?? this.#now;
    this.#started = [];
    const taken = this.#agenda.take();
    for (const each of taken) if (each.kind === "end") this.#ends(each);
    for (const each of taken) {
      if (each.kind === "due") this.#due(each);
      else if (each.kind === "look" && each.row.state === "waiting") this.#pending.add(each.row);
    }
    while (this.#pending.size > 0 || this.#changes.length > 0) {
      const changes = this.#changes;
      this.#changes = [];
      for (const change of changes)
        for (const [row, date] of this.#triggers.dueBy(change, this.#world, this.#now))
          this.#makeRun(row, date, this.#now);
      const pending = [...this.#pending];
      this.#pending.clear();
      for (const row of pending) if (row.state === "waiting") this.#judge(row);
    }
    return this.#started;
  }

  explain(job: string, date: string): string {
    const place = this.#places.get(job);
    if (place === undefined) return "it has no task";
    const { row, index } = place;
    const run = this.#system === "autosys" ? row.newest : row.byDate.get(date);
    const task = run?.tasks[index];
    if (!run || !task) return `there is no run of ${row.pipeline.name}`;
    return standing(task, this.#world, { project, now: this.#now });
  }

  #dueNext(row: PipelineRow): void {
    const { value, done } = row.due.next();
    if (!done) this.#agenda.add(value.at, { kind: "due", row, at: value.at, date: value.date });
  }

  #due({ row, date, at }: Extract<Happening, { kind: "due" }>): void {
    this.#makeRun(row, date, at);
    this.#dueNext(row);
  }

  #makeRun(of: PipelineRow, date: string, dueAt: number): void {
    const run: RunRow = {
      ...{ id: ++this.#runs, of, date, dueAt, state: "waiting", finishedAt: null },
      ...{ tasks: [], left: of.pipeline.tasks.length, slots: new Set() },
    };
    run.tasks = of.pipeline.tasks.map((task, index) => ({
      ...{ run, index, task, job: of.jobs[index] ?? null, state: "waiting", startedAt: 0 },
      ...{ finishedAt: null, needs: task.needs.length, iteration: 1, dueAt: null, cause: "" },
    }));
    of.byDate.set(date, run);
    if (of.byDate.size > mostDates) of.byDate.delete(of.byDate.keys().next().value as string);
    if (of.pipeline.awaits === null) this.#admit(of, run);
    else this.#pending.add(run);
  }

  /** Lets runs start up to the limit, and applies `whenBusy` to the rest. */
  #admit(of: PipelineRow, run: RunRow | null): void {
    if (run) of.queue.push(run);
    const { runs, whenBusy } = of.pipeline.concurrency;
    while (of.queue.length > 0 && (runs === null || of.running < runs))
      this.#startRun(of.queue.shift() as RunRow);
    if (whenBusy !== "skip") return;
    for (const skipped of of.queue.splice(0)) {
      skipped.state = "skipped";
      if (of.byDate.get(skipped.date) === skipped) of.byDate.delete(skipped.date);
    }
  }

  #startRun(run: RunRow): void {
    const { of } = run;
    run.state = "running";
    of.running++;
    if (of.newest === null || of.newest.id < run.id) of.newest = run;
    this.#changed(run, "p");
    for (const task of run.tasks) if (task.needs === 0) this.#consider(task, "its run has begun");
    if (run.left === 0) this.#endRun(run);
  }

  /** A task whose needs have all ended. */
  #consider(task: TaskRow, cause: string): void {
    if (task.state !== "waiting") return;
    task.cause = cause;
    const { pipeline } = task.run.of;
    const { needs, ...values } = valuesOf(task, true);
    const decision = decide(task.task.condition, needs, values);
    if ("error" in decision || task.task.phase === "undo")
      this.#finish(task, "error" in decision ? "failed" : "skipped");
    else if (!decision.run) {
      task.cause = `what it needs has not succeeded (${pipeline.name})`;
      this.#finish(task, "skipped");
    } else if (task.task.gates === null && task.task.repeat === undefined) this.#start(task);
    else this.#pending.add(task);
  }

  #judge(row: WaitRow): void {
    const { verdict, questions, keys } = judgeRow(row, this.#world, { project, now: this.#now });
    if (verdict.outcome === "wait") {
      this.#world.waits(row, questions, keys);
      if (verdict.nextAt !== null && this.#looks.get(row) !== verdict.nextAt) {
        this.#looks.set(row, verdict.nextAt);
        this.#agenda.add(verdict.nextAt, { kind: "look", row });
      }
      return;
    }
    if (!isRun(row) && verdict.outcome === "open" && this.#locks?.takes(row) === false) return;
    this.#world.forget(row);
    this.#looks.delete(row);
    if (isRun(row)) this.#admit(row.of, row);
    else if (verdict.outcome === "open") {
      const awaited = verdict.gates.map(({ text }) => text).join("; ");
      this.#start(row, awaited === "" ? row.cause : awaited);
    } else {
      row.cause = verdict.end ?? verdict.outcome;
      this.#finish(row, verdict.outcome === "fail" ? "failed" : "skipped");
    }
  }

  #start(task: TaskRow, cause = task.cause): void {
    Object.assign(task, { cause, state: "running", startedAt: this.#now });
    const { action } = task.task;
    if (action.kind === "unsupported") this.#finish(task, "failed");
    else if (action.kind === "pipeline") this.#startChild(task, action);
    else {
      const { job } = task;
      if (job !== null) this.#started.push(this.#startOf(job, task));
      this.#changed(task.run, "t");
      const attempt = attemptOf(task.task, job, this.#endsOf);
      this.#agenda.add(this.#now + attempt.ms, { kind: "end", task, attempt });
    }
  }

  /** Specs of imports wait for none of the runs that they start. */
  #startChild(task: TaskRow, { pipeline, date }: ChildAction): void {
    const target = this.#world.pipelines.get(pipeline);
    const days = Number(/addDays\(run\.date, (-?\d+)\)/.exec(date ?? "")?.[1] ?? 0);
    const of = Temporal.PlainDate.from(task.run.date).add({ days }).toString();
    if (target) this.#makeRun(target, of, this.#now);
    this.#finish(task, "succeeded");
  }

  #startOf(job: LegacyJob, { run }: TaskRow): StartedRun {
    const timezone = job.schedule.timezone?.value ?? "UTC";
    const ofClock = () => businessDate(this.#now, { timezone, newDay: "00:00" });
    const date = this.#system === "autosys" ? ofClock() : run.date;
    return { job: job.key, date, at: this.#now };
  }

  #ends({ task: row, attempt }: Extract<Happening, { kind: "end" }>): void {
    // It was stopped meanwhile.
    if (row.state !== "running") return;
    for (const waiting of this.#locks?.returns(row) ?? []) this.#pending.add(waiting);
    const { exitCode, timedOut } = attempt;
    row.exitCode = timedOut ? null : exitCode;
    const { state, effects, next } = endOf(row, this.#now, exitCode, null, timedOut);
    for (const effect of effects) {
      const by = row.job?.key ?? row.run.of.pipeline.name;
      const { wake, changed } = this.#world.apply(effect, this.#now, by);
      this.#wake(wake);
      const date = "emit" in effect && effect.date !== "static" ? effect.date : "";
      if (changed) this.#changes.push({ key: changed, date, run: null });
    }
    if (next === null) {
      this.#finish(row, state);
      return;
    }
    Object.assign(row, { state: "waiting", iteration: row.iteration + 1, dueAt: next });
    row.cause = "its next iteration is due";
    this.#pending.add(row);
  }

  #finish(row: TaskRow, state: FinalState): void {
    const { run } = row;
    row.state = state;
    row.finishedAt = this.#now;
    run.left--;
    this.#changed(run, "t");
    if (state === "failed") for (const other of stoppedBy(row)) this.#stop(other);
    for (const place of run.of.followers[row.index] ?? []) {
      const follower = run.tasks[place];
      if (follower && --follower.needs === 0)
        this.#consider(follower, `${row.task.name} has ended`);
    }
    if (run.left === 0 && run.state === "running") this.#endRun(run);
  }

  #stop(row: TaskRow): void {
    if (row.state === "running")
      for (const waiting of this.#locks?.returns(row) ?? []) this.#pending.add(waiting);
    else if (row.state !== "waiting") return;
    this.#world.forget(row);
    this.#finish(row, "cancelled");
  }

  #endRun(run: RunRow): void {
    const { of } = run;
    run.state = run.tasks.some(failsRun) ? "failed" : "succeeded";
    run.finishedAt = of.lastEnd = this.#now;
    of.running--;
    this.#changed(run, "p");
    this.#admit(of, null);
  }

  /** Of a run ("p") or a task of it ("t"): wakes who waits for it, and has triggers judged. */
  #changed(run: RunRow, grain: "p" | "t"): void {
    const key = `${grain}:${project}/${run.of.pipeline.name}`;
    this.#wake([key, `${key}:${run.date}`, ...(grain === "t" ? [`r:${run.id}`] : [])]);
    if (!this.#triggers.isEmpty) this.#changes.push({ key, date: run.date, run });
  }

  #wake(keys: Iterable<string>): void {
    for (const row of this.#world.waiting(keys)) this.#pending.add(row);
  }
}
