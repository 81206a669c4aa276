// The daily model of Control-M, instant by instant: what is ordered waits for its window, its folder and its conditions, runs
// as long, and ends as, is declared, and adds and deletes conditions. Written from the vendor's rules, apart from the engine.

import { dateOf, dayOf } from "#core/calendar/date.ts";
import type { LegacyEffect } from "#migrators/legacy/result.ts";
import { Agenda } from "#migrators/runs/agenda.ts";
import type { EndsOf } from "#migrators/runs/durations.ts";
import type {
  LegacyRunSimulation,
  NeverStarted,
  StartedRun,
} from "#migrators/runs/run-simulation.ts";
import type { DateRange } from "#migrators/simulate.ts";
import { dateFor, eventsOf, holds, neverOf, passedOn, standingOf } from "./active-conditions.ts";
import type { Active } from "./active-job.ts";
import { ConditionTable } from "./condition-table.ts";
import { firstTime, nextIteration } from "./daily-cycle.ts";
import { type DailyMember, dailyMember, isOrderedOn, placeOf } from "./daily-member.ts";
import { endBy } from "./end-tests.ts";
import { endFolder } from "./folder-end.ts";
import type { ControlMEstate } from "./normalize.ts";
import { Orders } from "./orders.ts";
import { Instants } from "./simulate.ts";
import { minutesOfDay } from "./times.ts";

type Happening =
  | { kind: "order"; member: DailyMember; place: number }
  | { kind: "open" | "end" | "drop"; active: Active };

/** Days that are looked at on either side for the scheduled date before or after: a year and a leap day. */
const aroundDays = 400;
/** Conditions of dates that are so long ago are no longer there. */
const keptDays = 360;

export class DailyModel implements LegacyRunSimulation {
  readonly #agenda = new Agenda<Happening>();
  readonly #instants = new Instants();
  readonly #conditions: ConditionTable;
  readonly #members = new Map<string, DailyMember>();
  readonly #active = new Map<string, Active>();
  /** Those that wait, by the conditions that they ask for. */
  readonly #waiting = new Map<string, Set<Active>>();
  readonly #never: NeverStarted[] = [];
  readonly #end: number;
  #now = 0;

  constructor(estate: ControlMEstate, { from, to }: DateRange, endsOf: EndsOf) {
    const [first, end] = [dayOf(from), dayOf(to)];
    this.#end = end;
    const added = new Set<string>();
    const orders = new Orders(estate.site, first - aroundDays, end + aroundDays);
    for (const job of estate.jobs) {
      const definition = estate.definitions.get(job.key);
      if (definition === undefined) continue;
      const { result } = job;
      for (const effect of [...result.effects, ...result.rules.flatMap(({ effects }) => effects)])
        if (effect.kind === "emit") added.add(effect.event);
      if (definition.kind === "FOLDER") continue;
      const parent = this.#members.get(definition.parent?.key ?? "") ?? null;
      const made = dailyMember(definition, job, parent, {
        ...{ site: estate.site, orders, ends: endsOf(job) },
      });
      if (made === null) continue;
      this.#members.set(made.key, made);
      parent?.members.push(made);
      if (!made.isGroup) this.#orderNext(made, placeOf(made.days, first));
    }
    this.#conditions = new ConditionTable(from, added);
  }

  nextAt(): number | null {
    return this.#agenda.nextAt();
  }

  step(): StartedRun[] {
    this.#now = this.#agenda.nextAt() ?? this.#now;
    const taken = this.#agenda.take();
    const looked = new Map<Active, string>();
    for (const each of taken) if (each.kind === "end") this.#ends(each.active, looked);
    for (const each of taken) {
      if (each.kind === "order") this.#orders(each.member, each.place, looked);
      if (each.kind === "open") looked.set(each.active, "its time has come");
    }
    const started: StartedRun[] = [];
    for (const [active, cause] of looked) this.#look(active, cause, looked, started);
    for (const each of taken) if (each.kind === "drop") this.#drops(each.active);
    return started;
  }

