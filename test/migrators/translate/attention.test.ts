import { expect, test } from "vitest";
import { draftedAutosys, draftedControlM, xmlFolder } from "#test/support/drafted.ts";

const jil = (attributes: string, options = {}) =>
  draftedAutosys(`insert_job: J   job_type: CMD\ncommand: x\nmachine: m\n${attributes}\n`, options);
const xml = (attributes: string, folder?: string) =>
  draftedControlM(
    xmlFolder(`<JOB JOBNAME="J" TASKTYPE="Command" CMDLINE="x" ${attributes}/>`, folder),
  );

test("CM-50: only a job that asks for it waits for a person", () => {
  expect(xml('CONFIRM="1"').tasks["F/J"]?.approval).toEqual({});
  expect(xml('CONFIRM="0"').tasks["F/J"]).not.toHaveProperty("approval");
  expect(jil("auto_hold: 1").tasks.J?.approval).toEqual({});
});

test("a group that a person starts has a first task that waits for them, before all that is in it", () => {
  const folder = xml("", 'SMART_FOLDER FOLDER_NAME="F" CONFIRM="1"');
  expect(folder.refused).toEqual({});
  expect(folder.tasks["F/J"]?.needs).toEqual(["F-confirm"]);
  const { project, refused } = draftedAutosys(
    "insert_job: B   job_type: BOX\n\ninsert_job: I   job_type: BOX\nbox_name: B\nauto_hold: 1\n\n" +
      ["C\nbox_name: I", "D\nbox_name: I\ncondition: s(C)", "E\nbox_name: B"]
        .map((lines) => `insert_job: ${lines}\ncommand: x\n\n`)
        .join(""),
  );
  expect(refused).toEqual({});
  expect(
    project.pipelines[0]?.tasks.map(({ name, spec }) => [name, spec.needs, spec.approval]),
  ).toEqual([
    ["I-confirm", undefined, {}],
    ["C", ["I-confirm"], undefined],
    ["D", ["C"], undefined],
    ["E", undefined, undefined],
  ]);
});

test("AS-46: less comes first, and 0 before all", () => {
  expect(jil("priority: 0").tasks.J?.priority).toBe(100);
  expect(jil("priority: 20").tasks.J?.priority).toBe(-20);
  expect(jil("priority: 5000").tasks.J?.priority).toBe(-100);
  expect(jil("priority: 0").outcomeOf("J", "priority")).toBe("equivalent priority-points");
  expect(xml('PRIORITY="AB"').tasks["F/J"]).not.toHaveProperty("priority");
  expect(xml('PRIORITY="AB"').outcomeOf("F/J", "PRIORITY")).toBe("equivalent priority-site");
});

test.each([
  ["ON_ICE", " --mode ice"],
  ["ON_HOLD", ""],
  ["ON_NOEXEC", " --mode noexec"],
])("AS-38: a job that is %s stays out until somebody says that it is held", (status, option) => {
  const found = jil(`status: ${status}`);
  expect(found.refused).toEqual({ J: "state-held" });
  expect(found.tasks.J?.uses).toBe("unsupported");
  expect([...found.project.decisions.values()]).toMatchObject([
    { parameter: "holds", jobs: ["J"] },
  ]);
  const placed = jil(`status: ${status}`, { holdsPlaced: true });
  expect(placed.refused).toEqual({});
  expect(placed.project.holds).toEqual([
    { job: "J", commands: [`trunkline hold j${option} --reason imported`] },
  ]);
});

test("a box on ice takes what is in it along, and a member alone itself", () => {
  const box = (outer: string, inner: string) =>
    draftedAutosys(
      `insert_job: B   job_type: BOX\n${outer}\n\ninsert_job: C\nbox_name: B\ncommand: x\nmachine: m\n${inner}\n`,
      { holdsPlaced: true },
    ).project.holds.flatMap(({ commands }) => commands);
  expect(box("status: ON_ICE", "")).toEqual(["trunkline hold b --mode ice --reason imported"]);
  expect(box("", "status: ON_HOLD")).toEqual(["trunkline hold b C --reason imported"]);
});
