import { expect, test } from "vitest";
import { draftedAutosys } from "#test/support/drafted.ts";

const jil = (command: string, machine = "m", constants = {}) =>
  draftedAutosys(`insert_job: J\nmachine: ${machine}\ncommand: ${command}\n`, {}, constants);

test("a global variable is asked for, once for all jobs that name it", () => {
  const { refused, project } = jil("x $$DAY $${ENV} $$");
  expect(refused).toEqual({ J: "jil-var-global" });
  expect([...project.decisions.values()]).toMatchObject([
    { parameter: "globals.DAY", jobs: ["J"] },
    { parameter: "globals.ENV", jobs: ["J"] },
  ]);
});

test("its value stands in the text, and the shell's own process id stays", () => {
  const found = jil("x $$DAY$${ENV}x $$.log", "$$HOST", { DAY: "1", ENV: "p", HOST: "h1" });
  expect(found.refused).toEqual({});
  expect(found.tasks.J).toMatchObject({ runsOn: ["h1"], run: "cd || exit\nx 1px $$.log\n" });
  expect(found.outcomeOf("J", "command")).toBe("exact same");
  const settled = found.project.estate.jobs[0]?.settled ?? [];
  expect(settled.map(({ attribute, code }) => [attribute.name, code])).toContainEqual([
    ...["command", "jil-var-constant"],
  ]);
});
