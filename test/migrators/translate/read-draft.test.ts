import fc from "fast-check";
import { expect, test } from "vitest";
import { Accounts } from "#migrators/ledger.ts";
import type { PipelineDraft } from "#migrators/translate/draft.ts";
import { readerOf } from "#migrators/translate/read-draft.ts";
import { type SpecFile, specFiles } from "#migrators/translate/spec-text.ts";
import { draftProject } from "#migrators/translate/translate.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { xmlEstate } from "#test/support/control-m-estate.ts";
import { jilEstate } from "#test/support/jil-estates.ts";
import { controlM } from "#test/support/translated.ts";
import { hardText, hardValue } from "#test/support/yaml-values.ts";

/** What is found in the files, by their values as far as they are known. */
const byValue = (files: readonly SpecFile[], shared = new Map()) =>
  readerOf(shared, { checkOnly: true })(files).diagnostics;

/** By their texts alone. */
const byText = (files: readonly SpecFile[], shared = new Map()) =>
  readerOf(shared)(files.map(({ path, text }) => ({ path, text }))).diagnostics;

const good = fc.constantFrom<Record<string, unknown>>(
  { run: "true" },
  { run: "echo ${{ params.x }}", env: { A: "${{ run.id }}" } },
  { run: "echo '${{ run.id }}'" },
  { uses: "pipeline", with: { pipeline: "other" } },
  { uses: "unsupported", with: { reason: "r", source: "s" } },
  { run: ":", needs: ["a"], timeout: "5m", retry: { retries: 1 } },
  { run: ":", needs: ["b"], on: [{ when: "exitCode == 3", result: "succeeded" }] },
);
const taskKey = fc.constantFrom(
  ...["run", "uses", "with", "env", "needs", "awaits", "if", "on", "onlyOn", "timeout", "retry"],
  ...["pools", "locks", "runsOn", "runAs", "legacy", "notBefore", "deadline", "odd"],
);
const task = fc
  .tuple(good, fc.option(fc.tuple(taskKey, hardValue.any), { freq: 1 }))
  .map(([spec, odd]) => (odd === null ? spec : { ...spec, [odd[0]]: odd[1] }));
const pipelineKey = fc.constantFrom(
  ...["name", "description", "timezone", "triggers", "awaits", "tags", "env", "defaults"],
  ...["params", "deadline", "legacy", "concurrency", "tasks", "odd"],
);
const comment = fc.option(fc.oneof(fc.constant("a comment"), hardText), { nil: undefined });

const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom("a", "b", "c") }, hardText);

const draft = fc
  .record({
    odd: fc.option(fc.tuple(pipelineKey, hardValue.any), { freq: 1 }),
    tasks: fc.dictionary(name, task, { maxKeys: 3 }),
    comments: fc.array(fc.oneof(fc.constant("from x.jil"), hardText), { maxLength: 1 }),
    comment,
    isFolder: fc.boolean(),
  })
  .map(({ odd, tasks, comments, comment, isFolder }) => ({
    ...{ name: "p", file: isFolder ? "pipelines/p/pipeline.yaml" : "pipelines/p.yaml", comments },
    spec: { name: "p", ...(odd && { [odd[0]]: odd[1] }) },
    tasks: Object.entries(tasks).map(([name, spec]) => ({ name, spec, comment })),
    accounts: new Accounts(),
  }));

test("in a draft the same is found by its values as by its texts", () => {
  let clean = 0;
  let known = 0;
  fc.assert(
    fc.property(draft, (made) => {
      const files = specFiles(made as unknown as PipelineDraft);
      const found = byValue(files);
      expect(found).toEqual(byText(files));
      if (found.length === 0) clean++;
      if (files.every(({ value }) => value !== undefined)) known++;
    }),
    { numRuns: 600 },
  );
  // Of both kinds are enough.
  expect(clean).toBeGreaterThan(30);
  expect(known).toBeGreaterThan(300);
});

test.each([
  ["AutoSys", jilEstate.map((text) => autosysEstate(text))],
  ["Control-M", xmlEstate().map(controlM)],
])("and in what is made of estates of %s", (_, estates) => {
  fc.assert(
    fc.property(estates, (estate) => {
      const { pipelines, files } = draftProject(estate);
      for (const made of pipelines) {
        const written = specFiles(made);
        expect(byValue(written, files)).toEqual(byText(written, files));
        expect(written.every(({ value }) => value !== undefined)).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

test("a value that is known to be what its text says is not read again", () => {
  const value = { name: "p", tasks: { a: { run: "true" } } };
  expect(byValue([{ path: "pipelines/p.yaml", text: "{", value }])).toEqual([]);
});

test("a text that is too large is refused, whatever its value", () => {
  const value = { name: "p", tasks: { a: { run: "x".repeat(300_000) } } };
  const text = JSON.stringify(value);
  const codes = byValue([{ path: "pipelines/p.yaml", text, value }]).map(({ code }) => code);
  expect(codes).toEqual(["file-too-large"]);
});
