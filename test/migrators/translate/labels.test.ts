import { expect, test } from "vitest";
import { specText } from "#migrators/translate/spec-text.ts";
import { draftedAutosys, draftedControlM, xmlFolder } from "#test/support/drafted.ts";

test("labels are tags of the pipeline, and what is said of a job stands above it", () => {
  const { project, outcomeOf } = draftedControlM(
    xmlFolder(
      '<JOB JOBNAME="A" TASKTYPE="Dummy" APPLICATION="GL" SUB_APPLICATION="close" DESCRIPTION="first"/>' +
        '<JOB JOBNAME="B" TASKTYPE="Dummy" APPLICATION="AP" DESCRIPTION="two\nlines"/>',
      'SMART_FOLDER FOLDER_NAME="F" DESCRIPTION="all of it"',
    ),
  );
  const [draft] = project.pipelines;
  expect(draft?.spec).toMatchObject({
    description: "all of it",
    tags: { origin: ["control-m"], application: ["AP", "GL"], group: ["close"] },
    legacy: { system: "control-m", folder: "F" },
  });
  expect(draft && specText(draft)).toContain("  # first\n  A:\n");
  expect(draft && specText(draft)).toContain("  # two lines\n  B:\n");
  expect(outcomeOf("F/A", "APPLICATION")).toBe("equivalent label-tag");
  expect(draft?.tasks[0]?.spec.legacy?.job).toBe("F/A");
});

test("CM-51, AS-53: names that would be alike are told apart, always in the same way", () => {
  const twice = () =>
    draftedControlM(
      xmlFolder('<JOB JOBNAME="A" TASKTYPE="Dummy"/>'.repeat(2)),
    ).project.pipelines[0]?.tasks.map(({ name, job }) => [name, job.key]);
  expect(twice()).toEqual([
    ["A", "F/A"],
    ["A-2", "F/A#2"],
  ]);
  expect(twice()).toEqual(twice());
  const jil =
    "insert_job: A.b\ncommand: x\nmachine: m\n\ninsert_job: a_b\ncommand: x\nmachine: m\n";
  expect(draftedAutosys(jil).project.pipelines.map(({ name }) => name)).toEqual(["a-b", "a-b-2"]);
});

test("AS-47: a name that is a template is refused", () => {
  const jil = "insert_job: A_~{$SITE}~\ncommand: x\nmachine: m\n";
  expect(Object.values(draftedAutosys(jil).refused)).toEqual(["jil-lex-template"]);
});

test("CM-57: nesting says in which folder a job is", () => {
  const { project } = draftedControlM(
    xmlFolder('<JOB JOBNAME="A" PARENT_FOLDER="other" TASKTYPE="Dummy"/>'),
  );
  expect(project.pipelines.map(({ name }) => name)).toEqual(["f"]);
});
