import { expect, test } from "vitest";
import { autosysEstate } from "#migrators/sources/autosys/estate.ts";
import { autosysOptions } from "#test/support/autosys-estate.ts";

const jil = "insert_job: A_~{$SITE}~   job_type: CMD\nmachine: @[HOST]\ncommand: x ~{$SITE}~\n";
const estate = (templates: Record<string, string>) =>
  autosysEstate([{ file: "a.jil", bytes: new TextEncoder().encode(jil) }], {
    ...autosysOptions,
    templates,
  });

test("AS-47: without values a template is refused", () => {
  const [job] = estate({ SITE: "ldn" }).jobs;
  expect(job?.refusals.map(({ code }) => code)).toContain("jil-lex-template");
});

test("values are put in, and the texts of the file stay", () => {
  const { jobs, files } = estate({ SITE: "ldn", HOST: "h1" });
  expect(jobs).toMatchObject([
    {
      name: "A_ldn",
      refusals: [],
      work: { text: { value: "x ldn" } },
      hosts: { value: { names: ["h1"] } },
    },
  ]);
  expect(jobs[0]?.settled?.map(({ attribute, code }) => [attribute.name, code])).toEqual([
    ["machine", "jil-template"],
    ["command", "jil-template"],
  ]);
  expect(files[0]?.statements[0]?.text).toBe(jil.trimEnd());
});
