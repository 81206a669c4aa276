// The fire times of one pipeline: its triggers merged in time order, coinciding ones as the one run that they are.

import { businessDate } from "../business-date.ts";
import type { Pipeline, Trigger } from "../pipeline.ts";
import { numbered } from "../schedule/due.ts";
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
  rule: { timezone: string; newDay: string };
  due: Iterator<{ at: number; ordinal: number }>;
  head: { at: number; ordinal: number };
}

const nothing: readonly number[] = [];

/** Pipelines with equal keys fire at the same times, for the same dates. */
export const keyOf = ({ triggers, newDay }: Timed): string =>
  JSON.stringify([newDay, triggers.map(({ schedule, timezone }) => [timezone, schedule])]);

/** In time order, one at a time: a range of years takes no more memory than a day. */
export function* fires({ triggers, newDay }: Timed, range: Range): Generator<Fire> {
  const window = instantsOf(
    range,
    triggers.map(({ timezone }) => ({ timezone, newDay })),
  );
  const streams = triggers.flatMap((trigger, index) => streamOf(trigger, index, newDay, window));
  while (streams.length > 0) {
    const first = earliest(streams);
    const { at, ordinal } = first.head;
    const fire = {
      ...{ at, ordinal, trigger: first.trigger },
      date: businessDate(at, first.rule),
      also: alsoDue(streams, first),
    };
    for (const stream of [...streams])
      if (isSame(stream.head, fire) && !moveOn(stream)) streams.splice(streams.indexOf(stream), 1);
    if (holds(range, fire)) yield fire;
  }
}

function streamOf(
  { schedule, timezone }: Pick<Trigger, "schedule" | "timezone">,
  trigger: number,
  newDay: string,
  { from, to }: { from: number; to: number },
): Stream[] {
  const due = numbered(occurrences(compileSchedule(schedule, timezone), from, to));
  const { value, done } = due.next();
  return done ? [] : [{ trigger, rule: { timezone, newDay }, due, head: value }];
}

function moveOn(stream: Stream): boolean {
  const { value, done } = stream.due.next();
  if (!done) stream.head = value;
  return !done;
}

const isSame = (a: Stream["head"], b: Stream["head"]): boolean =>
  a.at === b.at && a.ordinal === b.ordinal;

/** Of equal ones the first trigger's. */
function earliest(streams: readonly Stream[]): Stream {
  let best = streams[0] as Stream;
  for (const stream of streams) {
    const { at, ordinal } = stream.head;
    if (at < best.head.at || (at === best.head.at && ordinal < best.head.ordinal)) best = stream;
  }
  return best;
}

const alsoDue = (streams: readonly Stream[], first: Stream): readonly number[] =>
  streams.length === 1
    ? nothing
    : streams
        .filter((stream) => stream !== first && isSame(stream.head, first.head))
        .map(({ trigger }) => trigger);
