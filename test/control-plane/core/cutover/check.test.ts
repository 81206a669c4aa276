import { expect, test } from "vitest";
import { type CheckedWave, checkCutover } from "#core/cutover/check.ts";

const minute = 60_000;
const wave = (more: Partial<CheckedWave>): CheckedWave => ({
  ...{ now: 100 * minute, withinMs: 15 * minute, guards: [], ours: [], legacy: [], borders: [] },
  pipelines: [{ pipeline: "p", stage: "observe", guarded: false, within: null }],
  jobs: [{ pipeline: "p", job: "J", state: "held", readAt: 90 * minute }],
  gate: [{ job: "p", missing: [] }],
  ...more,
});
const told = (more: Partial<CheckedWave>) =>
  checkCutover(wave(more)).map(({ point, state, text }) => `${point} ${state}: ${text}`);

test("all that holds is told", () => {
  expect(told({})).toEqual([
    "gate ok: it holds for 1 jobs",
    "holds ok: 1 jobs are held",
    "in flight ok: nothing that is known runs on either side",
    "bridges ok: none is needed",
  ]);
});

test("each point that fails says what to do", () => {
  const job = (state: CheckedWave["jobs"][number]["state"], readAt: number | null) => ({
    jobs: [{ pipeline: "p", job: "J", state, readAt }],
  });
  const now = 100 * minute;
  const cases: Partial<CheckedWave>[] = [
    { gate: [] },
    { gate: [{ job: "p", missing: ["one difference"] }] },
    job(null, null),
    job("active", now),
    job("unknown", now),
    job("held", 84 * minute),
    { ours: [{ pipeline: "p", runs: 1 }] },
    { legacy: [{ job: "J", source: "s", endKnown: "absent" }] },
    { borders: [{ text: "p waits", seen: false }] },
    { pipelines: [{ pipeline: "p", stage: "observe", guarded: true, within: null }] },
  ];
  for (const one of cases) {
    const failed = checkCutover(wave(one)).filter(({ state }) => state === "failed");
    expect(failed).toMatchObject([{ remedy: expect.any(String) }]);
  }
});

test("what nobody can tell is told, and stops nothing", () => {
  const unknown = [
    { jobs: [{ pipeline: "p", job: "J", state: "iced" as const, readAt: 100 * minute }] },
    { legacy: [{ job: "J", source: "s", endKnown: "unobservable" as const }] },
    { borders: null },
  ];
  for (const one of unknown) {
    const states = checkCutover(wave(one)).map(({ state }) => state);
    expect(states).toContain("unknown");
    expect(states).not.toContain("failed");
  }
});

test("a guard takes the place of holds; the wave's own bound takes that of the usual one", () => {
  const guarded = { pipeline: "p", stage: "observe", guarded: true, within: null };
  const guards = [{ pipeline: "p", host: "h", knows: false }];
  expect(told({ pipelines: [guarded], jobs: [], guards })).toContain(
    "guards unknown: p: the guard on h hasn't said yet that it knows the newest hand-over",
  );
  const strict = { pipeline: "p", stage: "live", guarded: false, within: 5 * minute };
  expect(told({ pipelines: [strict] })[1]).toBe(
    "holds failed: J: its hold was read back 10 min ago",
  );
});
