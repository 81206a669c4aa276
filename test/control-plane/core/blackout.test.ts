import { expect, test } from "vitest";
import { type BlackoutFacts, blackoutReason, blackoutText } from "#core/blackout.ts";
import { judgeGates, type People } from "#core/gates.ts";

const from = Date.UTC(2026, 10, 28, 20);
const to = Date.UTC(2026, 10, 29, 4);
const blackout = (fields: Partial<BlackoutFacts> = {}): BlackoutFacts => ({
  id: 3,
  mode: "later",
  actor: "ada",
  reason: "migration",
  from,
  to,
  ...fields,
});

test("it is told with its end and how to call it off; before it begins it holds nothing", () => {
  expect(blackoutText(blackout())).toBe(
    "blackout from 2026-11-28T20:00Z to 2026-11-29T04:00Z by ada: migration; runs start afterwards",
  );
  expect(blackoutReason(blackout(), from)).toMatchObject({
    kind: "blackout",
    since: "2026-11-28T20:00:00.000Z",
    until: "2026-11-29T04:00:00.000Z",
    holds: false,
    change: "trunkline blackout remove 3",
  });
  expect(blackoutReason(blackout(), from - 1)).toMatchObject({ holds: true, until: null });
});

test("only a run that would start is kept or skipped", () => {
  const waiter = {
    project: "p",
    pipeline: "w",
    date: "2026-11-28",
    timezone: "UTC",
    newDay: "00:00",
    now: from,
    lastEnd: null,
    scheduled: { previous: null, next: null },
    calendar: null,
  };
  const judged = (gates: { notBefore: string | null }, people: Partial<People>) => {
    const all = { awaits: null, notAfter: null, takes: [], ...gates };
    const none: People = { held: null, approval: null, blackout: null };
    return judgeGates(all, new Map(), waiter, { ...none, ...people });
  };
  const open = { notBefore: null };
  expect(judged(open, { blackout: blackout() })).toMatchObject({ outcome: "wait", nextAt: to });
  expect(judged(open, { blackout: blackout({ mode: "skip" }) })).toMatchObject({
    outcome: "skip",
    end: expect.stringContaining("runs are skipped"),
  });
  expect(judged({ notBefore: "23:00" }, { blackout: blackout({ mode: "skip" }) }).outcome).toBe(
    "wait",
  );
  expect(judged(open, { blackout: blackout({ mode: "skip" }), held: "hold" }).outcome).toBe("wait");
});
