// Runs that start to overlap by a change: of one pipeline with itself, and of two that share a lock, a pool or an asset.

import type { Pipeline } from "../pipeline.ts";
import type { PoolDeclaration } from "../pools/declaration.ts";
import { unitsOf } from "../pools/takes.ts";
import { fires } from "../simulation/fire.ts";
import type { Outlook } from "./lengths.ts";
import { localTexts } from "./local-text.ts";
import type { RunTime, RunTimes } from "./run-times.ts";
import type { Estate } from "./sides.ts";

export interface Overlap {
  pipeline: string;
  /** The same where its own runs overlap. */
  other: string;
  /** Such as `lock ledger`, `pool warehouse`, `asset warehouse/orders`; null: the runs of one pipeline. */
  over: string | null;
  outlook: Outlook;
  /** IANA zone of the pipeline. */
  timezone: string;
  /** The first one: instants. */
  from: string;
  until: string;
  /** How many there are in the week that was looked at. */
  count: number;
  /** What becomes of the later one. */
  outcome: string;
}

export interface OverlapSide {
  estate: Estate;
  times: RunTimes;
  pools: ReadonlyMap<string, PoolDeclaration>;
}

const weekMs = 7 * 86_400_000;
/** Of a pipeline so many runs are looked at: what runs every minute overlaps within the first hours. */
const mostRuns = 300;
/** Of so many changes each is compared with what it shares something with. */
const mostCompared = 200;

/** @param at In milliseconds since 1970; a week from there is looked at. */
export function newOverlaps(
  names: readonly string[],
  sides: Record<"before" | "after", OverlapSide>,
  outlook: Outlook,
  at: number,
): Overlap[] {
  const after = finder(sides.after, outlook, at);
  const before = finder(sides.before, outlook, at);
  const found = names.flatMap((name) => after.ofOne(name));
  const shared = names.length > mostCompared ? [] : names.flatMap((name) => after.ofPairs(name));
  const told = new Set<string>();
  return [...found, ...shared].filter((one) => {
    const key = keyOf(one);
    if (told.has(key)) return false;
    told.add(key);
    const known =
      one.over === null
        ? before.ofOne(one.pipeline)
        : before.between(one.pipeline, one.other, one.over);
    return !known.some((other) => keyOf(other) === key);
  });
}

const keyOf = ({ pipeline, other, over }: Overlap): string =>
  JSON.stringify([[pipeline, other].sort(), over]);

interface Use {
  from: number;
  until: number;
  units: number;
  writes: boolean;
}

function finder({ estate, times, pools }: OverlapSide, outlook: Outlook, at: number) {
  const runs = new Map<string, RunTime[]>();
  const runsOf = (name: string): RunTime[] =>
    runs.getOrInsertComputed(name, () => {
      const pipeline = estate.get(name)?.pipeline;
      if (pipeline === undefined) return [];
      const range = { from: { at: at + 1 }, to: { at: at + weekMs } };
      return fires(pipeline, range)
        .take(mostRuns)
        .map((fire) => times.at(pipeline, fire))
        .toArray();
    });
  let sharers: Map<string, string[]> | null = null;
  const sharersOf = (over: string): string[] => {
    sharers ??= sharersIn(estate);
    return sharers.get(over) ?? [];
  };

  function ofOne(name: string): Overlap[] {
    const pipeline = estate.get(name)?.pipeline;
    const all = runsOf(name);
    const late = all.flatMap((run, index) => {
      const next = all[index + 1];
      return next && run.endsAt > next.startsAt ? [[next.startsAt, run.endsAt] as const] : [];
    });
    if (pipeline === undefined || late[0] === undefined) return [];
    return [overlap(name, name, null, late, thenOf(pipeline))];
  }

  function ofPairs(name: string): Overlap[] {
    const pipeline = estate.get(name)?.pipeline;
    return sharedBy(pipeline)
      .toArray()
      .flatMap((over) => sharersOf(over).flatMap((other) => between(name, other, over)));
  }

  function between(name: string, other: string, over: string): Overlap[] {
    if (name === other) return [];
    const [ours, theirs] = [usesOf(name, over), usesOf(other, over)];
    const [kind = "", what = ""] = over.split(" ", 2);
    const most = kind === "asset" ? 0 : (pools.get(what)?.units ?? 0);
    const met = meetings(ours, theirs, (a, b) =>
      kind === "asset" ? a.writes || b.writes : a.units + b.units > most,
    );
    if (met.length === 0) return [];
    const outcome =
      kind === "asset"
        ? "one uses the asset while the other writes it"
        : `the later one waits: together they need more than there is`;
    return [overlap(name, other, over, met, outcome)];
  }

  function usesOf(name: string, over: string): Use[] {
    return runsOf(name).flatMap(({ tasks }) =>
      tasks.flatMap(({ task, startsAt: from, endsAt: until }): Use[] => {
        if (from === until) return [];
        const writes = task.effects.some(
          (effect) => effect.kind === "update" && `asset ${effect.asset}` === over,
        );
        if (writes || task.reads?.some((asset) => `asset ${asset}` === over))
          return [{ from, until, units: 0, writes }];
        const take = task.gates?.takes?.find((one) => takeName(one) === over);
        return take ? [{ from, until, units: unitsOf(take), writes: false }] : [];
      }),
    );
  }

  const overlap = (
    pipeline: string,
    other: string,
    over: string | null,
    spans: readonly (readonly [from: number, until: number])[],
    outcome: string,
  ): Overlap => {
    const [from, until] = spans[0] as readonly [number, number];
    return {
      ...{ pipeline, other, over, outlook, count: spans.length, outcome },
      timezone: estate.get(pipeline)?.pipeline.timezone ?? "UTC",
      ...{ from: instant(from), until: instant(until) },
    };
  };

  return { ofOne, ofPairs, between };
}

