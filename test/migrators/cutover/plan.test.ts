import { expect, test } from "vitest";
import type { Pipeline } from "#core/pipeline.ts";
import { planCutover } from "#migrators/cutover/plan.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const text = "# ours\nstage: observe # yet\nmembers: {pipelines: [close, poll]}\n";
const nightly = {
  triggers: [{ schedule: { cron: "0 22 * * *" }, timezone: "UTC", missed: "latest" as const }],
};
const guard = { slots: "dates" as const, policy: "nobody" as const, aheadMs: 0 };
const member = (name: string, tasks: string[], legacy: Pipeline["legacy"], guarded = false) =>
  pipeline(
    name,
    tasks.map((job) => task(job.toLowerCase(), { legacy: { job } })),
    {
      ...nightly,
      ...(legacy === undefined ? {} : { legacy }),
      wave: { name: "gl", stage: "observe", ...(guarded ? { guard } : {}) },
    },
  );
const cronJob = pipeline(
  "poll",
  [
    task("poll", {
      action: { ...task("x").action, script: "cd || exit\n/opt/poll.sh 'a b'\n" } as object,
    } as object),
  ],
  {
    legacy: { system: "cron", instance: "etl01", job: "crontab:2" },
    wave: { name: "gl", stage: "observe" },
  },
);
const at = Date.parse("2026-11-28T12:00:00Z");
const plan = (pipelines: readonly Pipeline[], tables: Record<string, string> = {}) => {
  const made = planCutover({
    ...{ wave: "gl", text, pipelines, at },
    tables: new Map(Object.entries(tables)),
  });
  if (made === null) throw new Error("no plan");
  return made;
};
const autosys = { system: "autosys" as const, instance: "ACE" };

test("AutoSys: a box is held for its jobs, what is no box job by job, and each name is one word of the shell", () => {
  const made = plan([
    member("close", ["A", "B"], { ...autosys, job: "BOX" }),
    member("poll", ["C", "it's; rm -rf $HOME"], autosys),
  ]);
  expect(made.jobs.flatMap(({ hold }) => hold.map((one) => one.text))).toEqual([
    "sendevent -E JOB_ON_HOLD -J BOX",
    "sendevent -E JOB_ON_HOLD -J C",
    "sendevent -E JOB_ON_HOLD -J 'it'\\''s; rm -rf $HOME'",
  ]);
  expect(made.jobs[0]?.release).toEqual([
    {
      ...{ kind: "shell", text: "sendevent -E JOB_OFF_HOLD -J BOX" },
      words: ["sendevent", "-E", "JOB_OFF_HOLD", "-J", "BOX"],
    },
  ]);
  expect(made.warnings).toContainEqual(expect.stringContaining("don't put jobs on ice"));
});

test("the change is the wave's file: live, and with a bound for read-backs where no guard asks", () => {
  const { change, steps } = plan([member("close", ["A"], autosys)]);
  expect(change).toMatchObject({ file: "migration/waves/gl.yaml" });
  for (const line of ["-stage: observe # yet\n", "+stage: live # yet\n"])
    expect(change.patch).toContain(line);
  expect(change.patch).toContain("+hold: {");
  expect(steps.map((step) => step.split(":")[0])).toEqual([
    "hold the jobs in the other scheduler",
    "read the holds back",
    "merge the change of migration/waves/gl.yaml",
    "prove the state, and keep it proved",
  ]);
  const guarded = plan([member("close", ["A"], autosys, true)]);
  expect(guarded.change.patch).not.toContain("hold");
  expect(guarded).toMatchObject({ guarded: true, tables: [] });
  expect(guarded.steps[0]).toContain("--renew");
});

