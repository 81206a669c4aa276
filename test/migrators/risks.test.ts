import { expect, test } from "vitest";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { Risks } from "#migrators/risks.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { controlM, folder } from "#test/support/translated.ts";

function risksOf({ jobs }: LegacyEstate): Record<string, string[]> {
  const risks = new Risks();
  const byKey = new Map(jobs.map((job) => [job.key, job]));
  for (const job of jobs) risks.add(job, byKey.get(job.parent ?? "") ?? null);
  return Object.fromEntries(risks.all().map(({ kind, examples }) => [kind, examples]));
}

test("jobs that nothing starts, tools of the scheduler in commands, and a command that two jobs have", () => {
  const jil = [
    'insert_job: B\njob_type: BOX\ndate_conditions: 1\nstart_times: "05:00"',
    "insert_job: M\nbox_name: B\ncommand: /opt/m.sh",
    "insert_job: W\ncondition: s(M)\ncommand: /opt/w.sh",
    "insert_job: H\ncommand: /opt/m.sh",
    "insert_job: T\nbox_name: B\ncommand: /opt/ca/bin/sendevent -E STARTJOB -J H",
    "insert_job: N\nbox_name: B\ncommand: /opt/resendevents.sh",
  ].join("\n");
  expect(risksOf(autosysEstate(`${jil}\n`))).toEqual({
    ...{ "never-starts": ["H"], "scheduler-tools": ["T"], "same-command": ["M", "H"] },
  });
});

test("events that no job of the files posts, whether a success or a rule would", () => {
  const estate = controlM(
    folder({
      A: '<OUTCOND NAME="X"/><ON STMT="*" CODE="NOTOK"><DOCOND NAME="Y" SIGN="+"/></ON>',
      B: '<INCOND NAME="X"/><INCOND NAME="Y"/>',
      C: '<INCOND NAME="Z"/>',
    }),
  );
  expect(risksOf(estate)["nobody-posts"]).toEqual(["F/C"]);
});
