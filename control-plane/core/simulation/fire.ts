// The fire times of one pipeline: its triggers merged in time order, coinciding ones as the one run that they are.

import { businessDate, type DayRule } from "../business-date.ts";
import type { Pipeline } from "../pipeline.ts";
import { compileSchedule, occurrences } from "../schedule/schedule.ts";
import { holds, instantsOf, type Range } from "./range.ts";

/** What decides when a pipeline fires. */
export type Timed = Pick<Pipeline, "triggers" | "newDay">;

export interface Fire {
  /** Milliseconds since 1970. */
  at: number;
  /** Counts repeats of one instant, which only the daemons' dialects have. */
  ordinal: number;
  /** The business date (YYYY-MM-DD): that of the first trigger which is due. */
  date: string;
  /** Place of that trigger in the pipeline's list, from 0. */
  trigger: number;
  /** Places of others that are due at the same time and give no run of their own. */
  also: readonly number[];
}

interface Stream {
  trigger: number;
  rule: DayRule;
  due: Iterator<number>;
  /** What it has next. */
  at: number;
  ordinal: number;
}

const nothing: readonly number[] = [];

/** Pipelines with equal keys fire at the same times, for the same dates. */
export const keyOf = ({ triggers, newDay }: Timed): string =>
  JSON.stringify([newDay, triggers.map(({ schedule, timezone }) => [timezone, schedule])]);

/** In time order, one at a time: a range of years takes no more memory than a day. */
export function* fires({ triggers, newDay }: Timed, range: Range): Generator<Fire> {
  const rules = triggers.map(({ timezone }) => ({ timezone, newDay }));
  const window = instantsOf(range, rules);
  const streams = triggers.map(({ schedule, timezone }, trigger): Stream => {
    const due = occurrences(compileSchedule(schedule, timezone), window.from, window.to);
    return { trigger, rule: rules[trigger] as DayRule, due, at: Number.NaN, ordinal: 0 };
  });
  let left = streams.filter(moveOn);
  while (left.length > 0) {
    const first = earliest(left);
    const { at, ordinal, trigger, rule } = first;
    const also = left.length === 1 ? nothing : alsoDue(left, first);
    const fire = { at, ordinal, date: businessDate(at, rule), trigger, also };
    let ended = false;
    for (const stream of left)
      if (stream.at === at && stream.ordinal === ordinal && !moveOn(stream)) ended = true;
    if (ended) left = left.filter((stream) => !Number.isNaN(stream.at));
    if (holds(range, fire)) yield fire;
  }
}

/** False at its end, which it keeps as an instant that equals none. */
function moveOn(stream: Stream): boolean {
  const { value, done } = stream.due.next();
  const at = done ? Number.NaN : value;
  stream.ordinal = at === stream.at ? stream.ordinal + 1 : 0;
  stream.at = at;
  return !done;
}

/** Of equal ones the first trigger's. */
function earliest(streams: readonly Stream[]): Stream {
  let best = streams[0] as Stream;
  for (const stream of streams)
    if (stream.at < best.at || (stream.at === best.at && stream.ordinal < best.ordinal))
      best = stream;
  return best;
}

const alsoDue = (streams: readonly Stream[], first: Stream): readonly number[] =>
  streams
    .filter(
      (stream) => stream !== first && stream.at === first.at && stream.ordinal === first.ordinal,
    )
    .map(({ trigger }) => trigger);
