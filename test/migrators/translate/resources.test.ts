import { expect, test } from "vitest";
import { ledgerLines } from "#migrators/ledger.ts";
import { translate } from "#migrators/translate/translate.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { draftedAutosys, draftedControlM, xmlFolder } from "#test/support/drafted.ts";

const xml = (parts: string, resources = {}) =>
  draftedControlM(
    xmlFolder(`<JOB JOBNAME="J" TASKTYPE="Command" CMDLINE="x">${parts}</JOB>`),
    {},
    resources,
  );
const jil = (resource: string, use: string) =>
  draftedAutosys(`${resource}\n\ninsert_job: J\ncommand: x\nmachine: m\nresources: ${use}\n`);

test("quantitative resources are pools, control resources locks", () => {
  const parts =
    '<QUANTITATIVE NAME="Q 1" QUANT="2" ONFAIL="K"/><QUANTITATIVE NAME="Q2" QUANT="1"/><CONTROL NAME="C" TYPE="S"/>';
  const { tasks, project } = xml(parts, { "Q 1": 5, Q2: 3 });
  expect(tasks["F/J"]).toMatchObject({
    pools: { "Q-1": { units: 2, keepOnFailure: true }, Q2: 1 },
    locks: { C: "shared" },
  });
  expect(project.files.get("pools.yaml")).toEqual({
    ...{ "Q-1": { units: 5 }, Q2: { units: 3 }, C: { lock: true } },
  });
});

test("a total that no file has is asked for, once for all jobs", () => {
  const { refused, project } = xml('<QUANTITATIVE NAME="Q" QUANT="2"/>');
  expect(refused).toEqual({ "F/J": "resource-units" });
  expect([...project.decisions.values()]).toMatchObject([
    { parameter: "resources.Q", jobs: ["F/J"] },
  ]);
});

test("AS-20: a resource has its own total; what doesn't come back is refused", () => {
  const renewable = "insert_resource: R\nres_type: R\namount: 4";
  const found = jil(renewable, "(R, QUANTITY=2, FREE=A)");
  expect(found.tasks.J?.pools).toEqual({ R: 2 });
  expect(found.project.files.get("pools.yaml")).toEqual({ R: { units: 4 } });
  expect(jil(renewable, "(R, QUANTITY=2, FREE=Y)").tasks.J?.pools).toEqual({
    R: { units: 2, keepOnFailure: true },
  });
  expect(jil(renewable, "(R, QUANTITY=9)").refused).toEqual({ J: "resource-total" });
  const spent = "insert_resource: R\nres_type: D\namount: 4";
  expect(jil(spent, "(R, QUANTITY=2)").refused).toEqual({ J: "resource-spent" });
  const threshold = "insert_resource: R\nres_type: T\namount: 4";
  expect(jil(threshold, "(R, QUANTITY=2)").refused).toEqual({ J: "resource-threshold" });
});

test("names that pools can't have are told apart", () => {
  const parts = '<CONTROL NAME="A B" TYPE="E"/><CONTROL NAME="A-B" TYPE="E"/>';
  expect(xml(parts).tasks["F/J"]?.locks).toEqual({ "A-B": "exclusive", "A-B-2": "exclusive" });
});

test("each pipeline has its pools, whenever they are declared; what nobody takes changes nothing", () => {
  const jobs = [1, 2, 3].map(
    (n) =>
      `insert_resource: R${n}\nres_type: R\namount: 1\n\ninsert_job: J${n}\ncommand: x\nmachine: m\nresources: (R${n}, QUANTITY=1, FREE=A)\n`,
  );
  const unused = "insert_resource: U\nres_type: R\namount: 1\n";
  const estate = autosysEstate(`${jobs.join("\n")}\n${unused}`, { states: new Map() });
  const { accounts } = translate(estate);
  expect(estate.jobs.flatMap(({ refusals }) => refusals)).toEqual([]);
  const lines = [...ledgerLines(estate.files, accounts)];
  expect(lines.filter(({ outcome }) => outcome === "refused")).toEqual([]);
  expect(lines.find(({ value }) => value === "U")?.code).toBe("resource-unused");
});
