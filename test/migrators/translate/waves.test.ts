// The waves that an import suggests: everything it writes is in one, at `observe`, whatever people have made of them before.

import { expect, test } from "vitest";
import { readWaves } from "#core/waves/read.ts";
import type { ProjectDraft } from "#migrators/translate/draft.ts";
import { draftProject } from "#migrators/translate/translate.ts";
import { orderWaves } from "#migrators/translate/wave-order.ts";
import { draftWaves, type WaveDraft, waveFile } from "#migrators/translate/waves.ts";
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

const project = (...jobs: string[]): ProjectDraft => draftProject(autosysEstate(jobs.join("")));
const wavesOf = (of: ProjectDraft, theirs: Record<string, string> = {}): WaveDraft[] =>
  draftWaves(
    of,
    of.pipelines.map((draft) => ({ draft, tags: draft.spec.tags })),
    new Map(Object.entries(theirs)),
  );
const membersOf = (waves: readonly WaveDraft[]): Record<string, string[]> =>
  Object.fromEntries(waves.map(({ name, pipelines }) => [name, pipelines.map((one) => one.name)]));

const ledger = project(job("gla", "GL"), job("apa", "AP"), job("glb", "GL"), job("one", null));

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
  const many = Array.from({ length: 2_001 }, (_, n) => ledger.pipelines[n % 4]).map((draft, n) => ({
    draft: { ...(draft as ProjectDraft["pipelines"][number]), name: `p${n}` },
    tags: undefined,
  }));
  const gl = many.map(({ draft }) => ({
    draft: { ...draft, job: ledger.pipelines[0]?.job },
    tags: undefined,
  }));
  const waves = draftWaves(ledger, gl as typeof many, new Map());
  expect(waves.map(({ name, pipelines }) => [name, pipelines.length])).toEqual([
    ["gl", 2_000],
    ["gl-2", 1],
  ]);
});

test("waves are in the order of what they wait for; those that wait for each other go together", () => {
  const of = project(
    job("rep", "REP", "s(gla)"),
    job("gla", "GL", "s(apa)"),
    job("apa", "AP", "s(glb)"),
    job("glb", "GL"),
    job("src", "SRC"),
    job("oth", "OTH", "s(gone)"),
  );
  const order = orderWaves(of, wavesOf(of));
  expect(order.map(({ name, after, together }) => [name, after, together])).toEqual([
    ["gl", ["ap"], ["ap"]],
    ["ap", ["gl"], ["gl"]],
    ["rep", ["gl"], []],
    ["src", [], []],
    ["oth", [], []],
  ]);
  expect(order[0]).toMatchObject({ pipelines: 2, jobs: 2 });
});
