// A wave goes live and back at every point of a day, with guards and with holds, whichever side looks first, and with a control
// plane that was started anew or was away in between: each due time has exactly one effect.

import { afterEach, beforeEach, expect, test } from "vitest";
import { decide, type Memory, remember } from "#core/ownership/guard.ts";
import { dateSlot, minuteSlot } from "#core/ownership/slot.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeChanges } from "#engine/gatekeeper.ts";
import { acknowledgeEpoch, answerGuard, reportStart } from "#engine/guard-asks.ts";
import { putHolds } from "#engine/legacy-holds.ts";
import { tick } from "#engine/tick.ts";
import { transaction } from "#store/transaction.ts";
import { newWorker, perform } from "#test/support/engine.ts";
import { overridden, projectOverridden } from "#test/support/overridden-waves.ts";
import { type SimulatedDatabase, simulationStart } from "#test/support/simulated-clock.ts";
import { type SyncedProject, spec } from "#test/support/synced-project.ts";

let database: SimulatedDatabase;
let project: SyncedProject;
beforeEach(async () => {
  ({ database, project } = await projectOverridden());
});
afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const gl = "migration/waves/gl.yaml";
/** How the other scheduler is kept from it, and when it is due, in minutes of the day. */
const kinds = {
  guard: { fence: "guard: {slots: minutes, policy: nobody, ahead: 4h}\n", slots: [480, 720, 960] },
  hold: { fence: "hold: {within: 24h}\n", slots: [480, 720, 960] },
  // A business date has one run: whoever has begun it keeps it, and the next one is handed over.
  dates: { fence: "guard: {slots: dates, policy: nobody, ahead: 36h}\n", slots: [480] },
};
type Kind = keyof typeof kinds;
/** Each due time with the minute before it, itself, its run under way, and its run over. */
const pointsOf = (kind: Kind): number[] =>
  kinds[kind].slots.flatMap((slot) => [slot - 1, slot, slot + 5, slot + 40]);
const early = 360;

const close = (kind: Kind): string =>
  spec(
    "close",
    "true",
    `legacy: {system: autosys, job: GL_CLOSE}\nnewDay: "04:00"\ntriggers: [{schedule: "0 ${kinds[kind].slots.map((slot) => slot / 60).join(",")} * * *", missed: all}]\n`,
  );
const wave = (kind: Kind, stage: string): string =>
  `stage: ${stage}\nmembers: {pipelines: [close]}\n${kinds[kind].fence}${overridden(database.clock.now())}`;

/** The scheduler before, on its host: it looks at each due time, and starts what nothing keeps it from. */
class Legacy {
  readonly started: string[] = [];
  held = false;
  #memory: Memory = null;
  #unreported: string[] = [];
  readonly #guard = { id: "0123456789", host: "unix7" };
  readonly #kind: Kind;
  readonly #pipeline: number;

  constructor(kind: Kind, pipeline: number) {
    this.#kind = kind;
    this.#pipeline = pipeline;
  }

