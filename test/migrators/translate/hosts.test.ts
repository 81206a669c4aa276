import { expect, test } from "vitest";
import { Mapping, readMapping } from "#migrators/mapping.ts";
import type { ImportMappingSpec } from "#schemas/types.ts";
import { draftedAutosys, draftedControlM, xmlFolder } from "#test/support/drafted.ts";

const jil = (attributes: string, mapping = {}) =>
  draftedAutosys(`insert_job: J   job_type: CMD\ncommand: x\n${attributes}\n`, {
    mapping: new Mapping(mapping),
  });
const xml = (attributes: string, folder?: string) =>
  draftedControlM(
    xmlFolder(`<JOB JOBNAME="J" TASKTYPE="Command" CMDLINE="x" ${attributes}/>`, folder),
  );

test("a host is a label of workers, and what the mapping says of it", () => {
  expect(jil("machine: etl01\nowner: batch@etl01").tasks.J).toMatchObject({
    ...{ runsOn: ["etl01"], runAs: "batch" },
  });
  const mapped = jil("machine: etl01\nowner: batch@etl01", {
    ...{ hosts: { etl01: ["etl", "prd"] }, users: { batch: null } },
  });
  expect(mapped.tasks.J).toEqual({ runsOn: ["etl", "prd"], run: "cd || exit\nx\n" });
});

test("AS-42: a list of machines is one run, on any worker that stands for either", () => {
  expect(jil("machine: m1, m2").tasks.J?.runsOn).toEqual(["m1+m2"]);
  expect(jil("machine: m1, m2", { hosts: { "m1, m2": ["pool-m"] } }).tasks.J?.runsOn).toEqual([
    "pool-m",
  ]);
});

test("CM-49: a job that runs on every agent of a group is refused, never run once", () => {
  expect(xml('NODEID="G" MULTY_AGENT="Y"').refused).toEqual({ "F/J": "control-m-all-agents" });
});

test("names that nobody can have are asked for", () => {
  expect(xml('NODEID="a b"').refused).toEqual({ "F/J": "mapping-host" });
  expect(xml('RUN_AS="DOM\\x"').refused).toEqual({ "F/J": "mapping-user" });
});

test("a job without a host has the one of the folder around it", () => {
  const found = xml("", 'SMART_FOLDER FOLDER_NAME="F" NODEID="h1" RUN_AS="gl"');
  expect(found.tasks["F/J"]).toMatchObject({ runsOn: ["h1"], runAs: "gl" });
  expect(xml('NODEID="h2"', 'SMART_FOLDER FOLDER_NAME="F" NODEID="h1"').tasks["F/J"]).toMatchObject(
    {
      runsOn: ["h2"],
    },
  );
});

test("CM-49: a job that runs on each agent of a group is a task for each, once the mapping names them", () => {
  const on = (mapping: ImportMappingSpec, more = "") =>
    draftedControlM(
      xmlFolder(
        `<JOB JOBNAME="J" TASKTYPE="Command" CMDLINE="x" NODEID="g" MULTY_AGENT="Y" TIMEFROM="0600" ${more}><OUTCOND NAME="DONE"/></JOB>`,
      ),
      { mapping: new Mapping(mapping) },
    );
  const open = on({});
  expect(open.refused).toEqual({ "F/J": "control-m-all-agents" });
  // The refusal says what is to be done, and the drafted mapping has the line for it.
  expect(open.project.estate.findings).toContainEqual(
    expect.objectContaining({
      message: expect.stringContaining("say `agents: {g: [HOST1, HOST2]}` in the mapping"),
    }),
  );
  const draft = open.project.mapping.draft();
  expect(draft).toContain("  # g: [HOST1, HOST2]   # 1 job: give its hosts in their place\n");
  const filled = draft.replace("# agents:", "agents:").replace("# g: [HOST1", "g: [HOST1");
  const { mapping, diagnostics } = readMapping("mapping.yaml", filled);
  expect(diagnostics).toEqual([]);
  expect(on(mapping).refused).toEqual({});
  const { project, refused } = on({ agents: { g: ["h1", "h2"] }, hosts: { h2: ["second"] } });
  expect(refused).toEqual({});
  const tasks = project.pipelines[0]?.tasks.map(({ name, spec: { legacy, ...spec } }) => [
    name,
    spec,
  ]);
  const each = { notBefore: "06:00", notAfter: "05:00", run: "cd || exit\nx\n" };
  expect(tasks).toEqual([
    ["J-h1", { ...each, runsOn: ["h1"] }],
    ["J-second", { ...each, runsOn: ["second"] }],
    ["J", { emits: [{ event: "DONE" }], needs: ["J-h1", "J-second"], run: ":" }],
  ]);
  const confirmed = on({ agents: { g: ["h1"] } }, 'CONFIRM="1"');
  expect(confirmed.refused).toEqual({ "F/J": "control-m-all-agents" });
});