const takeName = ({ pool, amount }: { pool: string; amount: number | string }): string =>
  typeof amount === "number" ? `pool ${pool}` : `lock ${pool}`;

/** Each once. */
function* sharedBy(pipeline: Pipeline | undefined): Generator<string> {
  const told = new Set<string>();
  for (const { gates, reads = [], effects } of pipeline?.tasks ?? []) {
    const all = [
      ...(gates?.takes ?? []).map(takeName),
      ...reads.map((asset) => `asset ${asset}`),
      ...effects.flatMap((effect) => (effect.kind === "update" ? `asset ${effect.asset}` : [])),
    ];
    for (const one of all) {
      if (told.has(one)) continue;
      told.add(one);
      yield one;
    }
  }
}

function sharersIn(estate: Estate): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, { pipeline }] of estate)
    for (const over of sharedBy(pipeline)) found.getOrInsertComputed(over, () => []).push(name);
  for (const names of found.values()) names.sort();
  return found;
}

/** Spans in which one of each list is under way, in time order. */
function meetings(
  ours: readonly Use[],
  theirs: readonly Use[],
  collide: (a: Use, b: Use) => boolean,
): [from: number, until: number][] {
  const sorted = (all: readonly Use[]) => all.toSorted((a, b) => a.from - b.from);
  const [left, right] = [sorted(ours), sorted(theirs)];
  const found: [number, number][] = [];
  let begin = 0;
  for (const a of left) {
    while (right[begin] && (right[begin] as Use).until <= a.from) begin++;
    for (let idx = begin; idx < right.length; idx++) {
      const b = right[idx] as Use;
      if (b.from >= a.until) break;
      if (b.until > a.from && collide(a, b))
        found.push([Math.max(a.from, b.from), Math.min(a.until, b.until)]);
    }
  }
  return found;
}

function thenOf({ concurrency: { runs, whenBusy } }: Pipeline): string {
  if (runs === null) return "both run side by side";
  const what = { queue: "waits", skip: "is skipped", cancelRunning: "cancels the earlier one" };
  return `where ${runs} ${runs === 1 ? "runs" : "run"}, the later one ${what[whenBusy]}`;
}

const instant = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString();

/** `runs of load overlap from … until …, Berlin time: the later one waits (7 times in a week)`. */
export function overlapText(overlap: Overlap): string {
  const { pipeline, other, over, outlook, from, until, timezone, count, outcome } = overlap;
  const who = over === null ? `runs of ${pipeline}` : `${pipeline} and ${other}`;
  const where = over === null ? "" : ` in their use of ${over}`;
  const [begin, end] = localTexts([from, until], timezone);
  const may =
    outlook === "likely"
      ? "overlap"
      : "may overlap, if tasks take as long as their timeouts allow,";
  const least = count >= mostRuns - 1 ? "at least " : "";
  const times = count === 1 ? "once" : `${least}${count} times`;
  return `${who} ${may}${where} from ${begin} until ${end}: ${outcome} (${times} in a week)`;
}
