// Whose wave a pipeline is in. What is wrong with waves by themselves is shown by test/golden/spec/wave-*.

import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { waveOf } from "#core/waves/members.ts";
import { nameList } from "#core/waves/name-list.ts";
import { readWaves } from "#core/waves/read.ts";

const waves = (...members: string[]) =>
  readWaves(
    members.map(
      (text, n) => [`migration/waves/w${n}.yaml`, `stage: observe\nmembers: {${text}}\n`] as const,
    ),
  );
const its = (of: ReturnType<typeof waves>, name: string, tags = {}): string | null =>
  waveOf(of, { name, tags }).wave?.name ?? null;

test("of each tag that is named one word is enough; names and patterns count beside, and exceptions before all", () => {
  const of = waves(
    "tags: {app: [GL, AP], tier: [gold]}, except: [gl-year*]",
    "pipelines: [one, x-*], except: [x-2]",
  );
  expect(its(of, "a", { app: ["GL"], tier: ["gold", "new"] })).toBe("w0");
  expect(its(of, "a", { app: ["AP", "GL"], tier: ["gold"] })).toBe("w0");
  expect(its(of, "a", { app: ["GL"] })).toBe(null);
  expect(its(of, "a", { app: ["gl"], tier: ["gold"] })).toBe(null);
  expect(its(of, "gl-yearend", { app: ["GL"], tier: ["gold"] })).toBe(null);
  expect(["one", "x-1", "x-2", "on", "constructor"].map((name) => its(of, name))).toEqual([
    ...["w1", "w1"],
    ...[null, null, null],
  ]);
});

test("a name list finds names among thousands and patterns, and where", () => {
  const list = nameList(["a", "b-*", "c"]);
  expect(["a", "b-1", "c", "d", "b-*"].map((name) => list.indexOf(name))).toEqual([0, 1, 2, -1, 1]);
});

test("a pipeline of two waves is in neither, and keeps what is deployed of it", () => {
  const { wave, clashes } = waveOf(waves("pipelines: [a]", "pipelines: [b, a]"), { name: "a" });
  expect(wave).toBe(null);
  expect(clashes).toMatchObject([
    { code: "wave-overlap", file: "migration/waves/w1.yaml", line: 2, related: { line: 2 } },
  ]);
});

const pipeline = (name: string): string => `name: ${name}\ntasks: {a: {run: "true"}}\n`;
const estate = (wave: string, extra: Record<string, string> = {}) =>
  readEstate(
    Object.entries({
      "pipelines/a.yaml": pipeline("a"),
      "pipelines/b.yaml": pipeline("b"),
      "migration/waves/w.yaml": wave,
      ...extra,
    }).map(([path, text]) => ({ path, text })),
  );
const stagesOf = ({ sources }: ReturnType<typeof estate>) =>
  sources.map(({ pipeline, inputs }) => [
    pipeline && (pipeline.wave?.stage ?? "none"),
    inputs.filter((input) => input.startsWith("migration/")),
  ]);

test("the stage is the pipeline's, and the wave's file one of its inputs", () => {
  expect(stagesOf(estate("stage: retired\nmembers: {pipelines: [a]}\n"))).toEqual([
    ["retired", ["migration/waves/w.yaml"]],
    ["none", []],
  ]);
});

test("while a wave is in error, or names what isn't there, no pipeline is given out", () => {
  for (const wrong of [
    "stage: liev\nmembers: {pipelines: [a]}\n",
    "stage: shade\nmembers: {pipelines: [a]}\n",
    "stage: observe\nmembers: {}\n",
    "stage: observe\nmembers: {tags: {}}\n",
    "stage: observe\nmembers: {pipelines: [aa]}\n",
    "stage: [\n",
    "",
  ])
    expect(estate(wrong).sources.map(({ pipeline }) => pipeline)).toEqual([null, null]);
  expect(stagesOf(estate("stage: observe\nmembers: {tags: {app: [GL]}}\n"))).toEqual([
    ["none", []],
    ["none", []],
  ]);
});

test("a wave that is a link hides whom it has", () => {
  const { sources } = readEstate([{ path: "pipelines/a.yaml", text: pipeline("a") }], {
    refused: [
      {
        ...{ path: "migration/waves/w.yaml", code: "git-entry-refused" as never },
        ...{ message: "is a link", help: "" },
      },
    ],
  });
  expect(sources[0]?.pipeline).toBe(null);
});

test("what repeats is not guarded by minutes, which are none of its runs; by dates it is", () => {
  const cyclic = 'name: a\ntasks: {a: {run: "true", repeat: {every: 5m, max: 3}}}\n';
  const found = (slots: string) =>
    estate(`stage: observe\nmembers: {pipelines: [a]}\nguard: {slots: ${slots}}\n`, {
      "pipelines/a.yaml": cyclic,
    }).diagnostics.map(({ code }) => code);
  expect(found("minutes")).toEqual(["wave-slots"]);
  expect(found("dates")).toEqual([]);
  const twice = 'name: a\ntriggers: [{schedule: "0 6,18 * * *"}]\ntasks: {a: {run: "true"}}\n';
  const often = estate("stage: observe\nmembers: {pipelines: [a]}\nguard: {slots: dates}\n", {
    "pipelines/a.yaml": twice,
  });
  expect(often.diagnostics).toMatchObject([{ code: "wave-dates", severity: "warning" }]);
});