  async due(slot: string, isReachable: boolean): Promise<void> {
    if (this.#kind === "hold") {
      if (!this.held) this.started.push(slot);
      return;
    }
    const answer = isReachable ? await this.#ask(slot) : null;
    const owner = decide(this.#memory, slot, answer);
    if (owner !== "legacy") return;
    this.started.push(slot);
    if (answer === null) this.#unreported.push(slot);
  }

  async #ask(slot: string | null) {
    const of = { pipeline: this.#pipeline, job: "close", slot };
    const now = new Date(database.clock.now());
    for (const each of this.#unreported) {
      const told = { ...of, slot: each };
      const once = await transaction(database.pool, (db) => reportStart(db, told, this.#guard));
      expect(once).toBe(true);
    }
    this.#unreported = [];
    const { answer } = await transaction(database.pool, (db) =>
      answerGuard(db, of, this.#guard, now),
    );
    this.#memory = remember(this.#memory, answer);
    await transaction(database.pool, (db) =>
      acknowledgeEpoch(db, this.#pipeline, this.#guard, answer.grant.epoch),
    );
    return answer;
  }

  /** `--renew` of the guard. */
  async renew(): Promise<void> {
    if (this.#kind === "guard") await this.#ask(null);
  }

  async readBack(): Promise<void> {
    if (this.#kind !== "hold") return;
    const { id } = await project.row();
    const read = { project: id, wave: "gl", source: "ACE", how: "autorep" as const };
    const readAt = new Date(database.clock.now());
    const holds = [{ job: "GL_CLOSE", state: this.held ? "held" : "active", line: "" } as const];
    await transaction(database.pool, (db) => putHolds(db, { ...read, readAt, holds }, "ada"));
  }
}

/** One pass of a control plane that knows nothing but its database: as it is after each restart. */
async function passOfControlPlane(): Promise<void> {
  await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
  const { pipeline } = createDefinitions(database.pool);
  while ((await judgeChanges((work) => transaction(database.pool, work), pipeline)) > 0);
}

async function endRuns(worker: number): Promise<void> {
  const { rows } = await database.pool.query(
    "select id from trunkline.run where state = 'running' order by id",
  );
  for (const { id } of rows) await perform(database.pool, worker, id, 0, "succeeded");
}

interface Day {
  kind: Kind;
  /** When it goes live, and when back; minutes of the day. */
  liveAt: number;
  point: number;
  /** At a due time the other scheduler looks first. */
  first: boolean;
  /** The control plane does nothing, and answers nobody, for the two hours after it went back. */
  away: boolean;
}

async function day(
  number: number,
  { kind, point, first, away, liveAt }: Day,
  legacy: Legacy,
  worker: number,
): Promise<void> {
  const begin = simulationStart - 720 * minuteMs + number * dayMs;
  const { slots } = kinds[kind];
  const isAway = (minute: number) => away && minute > point && minute < point + 120;
  for (const minute of [...new Set([liveAt, ...pointsOf(kind), 1_000])].sort((a, b) => a - b)) {
    await database.clock.set(begin + minute * minuteMs);
    const slot = slotOf(kind, database.clock.now());
    const isDue = slots.includes(minute);
    if (minute === liveAt) {
      legacy.held = true;
      await legacy.readBack();
      await project.commit({ [gl]: wave(kind, "live") });
      await legacy.renew();
    }
    // A table that is let go at a due time is read a minute later: without a guard the daemon comes first.
    const legacyFirst = first || kind === "hold";
    if (isDue && legacyFirst) await legacy.due(slot, !isAway(minute));
    if (minute === point) {
      await project.commit({ [gl]: wave(kind, "observe") });
      await legacy.renew();
      legacy.held = false;
    }
    if (isDue && !legacyFirst) await legacy.due(slot, !isAway(minute));
    if (isAway(minute)) continue;
    await passOfControlPlane();
    if (minute % 60 === 40) await endRuns(worker);
  }
}

/** What one run is for. */
const slotOf = (kind: Kind, at: number): string =>
  kind === "dates" ? dateSlot(new Date(at).toISOString().slice(0, 10)) : minuteSlot(new Date(at));

for (const kind of ["guard", "hold", "dates"] as const)
  test(`${kind}: whenever it goes back, each due time is started once`, async () => {
    const points = pointsOf(kind);
    await project.commit({ "pipelines/close.yaml": close(kind), [gl]: wave(kind, "observe") });
    const { close: pipeline = 0 } = await project.ids();
    const legacy = new Legacy(kind, pipeline);
    const worker = await newWorker(database.pool);
    let number = 1;
    for (const point of points)
      for (const [first, away] of [
        [true, false],
        [false, false],
        [true, true],
      ] as const)
        await day(number++, { kind, liveAt: early, point, first, away }, legacy, worker);
    // And where it goes live only once the date was begun.
    if (kind === "dates")
      for (const point of points.slice(-2))
        for (const away of [false, true])
          await day(number++, { kind, liveAt: 481, point, first: true, away }, legacy, worker);
    const due = Array.from({ length: number - 1 }, (_, n) =>
      kinds[kind].slots.map((minute) =>
        slotOf(kind, simulationStart + ((n + 1) * 1_440 - 720 + minute) * minuteMs),
      ),
    ).flat();
    const { rows } = await database.pool.query<{ due_at: Date; state: string }>(
      "select due_at, state from trunkline.run where state <> 'skipped' order by due_at",
    );
    const ours = rows.map(({ due_at }) => slotOf(kind, due_at.getTime()));
    expect(rows.filter(({ state }) => state === "waiting")).toEqual([]);
    expect([...legacy.started, ...ours].sort()).toEqual(due);
    // Both sides had their part.
    expect(Math.min(legacy.started.length, ours.length)).toBeGreaterThan(
      kind === "dates" ? 5 : points.length,
    );
  }, 180_000);
