// `uses: file` and `file:` of triggers, as written → as looked for, and back; words of each.

import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, test } from "vitest";
import type { FileAction } from "#core/action.ts";
import { actionTexts } from "#core/action-values.ts";
import { kindOf } from "#core/actions/kinds.ts";
import { canonicalJson } from "#core/canonical.ts";
import { readEstate } from "#core/estate.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { toSpec } from "#core/to-spec.ts";
import { identityText, sourceKind } from "#core/triggers/kinds.ts";
import type { FileSource } from "#core/triggers/message-trigger.ts";
import { namedByTrigger, usesOfTrigger } from "#core/triggers/uses.ts";

const lake = `type: s3
endpoint: https://s3.example
bucket: lake
accessKey: lake/id
secretKey: lake/key
`;

function pipelineOf(spec: object, connection = lake): Pipeline {
  const estate = readEstate([
    { path: "connections/lake.yaml", text: connection },
    { path: "pipelines/p.yaml", text: dump({ name: "p", ...spec }, { noRefs: true }) },
  ]);
  expect(estate.diagnostics).toEqual([]);
  return estate.sources.find(({ pipeline }) => pipeline)?.pipeline as Pipeline;
}

const ofTask = (given: object) => pipelineOf({ tasks: { t: { uses: "file", with: given } } });
const actionOf = (given: object) => ofTask(given).tasks[0]?.action as FileAction;
const ofTrigger = (file: object) =>
  pipelineOf({ triggers: [{ file }], tasks: { t: { run: "true" } } });
const sourceOf = (file: object) => ofTrigger(file).messages?.[0]?.source as FileSource;

const watch = {
  ...{ connectionName: null, connection: null, path: "/in", files: ["*.csv"], everyMs: 30_000 },
  ...{ stableMs: 30_000, minBytes: 0, minAgeMs: 0, maxAgeMs: null, marker: null },
};

test("every default is there; with a marker nothing else has to be waited for", () => {
  const given = { path: "/in", files: ["*.csv"] };
  const task = { kind: "file", on: "exists", count: 1, all: false };
  expect(actionOf(given)).toEqual({ ...watch, ...task });
  expect(actionOf({ ...given, marker: "{name}.ok" }).stableMs).toBe(0);
  const trigger = { kind: "file", on: "created", existing: false };
  expect(sourceOf(given)).toEqual({ ...watch, ...trigger });
});

const rule = fc.record(
  {
    every: fc.constantFrom("1s", "1h"),
    stable: fc.constantFrom("0s", "1m30s"),
    minBytes: fc.integer({ min: 0, max: 9 }),
    minAge: fc.constantFrom("0s", "1m"),
    maxAge: fc.constantFrom("1m", "2d"),
    marker: fc.constantFrom("{stem}.ok", "_SUCCESS"),
  },
  { requiredKeys: [] },
);
const place = fc.oneof(
  fc.constantFrom({ path: "/in" }, { connection: "lake", path: "raw/in" }, { connection: "lake" }),
);
const files = fc.constantFrom(["*.csv"], ["a", "**/b-??"]);
const ofTasks = fc.record(
  {
    on: fc.constantFrom("exists", "created", "changed"),
    count: fc.integer({ min: 1, max: 9 }),
    all: fc.boolean(),
  },
  { requiredKeys: [] },
);
const ofTriggers = fc.record(
  { on: fc.constantFrom("created", "changed"), existing: fc.boolean() },
  { requiredKeys: [] },
);

test("property: what a task and a trigger say of themselves gives them again", () => {
  fc.assert(
    fc.property(place, files, rule, ofTasks, ofTriggers, (where, which, when, task, trigger) => {
      const both = { ...where, files: which, ...when };
      const given = pipelineOf({
        triggers: [{ file: { ...both, ...trigger } }],
        tasks: { t: { uses: "file", with: { ...both, ...task } } },
      });
      const { spec, tasks } = toSpec(given);
      const { needs: _, ...own } = tasks[0]?.spec ?? {};
      const again = pipelineOf({ triggers: spec.triggers, tasks: { t: own } });
      expect(canonicalJson(again.messages)).toBe(canonicalJson(given.messages));
      expect(canonicalJson(again.tasks[0]?.action)).toBe(canonicalJson(given.tasks[0]?.action));
    }),
    { numRuns: 60 },
  );
});

test("absent says no more of itself than may be written", () => {
  const given = { path: "/in", files: ["lock"], on: "absent", every: "5s" };
  const action = actionOf(given);
  expect(kindOf(action).spec(action).with).toEqual(given);
});

test("what it uses is what policies and ceilings are asked for, and what it says to people", () => {
  const given = { connection: "lake", path: "raw", files: ["${{ run.date }}-*.csv"] };
  const action = actionOf(given);
  const kind = kindOf(action);
  expect(actionTexts(action)).toEqual(["${{ run.date }}-*.csv"]);
  expect(kind.connections(action)).toEqual(["lake"]);
  expect(kind.secrets(action)).toEqual(["lake/id", "lake/key"]);
  expect(kind.places(action)).toEqual(["s3.example:443"]);
  expect(kind.reaches(action)).toEqual(["files of lake:raw"]);
  expect(kind.text(action)).toBe('waits for "${{ run.date }}-*.csv" in lake:raw');
  const local = actionOf({ path: "/in", files: ["lock"], on: "absent" });
  expect(kind.text(local)).toBe('waits until no "lock" in /in is there');
  expect(kind.system(local)).toBeNull();
  const { messages = [] } = ofTrigger({ connection: "lake", files: ["*.csv"] });
  const [trigger] = messages;
  if (trigger === undefined) throw new Error("no trigger");
  expect(sourceKind(trigger.source).text(trigger.source)).toBe('file "*.csv" that is new in lake:');
  expect(namedByTrigger(trigger).map(({ name }) => name)).toEqual(["lake", "lake/id", "lake/key"]);
  expect(usesOfTrigger(trigger)).toContainEqual({ kind: "network", value: "s3.example:443" });
});

test("what differs is told", () => {
  const given = { path: "/in", files: ["*.csv"] };
  const changes = (other: object) => {
    const [before, after] = [actionOf(given), actionOf({ ...given, ...other })];
    return kindOf(after)
      .changes(before, after)
      .map(({ text }) => text);
  };
  expect(changes({ path: "/out", stable: "1m", count: 2 })).toEqual([
    'folder: "/in" → "/out"',
    "count: 1 → 2",
    "stableMs: 30000 → 60000",
  ]);
});

test("a position belongs to the folder and the patterns, whatever else changes", () => {
  const given = { path: "/in", files: ["*.csv"] };
  const first = identityText(sourceOf(given));
  const same = { ...given, on: "changed", existing: true, stable: "1m", marker: "x", every: "1m" };
  expect(identityText(sourceOf(same))).toBe(first);
  expect(identityText(sourceOf({ ...given, path: "/out" }))).not.toBe(first);
  expect(identityText(sourceOf({ ...given, files: ["*"] }))).not.toBe(first);
  expect(identityText(sourceOf({ ...given, connection: "lake", path: "in" }))).not.toBe(first);
});