test("cron: the tables that are given get the marker; a command that none has is told", () => {
  const table = "MAILTO=ops\n*/5 * * * * /opt/poll.sh 'a b'\n";
  const { tables, warnings } = plan([cronJob], { "etl01.tab": table });
  expect(tables).toEqual([{ file: "etl01.tab", patch: expect.any(String) }]);
  expect(tables[0]?.patch).toContain("+#trunkline:gl: */5 * * * * /opt/poll.sh 'a b'\n");
  expect(warnings).toEqual([]);
  expect(plan([cronJob], { "other.tab": "0 1 * * * /opt/x\n" }).warnings).toEqual([
    "no table that was given has the command /opt/poll.sh 'a b'",
  ]);
});

test("Control-M: new days are stopped by the folder's order method, and orders that are there are held", () => {
  const folder = { system: "control-m" as const, folder: "GL" };
  const { jobs } = plan([member("close", ["GL/POST & GO"], folder)]);
  expect(jobs[0]?.hold.map(({ kind }) => kind)).toEqual(["hand", "shell", "hand"]);
  expect(jobs[0]?.hold[1]?.text).toBe("ctm run jobs:status::get -s 'folder=GL&jobname=POST & GO'");
});

test("dates on both sides, and the same plan again", () => {
  const members = [member("poll", ["C"], autosys), member("close", ["A"], autosys)];
  const made = plan(members);
  expect(made.pipelines).toMatchObject([
    {
      pipeline: "close",
      lastLegacy: { date: "2026-11-27" },
      firstOurs: { at: "2026-11-28T22:00:00.000Z", date: "2026-11-28" },
    },
    { pipeline: "poll" },
  ]);
  expect(plan(members.toReversed())).toEqual(made);
});

test("of a wave that is live, what is kept of each job and taken away there", () => {
  const observed = member("close", ["A"], autosys);
  expect(plan([observed]).archive).toEqual([]);
  const { archive } = plan([{ ...observed, wave: { name: "gl", stage: "live" } }]);
  expect(archive).toMatchObject([
    { job: "A", commands: [{ text: "autorep -q -J A" }, { kind: "hand" }] },
  ]);
});

test("what can be taken away there is named: bridges and guards first, then lines and jobs, with folders", () => {
  const named = (pipelines: readonly Pipeline[]) =>
    plan(pipelines).removable.map(({ kind, name }) => `${kind} ${name}`);
  const at = (one: Pipeline, more: object = {}): Pipeline => ({
    ...one,
    wave: { name: "gl", stage: "retired", ...more },
  });
  const box = at(member("close", ["A", "B"], { ...autosys, job: "BOX" }), { guard });
  expect(named([box])).toEqual([...["guard close", "guard close/a", "guard close/b", "job BOX"]]);
  expect(plan([box]).removable.at(-1)?.text).toBe(
    "jil on ACE: delete_box: BOX, with its jobs A, B",
  );
  const folder = at(member("post", ["GL/POST", "GL/TELL"], { system: "control-m", folder: "GL" }));
  expect(named([folder])).toEqual(["job GL/POST", "job GL/TELL", "folder GL"]);
  const waits = pipeline("report", [task("r")], {
    awaits: { kind: "event", project: null, name: "GL-CLOSED", date: null } as never,
    legacy: { system: "control-m", job: "REP/DAILY" },
    wave: { name: "other", stage: "observe" },
  });
  const emits = at(
    pipeline(
      "post",
      [
        task("post", {
          effects: [{ kind: "emit", event: "GL-CLOSED", date: { days: 0 } }],
          legacy: { job: "GL/POST" },
        }),
      ],
      { legacy: { system: "control-m", folder: "GL" } },
    ),
  );
  expect(named([emits, waits])).toEqual([
    ...["bridge GL-CLOSED", "condition GL-CLOSED", "job GL/POST", "folder GL"],
  ]);
  expect(plan([at(cronJob)]).removable).toEqual([
    {
      ...{ kind: "line", name: "/opt/poll.sh 'a b'" },
      text: "delete the line with #trunkline:gl: from crontab:2 on etl01",
    },
  ]);
  expect(plan([cronJob]).removable).toEqual([]);
});

test("a wave that nothing is in has no plan", () => {
  expect(planCutover({ wave: "x", text, pipelines: [], at, tables: new Map() })).toBeNull();
});
