import { expect, test } from "vitest";
import type { Pipeline } from "#core/pipeline.ts";
import type { Change } from "#core/plan.ts";
import {
  type GoingLive,
  goingLive,
  heldByGates,
  isProved,
  refusalText,
  type WaveProof,
  wentLive,
} from "#core/waves/going-live.ts";
import type { PipelineWave } from "#core/waves/wave.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const close = (wave?: PipelineWave, more: Partial<Pipeline> = {}): Pipeline =>
  pipeline("close", [task("a")], { ...(wave && { wave }), ...more });
const wave = (stage: PipelineWave["stage"]): PipelineWave => ({ name: "gl", stage });
const change = (action: Change["action"], more: Partial<Change> = {}): Change => ({
  ...{ action, pipeline: "close", file: "pipelines/close.yaml", fields: [], scripts: [] },
  ...{ before: { hash: "a", file: "pipelines/close.yaml" }, after: { hash: "b", file: "x" } },
  ...more,
});
const goes = (before: Pipeline | null, after: Pipeline, one = change("changed")) =>
  goingLive([one], new Map(before === null ? [] : [["close", before]]), new Map([["close", after]]))
    .length === 1;

test("what another scheduler runs and comes to be run here goes live", () => {
  expect(goes(close(wave("observe")), close(wave("live")))).toBe(true);
  expect(goes(close(wave("retired")), close(wave("live")))).toBe(true);
  expect(goes(close(wave("observe")), close())).toBe(true);
  const legacy = { legacy: { system: "autosys", job: "CLOSE" } } as Partial<Pipeline>;
  expect(goes(null, close(wave("live"), legacy), change("added", { before: null }))).toBe(true);
});

test("what runs here already, goes back or was never another's does not", () => {
  expect(goes(close(wave("live")), close(wave("live")))).toBe(false);
  expect(goes(close(), close(wave("live")))).toBe(false);
  expect(goes(close(wave("live")), close(wave("observe")))).toBe(false);
  expect(goes(null, close(wave("live")), change("added", { before: null }))).toBe(false);
  expect(goes(null, close(), change("added", { before: null }))).toBe(false);
});

const proof = (missing: string[], more: Partial<WaveProof> = {}): WaveProof => {
  const before = close(wave("observe"));
  const one: GoingLive = {
    ...{ pipeline: "close", change: change("changed"), wave: wave("observe") },
    ...{ before, after: close(wave("live")) },
  };
  return {
    ...{ wave: "gl", pipelines: [one], jobs: [{ job: "close", pipeline: "close", missing }] },
    ...{ override: null, refused: null },
    ...more,
  };
};
const override = { reason: "gone", until: "2026-12-31", by: ["ada", "bob"] };

test("all of the evidence, or an override that counts; nothing stands for what was never observed", () => {
  expect(isProved(proof([]))).toBe(true);
  expect(isProved(proof(["x"]))).toBe(false);
  expect(isProved(proof(["x"], { override: { ...override, refused: null } }))).toBe(true);
  expect(isProved(proof(["x"], { override: { ...override, refused: "no" } }))).toBe(false);
  const altered = { override: { ...override, refused: null }, refused: "altered" };
  expect(isProved(proof([], altered))).toBe(false);
});

test("all of a wave stays, with what is missing of its first jobs", () => {
  const jobs = Array.from({ length: 5 }, (_, n) => ({
    ...{ job: `close/${n}`, pipeline: "close", missing: n === 0 ? [] : ["this", "that"] },
  }));
  const shut = proof([], { jobs, override: { ...override, refused: "it expired" } });
  expect(refusalText(shut)).toBe(
    'its wave "gl" can\'t go live: close/1: this, that; close/2: this, that; close/3: this, that; and 1 more jobs; its override does not count: it expired',
  );
  const held = heldByGates([shut]);
  expect([...held.keys()]).toEqual(["close"]);
  expect(held.get("close")).toMatchObject({
    file: "pipelines/close.yaml",
    diagnostic: { code: "wave-gate", severity: "error" },
  });
  expect(heldByGates([proof([])]).size).toBe(0);
});

test("the audit has what explains and waives, and who answers for it", () => {
  const relied = [{ file: "migration/explanations/clocks.yaml", who: "ada" }];
  expect(wentLive(proof([], { relied }))).toMatchObject({ relied });
});

test("the audit has the override only where something was missing", () => {
  const given = { override: { ...override, refused: null } };
  expect(wentLive(proof([], given))).toEqual({ wave: "gl", pipelines: ["close"], jobs: 1 });
  expect(wentLive(proof(["x"], given))).toMatchObject({
    override: { by: ["ada", "bob"] },
    missing: [{ job: "close", missing: ["x"] }],
  });
});

test("what goes to `retired` is judged as well, but not what was in no wave or is retired already", () => {
  const at = (stage: PipelineWave["stage"] | null): Pipeline =>
    stage === null ? close() : close(wave(stage));
  const of = (was: PipelineWave["stage"] | null, is: PipelineWave["stage"]) =>
    goingLive([change("changed")], new Map([["close", at(was)]]), new Map([["close", at(is)]])).map(
      ({ retires }) => retires ?? false,
    );
  expect(of("live", "retired")).toEqual([true]);
  expect(of("observe", "retired")).toEqual([true]);
  expect(of("retired", "retired")).toEqual([]);
  expect(of(null, "retired")).toEqual([]);
  expect(of("retired", "live")).toEqual([false]);
  expect(refusalText({ ...proof(["x"]), retires: true })).toBe(
    'its wave "gl" can\'t be retired: close: x',
  );
});
