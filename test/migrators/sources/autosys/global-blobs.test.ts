import { expect, test } from "vitest";
import { translate } from "#migrators/translate/translate.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { cmd } from "#test/support/translated.ts";

const glob = (text: string) => `insert_glob: G\nblob_input: <auto_blobt>${text}</auto_blobt>\n\n`;
const reads = cmd("A", "std_in_file: $$glob.G");

/** What its job runs, and how its input and the blob's text stand in the ledger. */
function imported(text: string) {
  const estate = autosysEstate(text, { timezone: "UTC" });
  const { pipelines, accounts } = translate(estate);
  const [task] = pipelines.flatMap(({ tasks }) => tasks).filter(({ job }) => job.key === "A");
  const outcomes = estate.files.flatMap(({ statements }) =>
    statements.flatMap(({ attributes }) =>
      attributes
        .filter(({ name }) => name === "std_in_file" || name === "blob_input")
        .map((one) => accounts.of(one)?.outcome ?? "refused"),
    ),
  );
  return { run: task?.spec.run, codes: estate.jobs[0]?.refusals.map(({ code }) => code), outcomes };
}

test("the text of a global blob is the input of the jobs that read it", () => {
  const { run, codes, outcomes } = imported(glob("a $b\nc\n") + reads);
  expect(codes).toEqual([]);
  expect(run).toContain("a $b\nc\n");
  expect(outcomes).toEqual(["exact", "equivalent"]);
});

test("a blob that a job writes, that is deleted, or that is not there, is no text", () => {
  const writes = cmd("W", "std_out_file: $$glob.G");
  for (const text of [reads, reads + glob("x") + writes, `${reads + glob("x")}delete_glob: G\n`])
    expect(imported(text).codes).toEqual(["jil-attr-unsupported"]);
  expect(imported(reads + glob("x") + glob("y")).codes).toEqual(["jil-attr-unsupported"]);
});
