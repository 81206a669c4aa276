// A job that repeats is handed over, and back, at every point of a date that it is amid: the iterations of both sides together
// are those that one scheduler alone would have had, in their number and at their times.

import { afterEach, beforeEach, expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeChanges } from "#engine/gatekeeper.ts";
import type { Claim } from "#engine/held.ts";
import { putHolds } from "#engine/legacy-holds.ts";
import { orRepeat } from "#engine/repeat.ts";
import type { EndedAttempt } from "#engine/settle.ts";
import { tick } from "#engine/tick.ts";
import { transaction } from "#store/transaction.ts";
import { type ApiUnderTest, apiOn } from "#test/control-plane/api/api-under-test.ts";
import { finish, newWorker, start } from "#test/support/engine.ts";
import { overridden, projectOverridden } from "#test/support/overridden-waves.ts";
import type { SimulatedDatabase } from "#test/support/simulated-clock.ts";
import type { SyncedProject } from "#test/support/synced-project.ts";

let database: SimulatedDatabase;
let project: SyncedProject;
let api: Omit<ApiUnderTest, "connectionString">;
beforeEach(async () => {
  ({ database, project } = await projectOverridden());
  api = await apiOn(database.pool);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const begins = 480; // 08:00, when the order of a date begins
const ends = 560;
const takes = 4; // minutes that each iteration takes

/** Of the kinds of cycles that there are: as it is written here, and as the other scheduler counts, minutes of a day. */
const kinds: Record<
  string,
  { repeat: string; after: (starts: readonly number[]) => number | null }
> = {
  start: {
    repeat: "{every: 10m, from: start, max: 6}",
    after: (starts) => (starts.length < 6 ? (starts.at(-1) ?? 0) + 10 : null),
  },
  end: {
    repeat: "{every: 7m, from: end, max: 5}",
    after: (starts) => (starts.length < 5 ? (starts.at(-1) ?? 0) + takes + 7 : null),
  },
  due: {
    repeat: '{every: 15m, from: due, until: "09:00"}',
    after: (starts) => ((starts.at(-1) ?? 0) + 15 <= 540 ? (starts.at(-1) ?? 0) + 15 : null),
  },
  gaps: {
    repeat: "{every: [5m, 15m, 10m], from: start}",
    after: (starts) => {
      const gap = [5, 15, 10][starts.length - 1];
      return gap === undefined ? null : (starts.at(-1) ?? 0) + gap;
    },
  },
  times: {
    repeat: '{times: ["08:00", "08:20", "08:27", "08:50"]}',
    after: (starts) => [480, 500, 507, 530][starts.length] ?? null,
  },
};

const poll = (repeat: string) =>
  `name: poll
legacy: {system: control-m, folder: SALES}
triggers: [{schedule: "0 8 * * *"}]
tasks:
  poll: {run: "true", legacy: {job: SALES/POLL}, repeat: ${repeat}}
  after: {run: "true", needs: [poll]}
`;
const file = "migration/waves/sales.yaml";
const wave = (stage: string) =>
  `stage: ${stage}\nmembers: {pipelines: [poll]}\nhold: {within: 24h}\n${overridden(database.clock.now())}`;

/** An iteration that runs here since a minute. */
interface Ours {
  claim: Claim;
  at: number;
  date: string;
  /** Its revision. */
  pipeline: number;
}

interface Started {
  day: number;
  minute: number;
}

/** Both schedulers on one clock, minute by minute. */
class Sides {
  readonly there: Started[] = [];
  readonly here: Started[] = [];
  readonly followers: Started[] = [];
  /** Of the date there. */
  #starts: number[] = [];
  #next: number | null = null;
  #endsAt: number | null = null;
  #isHeld = false;
  readonly #ours: Ours[] = [];
  readonly #kind: keyof typeof kinds;
  readonly #worker: number;
  #begin = 0;
  #day = 0;

  constructor(kind: string, worker: number) {
    this.#kind = kind;
    this.#worker = worker;
  }

  get isRunningThere(): boolean {
    return this.#endsAt !== null;
  }

  get isLeftHere(): boolean {
    return this.#ours.length > 0;
  }

  newDay(day: number, begin: number): void {
    [this.#day, this.#begin, this.#starts, this.#next] = [day, begin, [], begins];
  }

  async hold(isHeld: boolean): Promise<void> {
    this.#isHeld = isHeld;
    const { id } = await project.row();
    const readAt = new Date(database.clock.now());
    const holds = [{ job: "SALES/POLL", state: isHeld ? "held" : "active", line: "" } as const];
    const read = { project: id, wave: "sales", source: "CTM", how: "control-m" as const };
    await transaction(database.pool, (db) => putHolds(db, { ...read, readAt, holds }, "ada"));
  }

  async stepThere(minute: number): Promise<void> {
    if (this.#endsAt === minute) {
      this.#endsAt = null;
      await this.#tell(minute);
    }
    const isDue = this.#next !== null && minute >= this.#next && this.#endsAt === null;
    if (!isDue || this.#isHeld) return;
    this.there.push({ day: this.#day, minute });
    this.#starts.push(minute);
    this.#next = kinds[this.#kind]?.after(this.#starts) ?? null;
    this.#endsAt = minute + takes;
    await this.#tell(null);
  }

  /** @param end Null: it has begun, and hasn't ended. */
  async #tell(end: number | null): Promise<void> {
    const at = (minute: number) => new Date(this.#begin + minute * minuteMs).toISOString();
    const run = {
      ...{
        job: "SALES/POLL",
        run: `${this.#day}:${this.#starts.length}`,
        date: at(0).slice(0, 10),
      },
      ...{ start: at(this.#starts.at(-1) ?? 0), ordinal: this.#starts.length },
      ...(end === null ? {} : { end: at(end), exit: 0, outcome: "succeeded" }),
    };
    const put = { source: { name: "ctm", kind: "control-m" }, runs: [run] };
    expect((await api.post("/projects/shop/legacy-runs", put)).status).toBe(200);
  }

  async stepHere(minute: number): Promise<void> {
    for (const one of this.#ours.splice(0)) {
      if (one.at + takes > minute) this.#ours.push(one);
      else await this.#end(one);
    }
    await transaction(database.pool, (db) => tick(db, new Date(database.clock.now())));
    const { pipeline } = createDefinitions(database.pool);
    while ((await judgeChanges((work) => transaction(database.pool, work), pipeline)) > 0);
    const { rows } = await database.pool.query(
      "select t.run_id as run, t.idx, r.business_date as date, r.pipeline_revision_id as pipeline from trunkline.task_run t join trunkline.run r on r.id = t.run_id where t.state = 'ready'",
    );
    for (const { run, idx, date, pipeline } of rows) {
      const claim = await start(database.pool, this.#worker, run, idx);
      if (claim === null) throw new Error(`task ${idx} of run ${run} could not be claimed`);
      if (idx === 0) {
        this.here.push({ day: this.#day, minute });
        this.#ours.push({ claim, at: minute, date, pipeline });
      } else {
        this.followers.push({ day: this.#day, minute });
        await finish(database.pool, this.#worker, claim);
      }
    }
  }

  async #end({ claim, date, pipeline: revision }: Ours): Promise<void> {
    const pipeline = await createDefinitions(database.pool).pipeline(revision);
    const ended = { claim, date, pipeline, task: pipeline.tasks[0] } as unknown as EndedAttempt;
    const detail = { ending: "exited", exitCode: 0 };
    const end = { ...claim, state: "succeeded" as const, detail };
    const last = await transaction(database.pool, (db) => orRepeat(db, ended, end));
    if (last !== null) await finish(database.pool, this.#worker, claim, "succeeded", { detail });
  }
}

/** As one scheduler alone has it. */
function alone(kind: string): number[] {
  const starts = [begins];
  for (;;) {
    const next = kinds[kind]?.after(starts) ?? null;
    if (next === null) return starts;
    starts.push(next);
  }
}

for (const kind of Object.keys(kinds))
  test(`${kind}: over a hand-over at any minute, and one back, nothing is left out, moved or doubled`, async () => {
    await project.commit({
      "pipelines/poll.yaml": poll(kinds[kind]?.repeat ?? ""),
      [file]: wave("observe"),
    });
    const sides = new Sides(kind, await newWorker(database.pool));
    const points = Array.from({ length: 11 }, (_, n) => begins - 5 + n * 6);
    const all = alone(kind);
    const midnight = database.clock.now() - 720 * minuteMs;
    for (const [n, point] of points.entries()) {
      const day = n + 1;
      const begin = midnight + day * dayMs;
      sides.newDay(day, begin);
      let stage = "observe";
      const minutes = [...points, point + 10, ...all, ...all.map((at) => at + takes), ends];
      for (const minute of [...new Set(minutes)].sort((a, b) => a - b)) {
        await database.clock.set(begin + minute * minuteMs);
        // What is due at the moment of the hand-over is the other scheduler's.
        await sides.stepThere(minute);
        // Whoever hands over waits for the end of what runs there, as `cutover check` asks for.
        if (stage === "observe" && minute >= point && !sides.isRunningThere) {
          await sides.hold(true);
          await project.commit({ [file]: wave("live") });
          stage = "live";
        }
        await sides.stepHere(minute);
        // Back while it may be amid the date: what was begun here goes on here, and is let go there afterwards.
        if (stage === "live" && minute >= point + 10) {
          await project.commit({ [file]: wave("observe") });
          stage = "back";
        }
      }
      await sides.hold(false);
    }
    for (const [n] of points.entries()) {
      const of = (list: readonly Started[]) =>
        list.flatMap(({ day, minute }) => (day === n + 1 ? [minute] : []));
      const both = [...of(sides.there), ...of(sides.here)];
      expect({ point: points[n], both }).toEqual({ point: points[n], both: all });
    }
    expect(Math.min(sides.there.length, sides.here.length)).toBeGreaterThan(points.length / 2);
    const { rows } = await database.pool.query(
      "select count(*)::int as open from trunkline.run where finished_at is null",
    );
    expect(rows).toEqual([{ open: 0 }]);
    // What comes behind the cycle ran here as often as the cycle ended here.
    const endedHere = new Set(sides.here.map(({ day }) => day));
    expect(sides.followers).toHaveLength(endedHere.size);
  }, 180_000);

test("while an iteration runs there the wave stays, and by the word of two people its date is left to them", async () => {
  const plain = (stage: string) => wave(stage).replace(/override.*\n/, "");
  await project.commit({
    "pipelines/poll.yaml": poll("{every: 10m, max: 6}"),
    [file]: plain("observe"),
  });
  const told = (more: object) =>
    api.post("/projects/shop/legacy-runs", {
      source: { name: "ctm", kind: "control-m" },
      runs: [
        {
          ...{ job: "SALES/POLL", run: "1", date: "2026-01-05", ordinal: 2 },
          ...{ start: "2026-01-05T11:58:00Z", ...more },
        },
      ],
    });
  expect((await told({})).status).toBe(200);
  const refused = await project.commit({ [file]: plain("live") });
  expect("diagnostics" in refused && refused.diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining("what began there at 2026-01-05T11:58:00.000Z hasn't ended"),
  ]);
  await told({ end: "2026-01-05T11:59:00Z", exit: 0, outcome: "succeeded" });
  const ended = await project.commit({ [file]: `${plain("live")}# again\n` });
  const [found] = "diagnostics" in ended ? ended.diagnostics : [];
  expect(found?.message).not.toContain("hasn't ended");
  await project.commit({ [file]: wave("live") });
  const { rows } = await database.pool.query(
    "select t.idx, t.state, t.iteration, t.due_at, r.business_date from trunkline.task_run t join trunkline.run r on r.id = t.run_id order by idx",
  );
  expect(rows).toMatchObject([
    { idx: 0, state: "waiting", iteration: 3, due_at: new Date("2026-01-05T12:08:00Z") },
    { idx: 1, state: "waiting", business_date: "2026-01-05" },
  ]);
  const audit = await database.pool.query(
    "select detail from trunkline.audit where act = 'go-live'",
  );
  expect(audit.rows[0].detail.takenUp).toMatchObject([
    {
      pipeline: "poll",
      date: "2026-01-05",
      cycles: [{ task: "poll", iterations: 2, next: "2026-01-05T12:08:00.000Z" }],
    },
  ]);
});

test("a guard by dates leaves the date where it was begun: nothing of it is taken up", async () => {
  const guarded = (stage: string) => wave(stage).replace(/hold.*/, "guard: {slots: dates}");
  await project.commit({
    "pipelines/poll.yaml": poll("{every: 10m, max: 6}"),
    [file]: guarded("observe"),
  });
  const run = { job: "SALES/POLL", run: "1", date: "2026-01-05", exit: 0, outcome: "succeeded" };
  const told = await api.post("/projects/shop/legacy-runs", {
    source: { name: "ctm", kind: "control-m" },
    runs: [{ ...run, start: "2026-01-05T11:58:00Z", end: "2026-01-05T11:59:00Z" }],
  });
  expect(told.status).toBe(200);
  const taken = await api.post("/projects/shop/cutover/waves/sales/take", { source: "CTM" });
  expect(taken.body).toMatchObject({
    ...{ taken: 0, left: [{ pipeline: "poll", why: "SALES/POLL is amid 2026-01-05" }] },
    cycles: [{ iterations: 1, goesOn: "there", next: "2026-01-05T12:08:00.000Z" }],
  });
  await project.commit({ [file]: guarded("live") });
  const { rows } = await database.pool.query("select count(*)::int as runs from trunkline.run");
  expect(rows).toEqual([{ runs: 0 }]);
});
