import { expect, test } from "vitest";
import {
  checkedGate,
  gateLines,
  gateOfProof,
  quietGate,
  unknownGates,
  type WaveGate,
} from "#core/plan/gates.ts";
import type { GoingLive, WaveProof } from "#core/waves/going-live.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const gateLine = (gate: WaveGate) => gateLines(gate)[0];
const close = pipeline("close", [task("a")], { wave: { name: "gl", stage: "observe" } });
const going: GoingLive = {
  ...{ pipeline: "close", wave: { name: "gl", stage: "observe" }, before: close },
  after: pipeline("close", [task("a")], { wave: { name: "gl", stage: "live" } }),
  change: {
    ...{ action: "changed", pipeline: "close", file: "pipelines/close.yaml" },
    before: { hash: "a", file: "pipelines/close.yaml" },
  },
};
const proof = (missing: string[], override: WaveProof["override"] = null): WaveProof => ({
  ...{ wave: "gl", pipelines: [going], override, refused: null },
  jobs: [{ job: "close", pipeline: "close", missing }],
});
const override = { reason: "the host is gone", until: "2026-12-31", by: ["ada", "bob"] };

test("that the gate holds is said as well as what it lacks", () => {
  expect(gateLine(gateOfProof(proof([])))).toEqual({
    kind: "says",
    text: "the gate of wave gl (close) holds for 1 job, and the other scheduler is proved to be held: it goes live",
  });
  expect(gateLine(gateOfProof(proof(["3 of 20 dates", "no simulation"])))).toMatchObject({
    kind: "warning",
    text: "wave gl (close) can't go live, and stays as it is deployed: close: 3 of 20 dates, no simulation",
    help: expect.stringContaining("trunkline parity --wave gl"),
  });
});

test("an explanation that explains nothing of its jobs is to be looked at", () => {
  const file = "migration/explanations/clocks.yaml";
  expect(gateLines(gateOfProof({ ...proof([]), idle: [file] }))[1]).toMatchObject({
    ...{ kind: "warning", text: `${file} explains no difference of wave gl` },
  });
  expect(gateLines(gateOfProof({ ...proof([]), idle: [] }))).toHaveLength(1);
});

test("by an override it goes live with what is missing named; one that doesn't count is told, and so is a refusal of the whole", () => {
  expect(gateLine(gateOfProof(proof(["x"], { ...override, refused: null })))?.text).toBe(
    "wave gl (close) goes live by the override of ada and bob until 2026-12-31 (the host is gone), though its gate does not hold: close: x",
  );
  // Nobody has to answer for anything.
  expect(gateOfProof(proof([], { ...override, refused: null }))).toMatchObject({ state: "holds" });
  expect(gateOfProof(proof(["x"], { ...override, refused: "it expired" }))).toMatchObject({
    ...{ state: "shut", missing: ["close: x", "its override does not count: it expired"] },
  });
  expect(gateOfProof({ ...proof([]), refused: "altered" })).toMatchObject({
    ...{ state: "shut", missing: ["altered"] },
  });
});

test("without a server nobody knows, and it is said whom to ask; what a server says takes its place", () => {
  const [gate] = unknownGates([going]);
  if (gate === undefined) throw new Error("one wave goes live");
  expect(gateLine(gate)).toMatchObject({
    kind: "warning",
    text: expect.stringContaining("only the server knows"),
    help: expect.stringContaining("`trunkline plan --live`"),
  });
  const ok = { point: "gate", state: "ok", text: "it holds for 1 jobs", remedy: null } as const;
  const held = { ...ok, point: "holds", state: "failed", text: "CLOSE is not held" } as const;
  const running = { ...ok, point: "in flight", state: "failed", text: "close runs" } as const;
  expect(checkedGate(gate, [ok, running], 1)).toMatchObject({ state: "holds", missing: [] });
  expect(checkedGate(gate, [ok, held], 1)).toMatchObject({
    ...{ state: "shut", missing: ["CLOSE is not held"] },
  });
});

test("of a wave that is retired it is said whether the other scheduler is quiet, or that only the server knows", () => {
  const retiring: GoingLive = { ...going, retires: true };
  const of = (missing: string[], given: WaveProof["override"] = null): WaveProof => ({
    ...{ ...proof(missing, given), retires: true, pipelines: [retiring] },
  });
  expect(gateLine(gateOfProof(of([])))?.text).toBe(
    "the other scheduler has run nothing of wave gl (close) for 30 days: it is retired, and nothing runs it any more",
  );
  expect(gateLine(gateOfProof(of(["it ran"])))?.text).toContain("can't be retired");
  expect(gateLine(gateOfProof(of(["it ran"], { ...override, refused: null })))?.text).toContain(
    "is retired by the override of ada and bob",
  );
  const [live, gate] = unknownGates([going, retiring]);
  if (live === undefined || gate === undefined) throw new Error("two gates are unknown");
  expect(gateLine(live)?.text).toContain("goes live");
  expect(gateLine(gate)?.help).toContain("`trunkline legacy-runs --quiet`");
  const day = 86_400_000;
  const quiet = (until: number) => quietGate(gate, { job: "CLOSE", last: 0, until });
  expect(quiet(29 * day)).toMatchObject({
    state: "shut",
    missing: [expect.stringContaining("29")],
  });
  expect(quiet(30 * day)).toMatchObject({ state: "holds", missing: [] });
});
