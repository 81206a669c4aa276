// The waves that an import suggests: everything it writes is in one, at `observe`, whatever people have made of them before.

import { expect, test } from "vitest";
import { readWaves } from "#core/waves/read.ts";
import { draftProject } from "#migrators/translate/translate.ts";
import { orderWaves } from "#migrators/translate/wave-order.ts";
import { draftWaves, type WaveDraft, waveFile } from "#migrators/translate/waves.ts";
import { type WrittenPipeline, writtenPipeline } from "#migrators/translate/written-pipeline.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";

const job = (name: string, application: string | null, condition?: string): string =>
  `insert_job: ${name}
job_type: c
command: /opt/${name}
machine: etl01
date_conditions: 1
days_of_week: all
start_times: "05:00"
${application === null ? "" : `application: ${application}\n`}${condition ? `condition: ${condition}\n` : ""}
`;

const written = (...jobs: string[]): WrittenPipeline[] =>
  draftProject(autosysEstate(jobs.join(""))).pipelines.map(writtenPipeline);
const wavesOf = (of: WrittenPipeline[], theirs: Record<string, string> = {}): WaveDraft[] =>
  draftWaves("autosys", of, new Map(Object.entries(theirs)));
const membersOf = (waves: readonly WaveDraft[]): Record<string, string[]> =>
  Object.fromEntries(waves.map(({ name, pipelines }) => [name, pipelines.map((one) => one.name)]));

const ledger = written(job("gla", "GL"), job("apa", "AP"), job("glb", "GL"), job("one", null));

test("one wave for each application, all at observe, as the control plane reads them", () => {
  const waves = wavesOf(ledger);
  expect(membersOf(waves)).toEqual({ gl: ["gla", "glb"], ap: ["apa"], autosys: ["one"] });
  const files = waves.map(waveFile);
  expect(files[0]).toMatchInlineSnapshot(`
    {
      "path": "migration/waves/gl.yaml",
      "text": "# yaml-language-server: $schema=../../.trunkline/schemas/wave.schema.json
    # Drafted by an import: the scheduler before runs these pipelines, and nothing here starts them.
    description: Application GL
    stage: observe
    members:
      pipelines: [gla, glb]
    ",
    }
  `);
  const read = readWaves(files.map(({ path, text }) => [path, text] as const));
  expect(read.diagnostics).toEqual([]);
  expect(read.list.map(({ name, stage }) => [name, stage])).toEqual([
    ["ap", "observe"],
    ["autosys", "observe"],
    ["gl", "observe"],
  ]);
});

test("waves that people have stay theirs; what none of them has is observed in a new one", () => {
  const live = "stage: live\nmembers: {pipelines: [gla]}\n";
  const tagged = "stage: observe\nmembers: {tags: {application: [AP]}}\n";
  expect(
    membersOf(
      wavesOf(ledger, { "migration/waves/gl.yaml": live, "migration/waves/x.yaml": tagged }),
    ),
  ).toEqual({ "gl-2": ["glb"], autosys: ["one"] });
  // One that can't be read has nobody: all is observed.
  expect(membersOf(wavesOf(ledger, { "migration/waves/gl.yaml": "stage: liev\n" }))).toEqual({
    "gl-2": ["gla", "glb"],
    ap: ["apa"],
    autosys: ["one"],
  });
});

test("more members than a file holds are several waves", () => {
  const [one] = ledger as [WrittenPipeline];
  const many = Array.from({ length: 2_001 }, (_, n) => ({ ...one, name: `p${n}` }));
  expect(wavesOf(many).map(({ name, pipelines }) => [name, pipelines.length])).toEqual([
    ["gl", 2_000],
    ["gl-2", 1],
  ]);
});

test("waves are in the order of what they wait for; those that wait for each other go together", () => {
  const of = written(
    job("rep", "REP", "s(gla)"),
    job("gla", "GL", "s(apa)"),
    job("apa", "AP", "s(glb)"),
    job("glb", "GL"),
    job("src", "SRC"),
    job("oth", "OTH", "s(gone)"),
  );
  const order = orderWaves(wavesOf(of));
  expect(order.map(({ name, after, together }) => [name, after, together])).toEqual([
    ["gl", ["ap"], ["ap"]],
    ["ap", ["gl"], ["gl"]],
    ["rep", ["gl"], []],
    ["src", [], []],
    ["oth", [], []],
  ]);
  expect(order[0]).toMatchObject({ pipelines: 2, jobs: 2 });
});

test("events, triggers and pipelines that run others are waited for as well", () => {
  const one = (name: string, fields: Partial<WrittenPipeline>): WrittenPipeline => ({
    ...{ name, tags: { application: [name] }, jobs: 1, awaits: [], hears: [], emits: [] },
    ...fields,
  });
  const order = orderWaves(
    wavesOf([
      one("hears", { hears: ["E"] }),
      one("runs", { awaits: ["raises", "runs", "elsewhere"] }),
      one("raises", { emits: ["E"] }),
    ]),
  );
  expect(order.map(({ name, after }) => [name, after])).toEqual([
    ["raises", []],
    ["hears", ["raises"]],
    ["runs", ["raises"]],
  ]);
  const draft = {
    ...{ name: "x", spec: { name: "x", triggers: [{ after: { event: "A" } }] } },
    tasks: [
      { spec: { uses: "pipeline", with: { pipeline: "child" } } },
      {
        spec: { on: [{ when: "exitCode == 4", emits: [{ event: "B" }] }], emits: [{ event: "C" }] },
      },
    ],
  };
  expect(writtenPipeline(draft as never)).toEqual({
    ...{ name: "x", tags: undefined, jobs: 2, awaits: ["child"], hears: ["A"], emits: ["C", "B"] },
  });
});

test("a chain of thousands and their knot stay within the call stack", () => {
  const chain = Array.from({ length: 5_000 }, (_, n) => ({
    ...{ name: `p${n}`, tags: { application: [`p${n}`] }, jobs: 1, hears: [], emits: [] },
    awaits: [`p${(n + 1) % 5_000}`],
  }));
  const order = orderWaves(wavesOf(chain));
  expect(order[0]?.together.length).toBe(4_999);
});
