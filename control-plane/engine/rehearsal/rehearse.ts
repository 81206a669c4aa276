// A rehearsal: the engine's own functions on a database whose clock stands, moved from one instant at which something
// happens to the next. What is rehearsed is therefore what would happen, but for how long tasks take and how they end.

import type pg from "pg";
import type { StoredEffect } from "#core/effects.ts";
import type { StubRules } from "#core/rehearsal/stub.ts";
import { applyEffects } from "#store/events.sql.ts";
import { sweep, type VirtualClock } from "#store/rehearsal/database.ts";
import { type LookAroundRow, lookAround, openRuns } from "#store/rehearsal.sql.ts";
import { openGates } from "#store/triggers.sql.ts";
import { createDefinitions, type Definitions } from "../definitions.ts";
import { endHeld } from "../end-held.ts";
import { judgeChanges } from "../gatekeeper.ts";
import { judgeDeadlines } from "../judge-deadlines.ts";
import { tick } from "../tick.ts";
import { type Approvers, createApprovers } from "./approvers.ts";
import { createAttempts, type RehearsedAttempts } from "./attempts.ts";
import { expectStubs } from "./expect-stubs.ts";

/** Something that comes from outside the estate. */
export interface Happening {
  /** Milliseconds since 1970. */
  at: number;
  effects: readonly StoredEffect[];
}

export interface RehearsalInput {
  /** Of one connection, to a database with a virtual clock in which the estate is deployed. */
  pool: pg.Pool;
  clock: VirtualClock;
  project: string;
  stubs: StubRules;
  /** Runs that are due in [from, to) are followed, milliseconds since 1970. */
  from: number;
  to: number;
  /** When those of them that have not ended are given up. */
  until: number;
  happenings: readonly Happening[];
  /** How long approvals take; null: nobody ever approves. */
  approveAfterMs: number | null;
  onProgress?: (at: number) => void;
  signal?: AbortSignal;
}

export interface Rehearsed {
  /** Where the clock stood when nothing more could happen, or nothing more was asked. */
  endedAt: number;
  /** Nothing more could happen, however long one waits. */
  standsStill: boolean;
  attempts: number;
  instants: number;
  /** Tasks that failed because somebody asked for that, `run/task`. */
  askedFailures: ReadonlySet<string>;
  definitions: Definitions;
}

/** Something in the estate makes work for itself at one instant without end. */
const mostRounds = 100_000;
const mostAttempts = 2_000_000;
/** In instants. */
const sweepEvery = 1_000;

/** @throws when the estate never comes to rest. */
export async function rehearse(input: RehearsalInput): Promise<Rehearsed> {
  const { pool, clock, from, to, until } = input;
  const definitions = createDefinitions(pool);
  const attempts = await createAttempts(pool, input.stubs, definitions, clock.now);
  const approvers = createApprovers(pool, input.approveAfterMs);
  const happenings = input.happenings.toSorted((a, b) => a.at - b.at);
  const cast = { ...input, definitions, attempts, approvers };
  for (let instants = 1; ; instants++) {
    input.signal?.throwIfAborted();
    if (instants % sweepEvery === 0) await sweep(pool);
    const timer = await settle(cast);
    const now = clock.now();
    const told = { ...{ endedAt: now, instants, definitions }, attempts: attempts.count() };
    const { askedFailures } = attempts;
    if (now >= to && (await openRuns(pool, instantsOf(from, to)))?.open === 0)
      return { ...told, askedFailures, standsStill: false };
    const next = earliest([
      ...[timer, attempts.nextEnd(), approvers.nextAt(), happenings[0]?.at ?? null],
      // Rests once at the window's end, whatever happens later: all may be over by then.
      now < to ? to : null,
    ]);
    if (next === null || next > until)
      return { ...told, askedFailures, standsStill: next === null };
    await clock.set(Math.max(next, now + 1));
    input.onProgress?.(clock.now());
    while (happenings[0] !== undefined && happenings[0].at <= clock.now())
      await happen(input, happenings.shift() as Happening);
    await attempts.endDue();
  }
}

const earliest = (times: readonly (number | null)[]): number | null =>
  times.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);

const instantsOf = (from: number, to: number) => ({ from: new Date(from), to: new Date(to) });

async function happen({ pool, project }: RehearsalInput, { at, effects }: Happening) {
  const date = new Date(at).toISOString().slice(0, 10);
  const told = { actor: "rehearsal", act: "change", reason: null };
  await applyEffects(pool, { project, date, ...told, effects });
}

interface Cast extends RehearsalInput {
  definitions: Definitions;
  attempts: RehearsedAttempts;
  approvers: Approvers;
}

/** Does all that is to be done at this instant; answers when time alone brings more. */
async function settle(cast: Cast): Promise<number | null> {
  const { pool, clock, attempts, approvers } = cast;
  const read = cast.definitions.pipeline;
  const now = clock.now();
  for (let round = 0; round < mostRounds && attempts.count() < mostAttempts; round++) {
    const look = (await lookAround(pool)) as LookAroundRow;
    const isDue = (at: Date | null) => at !== null && at.getTime() <= now;
    let worked = await approvers.answer(now);
    if (isDue(look.triggers_at)) worked += (await tick(pool, new Date(now))).triggers;
    if (isDue(look.gates_at)) worked += (await openGates(pool, { now: new Date(now) })) ? 1 : 0;
    if (isDue(look.held_until)) await endHeld(pool);
    if (look.changes || [look.waits_at, look.pools_at, look.held_until].some(isDue)) {
      worked += await judgeChanges((work) => work(pool), read);
      await approvers.listen();
    }
    if (look.queue) worked += await attempts.startQueued();
    if (look.stops) worked += await attempts.endStopped();
    if (look.watches || isDue(look.watches_at)) {
      await expectStubs(pool, cast.stubs, read);
      worked += await judgeDeadlines(pool, read);
    }
    if (worked === 0) return earliest(timesOf(look));
  }
  throw new Error(`the estate never comes to rest: see ${new Date(now).toISOString()}`);
}

const timesOf = (look: LookAroundRow): (number | null)[] =>
  [
    ...[look.triggers_at, look.gates_at, look.waits_at, look.pools_at],
    ...[look.held_until, look.watches_at],
  ].map((at) => at?.getTime() ?? null);
