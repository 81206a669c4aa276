// States of jobs as AutoSys keeps them, instant by instant: ticks arm, ends of jobs have conditions judged, boxes start what is in
// them. Jobs run as long, and end as, is declared. Written from the vendor's rules, apart from the engine.

import { businessDate } from "#core/business-date.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { Agenda } from "#migrators/runs/agenda.ts";
import type { EndsOf } from "#migrators/runs/durations.ts";
import type {
  LegacyRunSimulation,
  NeverStarted,
  StartedRun,
} from "#migrators/runs/run-simulation.ts";
import type { DateRange } from "#migrators/simulate.ts";
import { boxStatus, endStatus, isDone, limitOf } from "./box-status.ts";
import { holds, type JobState, type Judging, lacking, namesOf } from "./judged-states.ts";
import { AutosysSimulation } from "./simulate.ts";

type Happening =
  | { kind: "tick" | "open"; state: JobState }
  /** Of the run that began then, or of its time. */
  | { kind: "end" | "limit"; state: JobState; startedAt: number };
type Ended = "SUCCESS" | "FAILURE" | "TERMINATED";

export class JobStates implements LegacyRunSimulation, Judging {
  readonly states = new Map<string, JobState>();
  readonly globals = new Map<string, string>();
  now = 0;
  readonly #agenda = new Agenda<Happening>();
  readonly #schedule: AutosysSimulation;
  /** Jobs by the names that their conditions ask about. */
  readonly #dependents = new Map<string, JobState[]>();
  readonly #from: string;
  readonly #memberTimes: LegacyEstate["memberTimes"];

  constructor(estate: LegacyEstate, { from, to }: DateRange, endsOf: EndsOf) {
    this.#from = from;
    this.#memberTimes = estate.memberTimes;
    this.#schedule = new AutosysSimulation(estate, from, to);
    for (const { name, value } of estate.variables) this.globals.set(name, value.value);
    for (const job of estate.jobs) {
      const state: JobState = {
        ...{ job, status: "INACTIVE", startedAt: null, endedAt: null, isArmed: false },
        ...{
          armedAt: 0,
          isDated: job.schedule.start.kind === "days",
          isOpening: false,
          members: [],
          box: null,
        },
        ...{ ticks: this.#schedule.starts(job), ends: endsOf(job), starts: 0, cause: "" },
      };
      this.states.set(job.key, state);
      for (const name of new Set(namesOf(job.condition)))
        this.#dependents.getOrInsertComputed(name, () => []).push(state);
      this.#tickNext(state);
    }
    for (const state of this.states.values()) {
      state.box = this.states.get(state.job.parent ?? "") ?? null;
      state.box?.members.push(state);
    }
  }

  nextAt(): number | null {
    return this.#agenda.nextAt();
  }

  step(): StartedRun[] {
    this.now = this.#agenda.nextAt() ?? this.now;
    const taken = this.#agenda.take();
    const looked = new Map<JobState, string>();
    const ended: JobState[] = [];
    for (const each of taken)
      if (each.kind === "end" && isOfRun(each)) this.#ends(each.state, statusOf(each.state), ended);
    for (const each of taken)
      if (each.kind === "limit" && isOfRun(each)) this.#ends(each.state, "TERMINATED", ended);
    for (const { kind, state } of taken) {
      if (kind === "tick") this.#ticks(state, looked);
      if (kind === "open") {
        state.isOpening = false;
        if (isInside(state)) this.#start(state, "its window opens", looked, []);
      }
    }
    const started: StartedRun[] = [];
    for (const { kind, state } of taken)
      if (kind === "open" && state.startedAt === this.now) started.push(this.#runOf(state));
    for (const state of ended) this.#tellDependents(state, looked);
    for (const [state, cause] of looked) this.#look(state, cause, looked, started);
    return started;
  }

  explain(key: string): string {
    const state = this.states.get(key);
    if (state === undefined) return "there is no such job";
    if (state.status === "RUNNING") return `started since ${state.cause}`;
    return `it waits for ${this.#waitsFor(state)}`;
  }

  /** Jobs without any start. */
  *neverStarted(): Generator<NeverStarted> {
    for (const state of this.states.values())
      if (state.starts === 0 && state.job.work.kind !== "group" && this.#isExpected(state))
        yield { job: state.job.key, date: this.#from, waitsFor: this.#waitsFor(state) };
  }

  /** What is started by hand alone is not waited for. */
  #isExpected({ isDated, isArmed, job, box }: JobState): boolean {
    return isDated ? isArmed : job.condition !== null || (box !== null && box.starts > 0);
  }

  #waitsFor(state: JobState): string {
    const { box, job, isDated, isArmed } = state;
    if (job.state?.value === "held") return "somebody to take it off hold";
    if (job.state?.value === "iced") return "somebody to take it off ice";
    if (box && box.status !== "RUNNING")
      return box.starts > 0
        ? `the next start of its box ${box.job.name}, which was over before it could start`
        : `its box ${box.job.name} to start`;
    if (box && state.status !== "ACTIVATED") return `the next start of its box ${openBox(box)}`;
    if (isDated && !isArmed) return "its time";
    const open = job.condition && !holds(job.condition, state, this) ? job.condition : null;
    return open ? lacking(open, state, this) : "something that happens to what it waits for";
  }

  #tickNext(state: JobState): void {
    const { value, done } = state.ticks.next();
    if (!done) this.#agenda.add(value.at * 1000, { kind: "tick", state });
  }

  /** Satisfies the date until the next start; while it runs it is lost. */
  #ticks(state: JobState, looked: Map<JobState, string>): void {
    if (state.status !== "RUNNING") {
      state.isArmed = true;
      state.armedAt = this.now;
      looked.set(state, "its time has come");
    }
    this.#tickNext(state);
  }