  explain(job: string, date: string): string {
    return standingOf(this.#active.get(`${job} ${date}`), this.#conditions, this.#now);
  }

  *neverStarted(): Generator<NeverStarted> {
    yield* this.#never;
    for (const active of this.#active.values())
      if (active.state === "waiting" && active.runs === 0 && isOfJob(active))
        yield neverOf(active, this.#conditions, this.#now);
  }

  #at({ zone, newDay }: DailyMember, day: number, minutes: number): number {
    return this.#instants.of(zone, day, newDay + minutes);
  }

  #orderNext(member: DailyMember, place: number): void {
    const day = member.days[place];
    if (day !== undefined && day < this.#end)
      this.#agenda.add(this.#at(member, day, member.order), { kind: "order", member, place });
  }

  #orders(member: DailyMember, place: number, looked: Map<Active, string>): void {
    this.#order(member, member.days[place] as number, looked);
    this.#orderNext(member, place + 1);
  }

  /** @param how `forced`: whatever its days are, and beside its folder. `dummy`: in the place of one that isn't ordered. */
  #order(
    of: DailyMember,
    day: number,
    looked: Map<Active, string>,
    how: "ordered" | "forced" | "dummy" = "ordered",
  ): Active {
    const isForced = how === "forced";
    const date = dateOf(day);
    let key = `${of.key} ${date}`;
    const known = this.#active.get(key);
    if (known && !isForced && (of.isGroup || known.state === "waiting")) return known;
    // A forced job stands beside the one that was ordered, or forced before.
    while (isForced && this.#active.has(key)) key += " again";
    const { parent } = of;
    const group = parent && !isForced ? this.#order(parent, day, looked) : null;
    const start = Math.max(of.opens, of.order);
    const dayEnd = (Math.floor(start / minutesOfDay) + 1) * minutesOfDay;
    const closes = of.closes === null ? null : this.#at(of, day, of.closes);
    const cycleEnds = this.#at(of, day, dayEnd);
    const opens = Math.max(this.#at(of, day, start), isForced ? this.#now : 0);
    const left = of.members.filter((each) => isOrderedOn(each, day)).length;
    const active: Active = {
      ...{ key, of, day, date, group, state: "waiting", opens, closes, runs: 0, left, cause: "" },
      ...{ passed: isForced ? new Set<string>() : passedOn(of, day), isEnding: false },
      isDummy: how === "dummy",
      ...{ startedAt: 0, dueAt: opens, cycleEnds: Math.min(cycleEnds, (closes ?? cycleEnds) + 1) },
    };
    this.#active.set(key, active);
    for (const member of of.bridges ? of.members : [])
      if (!member.isGroup && !isOrderedOn(member, day)) this.#order(member, day, looked, "dummy");
    if (of.repeat?.kind === "times") this.#firstTime(active, start);
    for (const event of eventsOf(of.condition))
      this.#waiting.getOrInsertComputed(event, () => new Set()).add(active);
    if (active.opens > this.#now) this.#agenda.add(active.opens, { kind: "open", active });
    else looked.set(active, "it is ordered");
    if (of.drops !== null) this.#agenda.add(this.#at(of, day, of.drops), { kind: "drop", active });
    return active;
  }

  /** Of a list of times the first that is not too long ago; none: it never runs. */
  #firstTime(active: Active, start: number): void {
    const next = firstTime(active, start, this.#instants);
    if (next === null) this.#leave(active, "ended");
    else active.opens = active.dueAt = Math.max(next, active.opens);
  }

  /** Starts what may; a folder that opens lets its members be looked at. */
  #look(active: Active, cause: string, looked: Map<Active, string>, started: StartedRun[]): void {
    const { of, group, opens, closes, date } = active;
    if (active.state !== "waiting" || this.#now < opens) return;
    if ((closes !== null && this.#now > closes) || (group && group.state !== "running")) return;
    if (of.condition && !holds(of.condition, active, this.#conditions)) return;
    if (this.#isTooLate(active)) return;
    for (const event of eventsOf(of.condition)) this.#waiting.get(event)?.delete(active);
    active.state = "running";
    active.cause = cause;
    active.startedAt = this.#now;
    active.runs++;
    if (of.isGroup) {
      for (const member of of.members) {
        const inside = this.#active.get(`${member.key} ${date}`);
        if (inside) again(looked, inside, `${of.key} has begun`);
      }
      return;
    }
    if (!active.isDummy) started.push({ job: of.key, date, at: this.#now });
    this.#agenda.add(this.#now + (active.isDummy ? 0 : of.ends.ms), { kind: "end", active });
  }

  /** Of a list of times one that has passed by more than the tolerance is left out. */
  #isTooLate(active: Active): boolean {
    const { repeat } = active.of;
    if (repeat?.kind !== "times" || this.#now <= active.dueAt + repeat.tolerance * 60_000)
      return false;
    const next = nextIteration(active, this.#now, this.#instants);
    if (next === null || next >= active.cycleEnds) this.#leave(active, "ended");
    else if (next > this.#now) {
      active.opens = active.dueAt = next;
      this.#agenda.add(next, { kind: "open", active });
    } else active.dueAt = next;
    return next !== this.#now;
  }

  /** Where it ended well what it adds and deletes, in order, then what its rules say. */
  #ends(active: Active, looked: Map<Active, string>): void {
    const { of, group } = active;
    const exitCode = of.isGroup || active.isDummy ? 0 : of.ends.exitCode;
    const { isOk, effects } = endBy(of.rules, { exitCode, runs: active.runs });
    for (const effect of isOk ? [...of.effects, ...effects] : effects)
      this.#does(effect, active, looked);
    const stops = !isOk || effects.some(({ kind }) => kind === "stopCyclic");
    if (!stops && this.#repeats(active, looked)) return;
    this.#leave(active, "ended");
    if (group === null || active.isDummy) return;
    if (of.endsFolder && !group.isEnding) {
      group.isEnding = true;
      group.left = endFolder(group, {
        of: ({ key }) => this.#active.get(`${key} ${group.date}`),
        drop: (each) => this.#drops(each),
      });
      if (!isOk) group.left = Number.POSITIVE_INFINITY;
      else if (group.left === 0) this.#ends(group, looked);
      return;
    }
    if (!isOk) return;
    for (let around: Active | null = group; around; around = around.group)
      if ((around === group || (around.isEnding && !of.isGroup)) && --around.left === 0)
        this.#ends(around, looked);
  }

  #leave(active: Active, state: "ended" | "dropped"): void {
    active.state = state;
    for (const event of eventsOf(active.of.condition)) this.#waiting.get(event)?.delete(active);
    // What is over is asked for by nobody but who compares it.
    if (active.runs > 0) this.#active.delete(active.key);
  }

  #does(effect: LegacyEffect, active: Active, looked: Map<Active, string>): void {
    if (effect.kind === "start") this.#forces(effect, active, looked);
    if (effect.kind !== "emit" && effect.kind !== "clear") return;
    const { event } = effect;
    const date = dateFor(effect.date, active);
    if (date === null) return;
    if (effect.kind === "clear") this.#conditions.remove(event, date);
    else {
      this.#conditions.add(event, date, active.of.key);
      for (const waiting of this.#waiting.get(event) ?? [])
        again(looked, waiting, `${active.of.key} has added ${event} of ${date}`);
    }
  }

  #forces(
    { job, date }: Extract<LegacyEffect, { kind: "start" }>,
    active: Active,
    looked: Map<Active, string>,
  ): void {
    const folder = active.of.key.slice(0, active.of.key.lastIndexOf("/"));
    const target = this.#members.get(job) ?? this.#members.get(`${folder}/${job}`);
    const on = dateFor(date, active);
    if (target === undefined || on === null || !/^\d{4}-/.test(on)) return;
    const inside = target.isGroup ? target.members : [target];
    for (const member of inside) this.#order(member, dayOf(on), looked, "forced");
  }

  /** Whether a further iteration follows; it tests its conditions again. */
  #repeats(active: Active, looked: Map<Active, string>): boolean {
    const { of, runs } = active;
    if (of.repeat === null || runs >= (of.repeat.most ?? Number.POSITIVE_INFINITY)) return false;
    const next = nextIteration(active, this.#now, this.#instants);
    if (next === null || next >= active.cycleEnds) return false;
    active.state = "waiting";
    active.opens = active.dueAt = next;
    for (const event of eventsOf(of.condition))
      this.#waiting.getOrInsertComputed(event, () => new Set()).add(active);
    if (next > this.#now) this.#agenda.add(next, { kind: "open", active });
    else looked.set(active, "its interval is over");
    return true;
  }

  #drops(active: Active): void {
    if (active.state !== "waiting") return;
    if (active.runs === 0 && isOfJob(active))
      this.#never.push(neverOf(active, this.#conditions, this.#now));
    this.#leave(active, "dropped");
    this.#conditions.forget(dateOf(active.day - keptDays));
  }
}

/** Also when it was looked at before. */
function again(looked: Map<Active, string>, active: Active, cause: string): void {
  looked.delete(active);
  looked.set(active, cause);
}

const isOfJob = ({ of, isDummy }: Active): boolean => !of.isGroup && !isDummy;
