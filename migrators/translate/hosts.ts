// Where a job runs, as labels of workers; and as whom. Both go by the mapping, names as they are where it says nothing.

import type { Hosts, LegacyJob, Sourced } from "../legacy.ts";
import { type Pass, placeIn, type TaskDraft } from "./draft.ts";
import { groupsOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";
import { knownText } from "./task-texts.ts";

export const hosts: Pass = (draft, project) => {
  for (const task of draft.tasks) {
    const { job, spec, accounts } = task;
    const found = ownOrGroups(draft.job, task, (each) => each.hosts);
    if (!found || !runsThere(job)) continue;
    const { value, from, isInherited }: Found<Hosts> = found;
    if (value.mode === "all") {
      const group = value.names.join(", ");
      task.agents = project.mapping.agents(group) ?? [];
      const message = `it runs on each agent of ${group}, and which these are is in no export: say \`agents: {${group}: [HOST1, HOST2]}\` in the mapping`;
      if (task.agents.length === 0)
        refuseJob(job, { code: "control-m-all-agents", message, from }, project.estate);
      accounts.addAll(from, "equivalent", "agents-each");
      continue;
    }
    const names = value.names.map((name) => knownText(name, draft, task, project));
    const labels = names.every((name) => name !== null) ? project.mapping.hosts(names) : null;
    if (labels === null) {
      const message = `${value.names.join(", ")} can be no label of workers; say one in the mapping`;
      refuseJob(job, { code: "mapping-host", message, from }, project.estate);
      continue;
    }
    spec.runsOn = [...labels];
    const code = isInherited ? "group-inherited" : "hosts-label";
    accounts.addAll(from, "equivalent", code, placeIn(draft, "tasks", task.name, "runsOn"));
  }
  for (const group of groupsOf(draft))
    if (group.hosts) draft.accounts.addAll(group.hosts.from, "inert", "group-runs-nothing");
};

/** The user of the host that a job runs as. */
export const user: Pass = (draft, project) => {
  for (const task of draft.tasks) {
    const { job, spec, accounts } = task;
    const found = ownOrGroups(draft.job, task, (each) => each.user);
    if (!found || !runsThere(job)) continue;
    const { value, from, isInherited }: Found<string> = found;
    if (job.work.kind === "fileWatch" || job.work.kind === "transfer") {
      accounts.addAll(from, "equivalent", "user-of-worker");
      continue;
    }
    const name = knownText(value, draft, task, project);
    const mapped = name === null ? undefined : project.mapping.user(name);
    if (mapped === undefined) {
      const message = `no user can be called ${value}; say one in the mapping`;
      refuseJob(job, { code: "mapping-user", message, from }, project.estate);
      continue;
    }
    if (mapped !== null) spec.runAs = mapped;
    const target = placeIn(draft, "tasks", task.name, "runAs");
    if (isInherited) accounts.addAll(from, "equivalent", "group-inherited", target);
    else accounts.addAll(from, "exact", "same", target);
  }
  for (const group of groupsOf(draft))
    if (group.user) draft.accounts.addAll(group.user.from, "inert", "group-runs-nothing");
};

type Found<T> = Sourced<T> & { isInherited: boolean };

/** The job's own, else of the nearest group around it. */
function ownOrGroups<T>(
  root: LegacyJob,
  { job, groups }: TaskDraft,
  of: (job: LegacyJob) => Sourced<T> | null,
): Found<T> | null {
  const own = of(job);
  if (own) return { value: own.value, from: own.from, isInherited: false };
  for (const each of [...groups.toReversed(), root]) {
    const found = of(each);
    if (found) return { value: found.value, from: found.from, isInherited: each !== job };
  }
  return null;
}

/** Whether the work needs a host at all; of a job that is refused anyway nothing is asked. */
const runsThere = ({ work }: LegacyJob): boolean =>
  work.kind !== "unsupported" && work.kind !== "group";