  /** What has not started in a box that is over never does; what runs there goes on, unless it is ended with it. */
  #ends(state: JobState, status: Ended, ended: JobState[]): void {
    state.status = status;
    state.endedAt = this.now;
    for (const member of state.members) {
      if (member.status === "ACTIVATED") member.status = "INACTIVE";
      const isEnded =
        status === "TERMINATED" || (status === "FAILURE" && member.job.result.endedByGroup?.value);
      if (isEnded && member.status === "RUNNING") this.#ends(member, "TERMINATED", ended);
    }
    ended.push(state);
    const { box } = state;
    if (box?.status !== "RUNNING") return;
    const whole = boxStatus(box, state, this);
    if (whole !== null) this.#ends(box, whole, ended);
  }

  #tellDependents({ job }: JobState, looked: Map<JobState, string>): void {
    for (const dependent of this.#dependents.get(job.name) ?? [])
      if (!looked.has(dependent)) looked.set(dependent, `${job.name} has ended`);
  }

  #look(
    state: JobState,
    cause: string,
    looked: Map<JobState, string>,
    started: StartedRun[],
  ): void {
    const { job, box, isDated, isArmed, isOpening } = state;
    const isHeld = job.state?.value === "held" || job.state?.value === "iced";
    if (state.status === "RUNNING" || isHeld || isOpening || (isDated && !isArmed)) return;
    if (!isInside(state)) return;
    // Without a date it is what happens to others that starts it.
    if (!box && !isDated && job.condition === null) return;
    if (job.condition && !holds(job.condition, state, this)) return;
    const at = this.#schedule.opening(job, this.now / 1000);
    if (at === null) {
      // Nearer to the last close: not this time.
      state.isArmed = false;
      state.status = "INACTIVE";
    } else if (at * 1000 > this.now) {
      state.isOpening = true;
      this.#agenda.add(at * 1000, { kind: "open", state });
    } else this.#start(state, cause, looked, started);
  }

  #start(
    state: JobState,
    cause: string,
    looked: Map<JobState, string>,
    started: StartedRun[],
  ): void {
    const isBox = state.job.work.kind === "group";
    Object.assign(state, { status: "RUNNING", startedAt: this.now, isArmed: false, cause });
    state.starts++;
    if (!isBox) {
      started.push(this.#runOf(state));
      const limit = limitOf(state.job) ?? Number.POSITIVE_INFINITY;
      const ms = isPassed(state) ? 0 : Math.min(state.ends.ms, limit);
      this.#agenda.add(this.now + ms, { kind: "end", state, startedAt: this.now });
      return;
    }
    const limit = limitOf(state.job);
    if (limit !== null)
      this.#agenda.add(this.now + limit, { kind: "limit", state, startedAt: this.now });
    for (const member of within(state))
      if (member.status !== "RUNNING") member.status = "ACTIVATED";
    for (const member of state.members) {
      if (this.#isLost(member)) member.isArmed = false;
      looked.delete(member);
      looked.set(member, `its box ${state.job.name} has started`);
    }
    if (state.members.every(isDone))
      this.#agenda.add(this.now, { kind: "end", state, startedAt: this.now });
  }

  /** A time that came before its box started, where such don't count. Days without times are not looked at so. */
  #isLost({ armedAt, job: { schedule } }: JobState): boolean {
    const isTimed = schedule.start.kind === "days" && schedule.start.times !== null;
    return this.#memberTimes === "lost" && isTimed && armedAt < this.now;
  }

  #runOf({ job }: JobState): StartedRun {
    return { job: job.key, date: startDate(job, this.now), at: this.now };
  }
}

/** Local date of a start; of a job without a zone that of UTC. */
export const startDate = ({ schedule }: LegacyJob, at: number): string =>
  businessDate(at, { timezone: schedule.timezone?.value ?? "UTC", newDay: "00:00" });

/** Whether a member of a box that runs has not run in it yet; all others may start. */
const isInside = ({ box, status }: JobState): boolean =>
  box === null || (box.status === "RUNNING" && status === "ACTIVATED");

const isOfRun = ({ state, startedAt }: Extract<Happening, { startedAt: number }>): boolean =>
  state.status === "RUNNING" && state.startedAt === startedAt;

/** What isn't executed succeeds at once. */
const isPassed = ({ job }: JobState): boolean => job.state?.value === "noExecute";

/** Of a job whose time is over, or of a box in which nothing runs. */
const statusOf = (state: JobState): Ended =>
  state.job.work.kind === "group" || isPassed(state) ? "SUCCESS" : endStatus(state.job, state.ends);

/** A box that runs, with what keeps it from ending. */
function openBox({ job, members }: JobState): string {
  const open = members.filter((each) => !isDone(each)).map((each) => each.job.name);
  return `${job.name}, which runs: ${open.join(", ")} ${open.length === 1 ? "has" : "have"} not run`;
}

function* within({ members }: JobState): Generator<JobState> {
  for (const member of members) {
    yield member;
    yield* within(member);
  }
}
