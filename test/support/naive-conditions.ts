// Whether a condition holds, by the plainest reading of its words over the rows of all tables: what the simulation holds
// against the engine's questions, keys and answers. Shares nothing with them but the types.

import type { Calendar } from "#core/calendar/calendar.ts";
import type {
  Comparison,
  Condition,
  DateRule,
  Fact,
  RunFact,
  Which,
} from "#core/conditions/condition.ts";
import type { Trigger } from "#core/pipeline.ts";

/** One row of each kind; instants are milliseconds since 1970. */
export interface World {
  events: { name: string; date: string }[];
  variables: Record<string, string>;
  /** Oldest first. */
  updates: { name: string; date: string; at: number }[];
  /** How long one update keeps its asset fresh. */
  freshMs: Record<string, number>;
  /** Those of a date with the newest last. */
  runs: WorldRun[];
}

interface WorldRun {
  id: number;
  pipeline: string;
  date: string;
  state: string;
  started: boolean;
  finishedAt: number | null;
  /** `t0`, the only one that is asked for. */
  task: WorldTask | null;
}

interface WorldTask {
  state: string;
  ending: string | null;
  exitCode: number | null;
  finishedAt: number | null;
}

export interface NaiveWaiter {
  run: number;
  pipeline: string;
  date: string;
  timezone: string;
  triggers: readonly Trigger[];
  /** Null: business days are Monday to Friday. */
  calendar: Calendar | null;
  now: number;
  /** What a person said is not to be waited for, by name. */
  ignored: readonly string[];
}

/** @param wanted what the whole must become here for the waiter to start: an ignored fact stands where that helps */
export function naivelyHolds(
  condition: Condition,
  waiter: NaiveWaiter,
  world: World,
  wanted = true,
): boolean {
  const holds = (one: Condition) => naivelyHolds(one, waiter, world, wanted);
  switch (condition.kind) {
    case "all":
      return condition.of.every(holds);
    case "any":
      return condition.of.some(holds);
    case "atLeast":
      return condition.of.filter(holds).length >= condition.count;
    case "not":
      return !naivelyHolds(condition.of[0], waiter, world, !wanted);
    default:
      return isIgnored(condition, waiter.ignored) ? wanted : isSo(condition, waiter, world);
  }
}

function isIgnored(fact: Fact, ignored: readonly string[]): boolean {
  if (fact.kind === "run")
    return [fact.pipeline, `${fact.pipeline}.${fact.task}`].some((name) => ignored.includes(name));
  return ignored.includes(fact.kind === "task" ? fact.task : fact.name);
}

function isSo(fact: Fact, waiter: NaiveWaiter, world: World): boolean {
  switch (fact.kind) {
    case "event": {
      const { name, date } = fact;
      // A day without a year: of any.
      if (typeof date === "object" && "fixed" in date && date.fixed.length === 5)
        return world.events.some((one) => one.name === name && one.date.endsWith(date.fixed));
      const dated = typeof date === "object" ? dateBy(date, waiter) : date;
      return world.events.some(
        (one) => one.name === name && (date === "any" || one.date === dated),
      );
    }
    case "variable": {
      const value = world.variables[fact.name];
      return value === undefined ? fact.test.op === "!=" : fits(value, fact.test);
    }
    case "asset": {
      const { which } = fact;
      const updates = world.updates.filter(({ name }) => name === fact.name);
      const newest = updates.at(-1);
      if (which.by === "fresh" || which.by === "stale") {
        const keeps = world.freshMs[fact.name] ?? Number.POSITIVE_INFINITY;
        const fresh = newest !== undefined && waiter.now < newest.at + keeps;
        return fresh === (which.by === "fresh");
      }
      if (which.by === "date")
        return updates.some(({ date }) => date === dateBy(which.date, waiter));
      return newest !== undefined && isRecent(newest.at, which, waiter, world);
    }
    case "task":
      return isOfTask(fact, ofRun(world, waiter.run)?.task ?? null);
    case "run":
      return isOfRun(fact, waiter, world);
    default:
      return fact satisfies never;
  }
}

const ofRun = ({ runs }: World, run: number) => runs.find(({ id }) => id === run);

