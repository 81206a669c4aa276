// Jobs that run on each host of a group: a task for each, and behind them one with the job's name, which has succeeded when
// all of them have, and has what the job's end causes.

import type { TaskSpec } from "#schemas/types.ts";
import { Accounts } from "../ledger.ts";
import { type Pass, type PipelineDraft, placeIn, type TaskDraft } from "./draft.ts";
import { freeName } from "./free-name.ts";
import { refuseJob } from "./refuse.ts";

export const eachAgent: Pass = (draft, { estate }) => {
  for (const task of draft.tasks.filter(({ agents }) => agents !== undefined)) {
    const { job, spec, parts } = task;
    if (job.refusals.length > 0) continue;
    const { on, repeat, approval, onFailure } = spec;
    if ([on, repeat, approval, onFailure, parts].every((each) => each === undefined))
      split(task, draft);
    else {
      const message = "what starts it, or what its end causes, is of all agents together";
      const from = job.hosts?.from ?? [];
      refuseJob(job, { code: "control-m-all-agents", message, from }, estate);
    }
  }
};

/** What comes when all have ended. */
const afterAll = ["legacy", "emits", "clears", "sets", "writes", "deadline"] as const;

function split(task: TaskDraft, draft: PipelineDraft): void {
  const { name, job, groups, spec, accounts, agents = [] } = task;
  const each: TaskSpec = { ...spec };
  for (const key of afterAll) delete each[key];
  for (const key of Object.keys(each)) delete spec[key as keyof TaskSpec];
  const needs: string[] = [];
  for (const runsOn of agents) {
    const made = freeName(`${name}-${runsOn[0] ?? "agent"}`, draft);
    draft.tasks.splice(draft.tasks.indexOf(task), 0, {
      ...{ name: made, job, groups, made: true, accounts: new Accounts() },
      spec: { ...structuredClone(each), runsOn: [...runsOn] },
    });
    accounts.addAll(
      job.hosts?.from ?? [],
      "equivalent",
      "agents-each",
      placeIn(draft, "tasks", made),
    );
    needs.push(made);
  }
  Object.assign(spec, { needs, run: ":" });
}
