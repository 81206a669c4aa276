import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { Accounts } from "#migrators/ledger.ts";
import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";
import { projectDraft } from "#migrators/translate/project-draft.ts";
import { translated } from "#migrators/translate/translate.ts";
import { xmlFolder } from "#test/support/drafted.ts";

/** A folder of so many jobs, as the files that an import writes. */
function written(jobs: number) {
  const lines = Array.from(
    { length: jobs },
    (_, n) =>
      `<JOB JOBNAME="J${n}" TASKTYPE="Command" CMDLINE="x" DAYS="ALL" DESCRIPTION="number ${n}"/>`,
  );
  const bytes = new TextEncoder().encode(
    xmlFolder(
      lines.join(""),
      'SMART_FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM" DAYS="ALL"',
    ),
  );
  const site: Site = {
    ...{ newDay: "05:00", timezone: "UTC", weekStart: "monday", dateStandard: "mmdd" },
    calendars: new Map(),
  };
  const estate = controlMEstate([{ file: "x.xml", bytes }], site);
  const accounts = new Accounts();
  const files = [...translated(projectDraft(estate), accounts)].flatMap((one) => one.files);
  const [job] = estate.jobs.filter(({ name }) => name === "J1");
  return { files, refused: estate.jobs.flatMap(({ refusals }) => refusals), accounts, job };
}

test("a pipeline is one file", () => {
  const { files, refused } = written(3);
  expect(refused).toEqual([]);
  expect(files.map(({ path }) => path)).toEqual(["pipelines/f.yaml"]);
});

test("one with more tasks than people read is a folder, and means the same", () => {
  const { files, refused, accounts, job } = written(300);
  expect(refused).toEqual([]);
  expect(files).toHaveLength(301);
  expect(files[0]?.path).toBe("pipelines/f/pipeline.yaml");
  expect(files[2]).toEqual({
    path: "pipelines/f/tasks/J1.yaml",
    text: `# yaml-language-server: $schema=../../../.trunkline/schemas/task.schema.json
# number 1
legacy: {job: F/J1}
run: |
  cd || exit
  x
`,
  });
  const { sources, diagnostics } = readEstate(files);
  expect(diagnostics).toEqual([]);
  expect(sources[0]?.pipeline?.tasks).toHaveLength(300);
  const command = job?.statement.attributes.find(({ name }) => name === "CMDLINE");
  expect(command && accounts.of(command)?.target).toBe("pipelines/f/tasks/J1.yaml#run");
});