function isOfRun(fact: RunFact, waiter: NaiveWaiter, world: World): boolean {
  const { which, state } = fact;
  const all = world.runs.filter(({ pipeline }) => pipeline === fact.pipeline);
  const ofDate = which.by === "date" ? dateBy(which.date, waiter) : undefined;
  if (fact.task === null && which.by !== "date" && (state === "running" || state === "notRunning"))
    return all.some((one) => one.state === "running") === (state === "running");
  // No date by its schedules: there is nothing to ask for.
  if (ofDate === null) return false;
  const run =
    ofDate === undefined
      ? all
          .filter(({ started }) => started)
          .sort((a, b) => a.id - b.id)
          .at(-1)
      : all.filter((one) => one.date === ofDate && one.state !== "skipped").at(-1);
  const found = fact.task === null ? run && { ...run, ending: null, exitCode: null } : run?.task;
  if (!found) return state === "notRunning";
  const finishedAt = isOver(found.state) ? found.finishedAt : null;
  return (
    isOfTask(fact, found) && (finishedAt === null || isRecent(finishedAt, which, waiter, world))
  );
}

function isOfTask(
  { state, exitCode }: Pick<RunFact, "state" | "exitCode">,
  task: WorldTask | null,
): boolean {
  if (task === null) return false;
  // What was on ice counts as if it had succeeded.
  const is = task.ending === "iced" ? "succeeded" : task.state;
  const asked =
    state === "finished" ? isOver(is) : state === "notRunning" ? is !== "running" : is === state;
  return (
    asked && (exitCode === null || (task.exitCode !== null && fits(`${task.exitCode}`, exitCode)))
  );
}

const isOver = (state: string) => ["succeeded", "failed", "skipped", "cancelled"].includes(state);

function isRecent(at: number, which: Which, waiter: NaiveWaiter, world: World): boolean {
  const { now, timezone } = waiter;
  if (which.by === "within") return now - at <= which.ms;
  if (which.by === "since") {
    const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
    const today = local.withPlainTime(which.at).epochMilliseconds;
    const yesterday = local.subtract({ days: 1 }).withPlainTime(which.at).epochMilliseconds;
    return at >= (today <= now ? today : yesterday);
  }
  if (which.by === "sinceLastEnd") {
    const ends = world.runs
      .filter(
        ({ pipeline, id, state }) =>
          pipeline === waiter.pipeline && id !== waiter.run && state !== "skipped",
      )
      .map(({ finishedAt }) => finishedAt ?? Number.NEGATIVE_INFINITY);
    return at > Math.max(...ends, Number.NEGATIVE_INFINITY);
  }
  return true;
}

/** Schedules of the simulation are due every day. */
function dateBy(rule: DateRule, { date, triggers, calendar }: NaiveWaiter): string | null {
  const from = Temporal.PlainDate.from(date);
  if ("days" in rule) return from.add({ days: rule.days }).toString();
  if ("scheduled" in rule)
    return triggers.length === 0 ? null : from.add({ days: rule.scheduled }).toString();
  if ("fixed" in rule) {
    if (rule.fixed.length > 5) return rule.fixed;
    const year = rule.fixed <= date.slice(5) ? from.year : from.year - 1;
    return `${year}-${rule.fixed}`;
  }
  let day = from;
  for (let left = Math.abs(rule.businessDays), looked = 0; left > 0; looked++) {
    // Further away none of them has another.
    if (looked > 800) return null;
    day = day.add({ days: Math.sign(rule.businessDays) });
    if (isBusinessDay(day, calendar)) left--;
  }
  return day.toString();
}

/** Of calendars whose rules are dates, with a year or without. */
function isBusinessDay(day: Temporal.PlainDate, calendar: Calendar | null): boolean {
  if (calendar === null) return day.dayOfWeek < 6;
  const text = day.toString();
  const names = (rules: Calendar["days"]) =>
    rules.some((rule) => "date" in rule && [text, text.slice(5)].includes(rule.date));
  if (text < (calendar.from ?? text) || text > (calendar.until ?? text)) return false;
  if (names(calendar.also)) return true;
  if (names(calendar.except)) return false;
  const weekday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day.dayOfWeek - 1];
  return names(calendar.days) || (calendar.weekdays ?? []).some((one) => one === weekday);
}

function fits(value: string, { op, value: other }: Comparison): boolean {
  const isNumber = [value, other].every((text) => /^-?\d+(\.\d+)?$/.test(text));
  const order = isNumber
    ? Number(value) - Number(other)
    : value < other
      ? -1
      : Number(value > other);
  const results: Record<Comparison["op"], boolean> = {
    "==": order === 0,
    "!=": order !== 0,
    "<": order < 0,
    "<=": order <= 0,
    ">": order > 0,
    ">=": order >= 0,
  };
  return results[op];
}
