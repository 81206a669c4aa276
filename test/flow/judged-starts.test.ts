// The proof of the simulation's proof: a start that its gates forbid, made behind the engine's back, is found and told; one
// that they allow is not.

import type pg from "pg";
import { expect, test } from "vitest";
import type { Calendar } from "#core/calendar/calendar.ts";
import { mondayToFriday } from "#core/calendar/days.ts";
import type { Gates, Pipeline, Task } from "#core/pipeline.ts";
import { addBlackout } from "#store/blackouts.sql.ts";
import { applyEffects } from "#store/events.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { createRun, day, newRun } from "#test/support/engine.ts";
import { declared, gates, takes } from "#test/support/gated.ts";
import { hold } from "#test/support/holding.ts";
import { repeat } from "#test/support/repeating.ts";
import { type SimulatedClock, simulatedDatabase } from "#test/support/simulated-clock.ts";
import { simulateStarts } from "#test/support/simulated-starts.ts";

interface Place {
  pool: pg.Pool;
  clock: SimulatedClock;
  pipeline: number;
  run: string;
}

type Act = (place: Place) => Promise<unknown>;

/** A run of Monday, at noon of it. */
async function judged(
  tasks: Task[],
  fields: Partial<Pipeline>,
  before: Act,
  act: Act,
): Promise<string[]> {
  await using db = await simulatedDatabase();
  const ids = await deploy(
    db.pool,
    [pipeline("p", tasks, fields)],
    [declared("left"), declared("calls", { kind: "rate", perMs: 60_000 })],
  );
  const id = ids.get("p") as number;
  const place = { ...db, pipeline: id, run: "" };
  const starts = simulateStarts(db.pool);
  await before(place);
  const run = await newRun(db.pool, id, day(5));
  await starts();
  await act({ ...place, run });
  return (await starts()).map((text) => text.replace(/: \{.*/, ""));
}

const nothing: Act = async () => {};
/** As nobody may. */
const set =
  (what: string, idx = 0): Act =>
  ({ pool, run }) =>
    pool.query(`update trunkline.task_run set ${what} where run_id = $1 and idx = $2`, [run, idx]);
const ready = set("state = 'ready'");
const setRun =
  (what: string): Act =>
  ({ pool, run }) =>
    pool.query(`update trunkline.run set ${what} where id = $1`, [run]);
const inTurn =
  (...acts: Act[]): Act =>
  async (place) => {
    for (const act of acts) await act(place);
  };
const change =
  (...effects: object[]): Act =>
  ({ pool }) =>
    applyEffects(pool, {
      ...{ project: "test", date: "2026-01-05", actor: "ada", act: "change", reason: null },
      effects,
    });
const approve: Act = ({ pool, run }) =>
  pool.query(
    "insert into trunkline.vote (run_id, idx, actor, approved) values ($1, 0, 'ada', true)",
    [run],
  );
const blackout: Act = ({ pool, clock }) =>
  addBlackout(pool, {
    ...{ pipeline: "p", tags: {}, mode: "later", actor: "ada" },
    ...{ from: new Date(clock.now() - 1), to: new Date(clock.now() + 60_000) },
  });

/** Passed over by its window, as a server does it: through `running`, without a worker. */
const late = inTurn(
  set("state = 'running', worker = 0"),
  set("state = 'skipped', ending = 'skipped', message = 'event A: not there; not after 11:59'"),
);
const calendar: Calendar = {
  ...{ name: "few", weekdays: null, days: [{ date: "2026-01-04" }, { date: "01-05" }] },
  ...{ within: [], except: [], also: [], from: null, until: null },
};

const approval = {
  ...{ by: [], count: 2, deadlineMs: null, notRequester: false },
  onExpiry: "fail" as const,
};
const sundays: Calendar = { ...mondayToFriday, name: "onlyOn", weekdays: ["sun"] };
const awaitsEvent = gates({ event: "A" });
const one = (fields: Partial<Task>) => [task("a", fields)];

test.each<[string, Task[], Act, string]>([
  [
    "a need that has not ended",
    [task("a"), task("b", { needs: [0] })],
    set("state = 'ready', remaining = 0", 1),
    "it needs task 0, which is ready",
  ],
  [
    "an event that is not there",
    one({ gates: awaitsEvent }),
    ready,
    "what it awaits does not hold",
  ],
  [
    "an event of another date",
    one({ gates: awaitsEvent }),
    inTurn(change({ emit: "A", date: "2026-01-04" }), ready),
    "what it awaits does not hold",
  ],
  [
    "a stale asset",
    one({
      gates: gates({ asset: "X", state: "fresh" }),
      effects: [{ kind: "update", asset: "X", freshnessMs: 60_000 }],
    }),
    inTurn(change({ update: "X" }), ({ clock }) => clock.pass(61_000), ready),
    "what it awaits does not hold",
  ],
  [
    "an update too long ago",
    one({ gates: gates({ asset: "X", within: "1m" }) }),
    inTurn(change({ update: "X" }), ({ clock }) => clock.pass(61_000), ready),
    "what it awaits does not hold",
  ],
  [
    "a window to come",
    one({ gates: gates(null, { notBefore: "12:01" }) }),
    ready,
    "not before 12:01",
  ],
  [
    "a window that is over",
    one({ gates: gates(null, { notAfter: "11:59" }) }),
    ready,
    "not after 11:59",
  ],
  [
    "a window that was over days ago",
    one({ gates: gates(null, { notAfter: "12:30+2d" }) }),
    inTurn(({ clock }) => clock.pass(2 * 86_400_000 + 1_900_000), ready),
    "not after 12:30.2d",
  ],
  [
    "a window of which the next opens tomorrow",
    one({ gates: gates(null, { notBefore: "08:00", notAfter: "11:59", late: "nextOpening" }) }),
    ready,
    "outside of every window it may start in .nextOpening.",
  ],
  [
    "a window whose edges are both past",
    one({ gates: gates(null, { notBefore: "08:00", notAfter: "11:59", late: "nearest" }) }),
    ready,
    "outside of every window it may start in .nearest.",
  ],
  [
    "an event of a day that is no business day",
    one({ gates: gates({ event: "A", date: "-1bd" }) }),
    // Before Monday the fifth there is a Sunday that counts.
    inTurn(change({ emit: "A", date: "2026-01-02" }), ready),
    "what it awaits does not hold",
  ],
  [
    "a day that is not its own",
    one({ gates: gates(null, { onlyOn: { list: sundays, days: null } }) }),
    ready,
    "it is not its day",
  ],
  [
    "an approval too few",
    one({ gates: gates(null, { approval }) }),
    inTurn(approve, ready),
    "approved 1 times of 2",
  ],
  ["units that it has not", one({ gates: takes("left") }), ready, "it has nothing of left"],
  [
    "a retry's delay",
    one({}),
    inTurn(
      set("state = 'waiting'"),
      ({ pool, run }) =>
        pool.query(
          "insert into trunkline.gate (run_id, idx, kind, until) values ($1, 0, 'retry', now())",
          [run],
        ),
      ready,
    ),
    "its retry is not due",
  ],
  [
    "an iteration to come",
    one({ repeat: repeat() }),
    inTurn(set("due_at = now() + interval '1 s', iteration = 2"), ready),
    "iteration 2 is not due",
  ],
  [
    "a hold",
    one({ gates: awaitsEvent }),
    inTurn(
      change({ emit: "A", date: "2026-01-05" }),
      ({ pool, pipeline: id }) => hold(pool, { pipeline: id }),
      ready,
    ),
    "hold of everything",
  ],
  [
    "ice",
    one({ gates: awaitsEvent }),
    inTurn(
      change({ emit: "A", date: "2026-01-05" }),
      ({ pool, run }) => hold(pool, { run, task: "a" }, "ice"),
      ready,
    ),
    "ice of a",
  ],
])("a start in spite of %s is told", async (_, tasks, act, against) => {
  expect(await judged(tasks, { calendar }, nothing, act)).toEqual([
    expect.stringMatching(new RegExp(`^ready of \\d+/\\d: ${against}$`)),
  ]);
});

test.each<[string, Partial<Gates>, Act, string]>([
  ["no window", {}, late, "nothing is too late for it"],
  ["a window that is not over", { notAfter: "12:01" }, late, "it is not too late"],
  ["a window that is not over for days", { notAfter: "11:59+1d" }, late, "it is not too late"],
  [
    "a window of tomorrow",
    { notAfter: "11:59", late: "nextOpening" },
    late,
    "it waits for the next opening",
  ],
  [
    "a window that is open",
    { notBefore: "11:59", notAfter: "11:58", late: "nearest" },
    late,
    "its window is open",
  ],
  [
    "an opening that is nearer than the last closing",
    { notBefore: "13:00", notAfter: "10:00", late: "nearest" },
    late,
    "the next opening is as near",
  ],
  [
    "other gates that are shut",
    { ...awaitsEvent, notBefore: "10:00", notAfter: "11:59", late: "nearest" },
    late,
    "what it awaits does not hold",
  ],
  [
    "somebody's hold",
    { notAfter: "11:59" },
    inTurn(({ pool, run }) => hold(pool, { run }), late),
    "hold of everything",
  ],
])(
  "a task that is passed over as too late in spite of %s is told",
  async (_, given, act, against) => {
    const tasks = one({ gates: gates(null, given) });
    expect(await judged(tasks, {}, nothing, act)).toEqual([
      expect.stringMatching(new RegExp(`^late of \\d+/0: ${against}$`)),
    ]);
  },
);

test.each<[string, Partial<Gates>, Act]>([
  [
    "starts within the window of a later date",
    { notBefore: "11:00", notAfter: "13:00", late: "nextOpening" },
    ready,
  ],
  [
    "starts within the window of any date",
    { notBefore: "11:00", notAfter: "13:00", late: "nearest" },
    ready,
  ],
  ["is passed over after its window", { notAfter: "11:59" }, late],
  ["starts the day after, where its window is as long", { notAfter: "11:59+1d" }, ready],
  [
    "is passed over behind the nearer edge",
    { notBefore: "10:00", notAfter: "11:59", late: "nearest" },
    late,
  ],
])("what %s is not told", async (_, given, act) => {
  const on = inTurn(
    ({ clock }) => clock.pass(given.late && act === ready ? 2 * 86_400_000 : 0),
    act,
  );
  expect(await judged(one({ gates: gates(null, given) }), {}, nothing, on)).toEqual([]);
});

test("a worker that begins what is held is told", async () => {
  const act = inTurn(
    ({ pool, run }) => hold(pool, { run }),
    set("state = 'running', worker = 1, attempt = 1, started_at = now()"),
  );
  expect(await judged(one({}), {}, nothing, act)).toEqual([
    expect.stringMatching(/^claim of \d+\/0: hold of everything$/),
  ]);
});

test("runs that start in a blackout, without what they await or beyond a limit are told", async () => {
  const start = setRun("gated = false, state = 'running', started_at = now()");
  const [open, started] = await judged(one({}), {}, blackout, start);
  expect([open, started]).toEqual([
    expect.stringMatching(/^open of \d+\/-1: blackout \d+$/),
    expect.stringMatching(/^start of \d+\/-1: blackout \d+$/),
  ]);
  const awaits = { awaits: awaitsEvent.awaits };
  expect(await judged(one({}), awaits, nothing, setRun("gated = false"))).toEqual([
    expect.stringMatching(/: what it awaits does not hold$/),
  ]);
  const limit: Partial<Pipeline> = { concurrency: { runs: 1, whenBusy: "queue" } };
  const second: Act = async (place) => {
    const run = await createRun(place.pool, place.pipeline, day(6));
    await start({ ...place, run: run as string });
  };
  expect(await judged(one({}), limit, nothing, second)).toEqual([
    expect.stringMatching(/: 2 of 1 runs at a time$/),
  ]);
});

test("what starts as it may is not told", async () => {
  const all = gates(
    { any: [{ event: "A" }, { asset: "X", within: "1m" }] },
    { notBefore: "11:00", notAfter: "13:00", approval: { ...approval, count: 1 } },
  );
  const act = inTurn(change({ update: "X" }), approve, ready);
  expect(await judged(one({ gates: all }), {}, nothing, act)).toEqual([]);
});
