// What a commit waits for in lower waves, as people read it; and which commit before the tip all have proved.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  keptSince,
  type LowerProject,
  newestProved,
  soaked,
  waveReason,
  waveReasonFor,
  wavesLine,
} from "#core/sync-waves.ts";

const at = (minute: number): number => Date.UTC(2026, 0, 5, 12, minute);
const minutes = 60_000;

const lower = (fields: Partial<LowerProject> = {}): LowerProject => ({
  ...{ project: "canary", wave: 1, sync: "Synced", unsyncedSince: null, heldBy: null },
  ...{ since: at(0), apart: null, broken: 0, failed: [] },
  ...fields,
});

const reason = (fields: Partial<LowerProject>, soakMs: number | null = 30 * minutes) =>
  waveReason([lower(fields)], soakMs, at(10));

test("each reason says which project, since when, and what changes it", () => {
  expect([
    reason({ since: null }),
    reason({ since: null, sync: "Held", unsyncedSince: "2026-01-05T11:00:00Z" }),
    reason({ since: null, sync: "Unknown" }),
    reason({ since: null, sync: "Held", heldBy: "ada" }),
    reason({ since: null, apart: "4f1c0a2b9d8e7f60" }),
    reason({ broken: 1 }),
    reason({ broken: 2 }),
    reason({ failed: ["12"] }),
    reason({ failed: ["12", "13"] }),
    reason({}),
  ]).toMatchInlineSnapshot(`
    [
      "it waits for canary (wave 1), which has not deployed it: it is looked at next",
      "it waits for canary (wave 1), which has not deployed it: it is Held since 2026-01-05T11:00:00Z, as its own status says",
      "it waits for canary (wave 1), which has not deployed it: it is Unknown, as its own status says",
      "it waits for canary (wave 1), which has not deployed it: ada holds it at a revision until it is released",
      "it waits for canary (wave 1), which has not deployed it: 4f1c0a2b9d8e was made on this branch itself, and is to be merged there",
      "it waits for canary (wave 1), where 1 spec file is in error until mended",
      "it waits for canary (wave 1), where 2 spec files are in error until mended",
      "it waits for canary (wave 1), where run 12 of what it changed failed: rerun with success, or deploy a mend or a revert",
      "it waits for canary (wave 1), where run 12 and 1 more of what it changed failed: rerun with success, or deploy a mend or a revert",
      "it waits for canary (wave 1), which has had it since 2026-01-05T12:00:00.000Z and is to keep it for 30m, until 2026-01-05T12:30:00.000Z",
    ]
  `);
});

test("nothing is waited for once all have it, by time exactly; without soak neither time nor runs count", () => {
  expect(waveReason([], 30 * minutes, at(0))).toBeNull();
  expect(waveReason([lower()], 30 * minutes, at(29))).not.toBeNull();
  expect(waveReason([lower()], 30 * minutes, at(30))).toBeNull();
  expect(reason({ failed: ["12"] }, null)).toBeNull();
});

test("of many the first three are named", () => {
  const many = Array.from({ length: 5 }, (_, n) => lower({ project: `r${n}`, broken: 1 }));
  const text = waveReason(many, null, at(0)) ?? "";
  expect(text).toContain("r0 (wave 1)");
  expect(text.split("; and for ")).toHaveLength(4);
  expect(text).toMatch(/; and for 2 more$/);
});

test("kept since it was deployed; what was read anew, or is back after it had proved itself, since before", () => {
  const revisions = (...of: [string, number][]) => of.map(([tree, m]) => ({ tree, at: at(m) }));
  const soak = 30 * minutes;
  expect(keptSince([], 0, soak)).toBeNull();
  expect(keptSince(revisions(["b", 50], ["a", 0]), 0, soak)).toBe(at(50));
  expect(keptSince(revisions(["b", 50], ["a", 0]), 1, soak)).toBe(at(0));
  expect(keptSince(revisions(["b", 50], ["b", 40], ["a", 0]), 0, soak)).toBe(at(40));
  expect(keptSince(revisions(["a", 50], ["b", 40], ["a", 0]), 0, soak)).toBe(at(0));
  // It was there too short a time to prove anything.
  expect(keptSince(revisions(["a", 50], ["b", 10], ["a", 0]), 0, soak)).toBe(at(50));
});

test("property: a wait never comes back as time goes on, and more projects never shorten it", () => {
  const project = fc.record({
    since: fc.option(fc.integer({ min: 0, max: 90 }).map(at), { nil: null }),
    broken: fc.integer({ min: 0, max: 2 }),
    failed: fc.array(fc.constant("1"), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(
      fc.array(project, { maxLength: 4 }),
      fc.option(
        fc.integer({ min: 0, max: 60 }).map((m) => m * minutes),
        { nil: null },
      ),
      fc.nat(200),
      fc.nat(200),
      (fields, soakMs, now, later) => {
        const all = fields.map(lower);
        const goes = waveReason(all, soakMs, at(now)) === null;
        expect(goes).toBe(all.every((one) => waveReason([one], soakMs, at(now)) === null));
        if (goes) expect(waveReason(all, soakMs, at(now + later))).toBeNull();
      },
    ),
  );
});

test("property: what all have proved is proved by each, and nothing newer is", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.nat(12), { nil: null }), { maxLength: 4 }),
      fc.nat(10),
      (proved, length) => {
        const found = newestProved(proved, length);
        const isProved = (index: number) => proved.every((one) => one !== null && index >= one);
        const naive = Array.from({ length }, (_, index) => index).find(isProved) ?? null;
        expect(found).toBe(proved.length === 0 ? null : naive);
      },
    ),
  );
});

test("the newest that was kept long enough", () => {
  const revisions = [30, 20, 0].map((m) => ({ tree: String(m), at: at(m) }));
  expect(soaked(revisions, 20 * minutes, at(45))).toBe(1);
  expect(soaked(revisions, null, at(45))).toBe(0);
  expect(soaked(revisions, 60 * minutes, at(45))).toBe(-1);
});

test("a line says by which waves a change goes", () => {
  const member = (name: string, wave: number, soak: string | null = null) => ({ name, wave, soak });
  expect(wavesLine([member("a", 1), member("b", 1)])).toBeNull();
  expect(
    wavesLine([
      member("canary", 1),
      ...["a", "b", "c", "d"].map((name) => member(name, 2, "30m")),
      member("last", 3),
    ]),
  ).toBe("Goes by waves: `canary` (1) → `a`, `b`, `c`, 1 more (2, after 30m) → `last` (3)");
});

test("who may not know a project doesn't learn its name, nor of its runs", () => {
  const text = waveReason(
    [lower({ failed: ["12"] }), lower({ project: "hr-test", failed: ["13", "14"] })],
    minutes,
    at(1),
  );
  expect(waveReasonFor(text ?? "", (name) => name === "canary")).toBe(
    "it waits for canary (wave 1), where run 12 of what it changed failed: rerun with success, or deploy a mend or a revert; and for a project that you may not read (wave 1), where a run and 1 more of what it changed failed: rerun with success, or deploy a mend or a revert",
  );
  expect(waveReasonFor("it would remove 3 of 4 pipelines", () => false)).toBe(
    "it would remove 3 of 4 pipelines",
  );
});
