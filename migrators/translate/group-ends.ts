// Boxes within a box whose failure ends the one around them: with the first failure in them, or by a task behind all of them.

import { Accounts } from "../ledger.ts";
import type { LegacyJob } from "../legacy.ts";
import { type PipelineDraft, type ProjectDraft, placeIn, type TaskDraft } from "./draft.ts";
import { freeName } from "./free-name.ts";
import { jobsOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";

/** Whether its failure ends its box, that the box around it, and so on up to the run. */
export const endsRun = ({ job, groups }: TaskDraft): boolean =>
  [job, ...groups].every(({ result }) => result.endsGroup?.value);

/** A box that fails by the first failure in it ends the box around it then; one that first waits for all in it ends it later. */
export function groupEnds(group: LegacyJob, draft: PipelineDraft, { estate }: ProjectDraft): void {
  const { endsGroup, endedByGroup } = group.result;
  draft.accounts.addAll(endedByGroup?.from ?? [], "equivalent", "ended-by-group");
  if (!endsGroup?.value) return;
  const members = jobsOf(draft, group);
  const [first] = members;
  const around = first?.groups.slice(0, first.groups.indexOf(group)) ?? [];
  const { from } = endsGroup;
  if (members.every(endsRun))
    draft.accounts.addAll(from, "equivalent", "ends-group", placeIn(draft, "tasks"));
  else if (first !== undefined && around.every(({ result }) => result.endsGroup?.value)) {
    const name = endsAfter(members, { group, groups: [...around, group] }, draft);
    draft.accounts.addAll(from, "equivalent", "ends-group-after", placeIn(draft, "tasks", name));
  } else {
    const message = "its failure ends the box around it, once all in it have ended";
    refuseJob(group, { code: "ends-group-partly", message, from }, estate);
  }
}

/** A task that fails, and stops the run, once all of them have ended and one has not succeeded. @return its name */
function endsAfter(
  members: readonly TaskDraft[],
  { group, groups }: { group: LegacyJob; groups: readonly LegacyJob[] },
  draft: PipelineDraft,
): string {
  const name = freeName(`${group.name}-failed`, draft);
  const needs = members.map((member) => member.name);
  const isEnded = ({ spec }: TaskDraft) => spec.on?.some(({ result }) => result === "cancelled");
  const tests = [
    `failed(${needs.map((need) => `'${need}'`).join(", ")})`,
    ...members.filter(isEnded).map((member) => `needs['${member.name}'].state == 'cancelled'`),
  ];
  draft.tasks.push({
    ...{ name, job: group, made: true, groups: [...groups], accounts: new Accounts() },
    spec: { needs, if: tests.join(" || "), run: "exit 1", onFailure: "stop" },
  });
  return name;
}
