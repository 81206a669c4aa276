// What a folder posts and deletes when it ends well: by a last task, behind all that is in it.

import { Accounts } from "../ledger.ts";
import type { LegacyEffect } from "../legacy/result.ts";
import type { LegacyJob } from "../legacy.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { eventsOf } from "./effects.ts";
import { freeName } from "./free-name.ts";
import { groupsOf, membersOf } from "./groups.ts";

export const groupEffects: Pass = (draft, project) => {
  for (const group of [...groupsOf(draft)].reverse()) {
    const effects = effectsOf(group);
    if (effects.length === 0 || group.refusals.length > 0) continue;
    if (isBeside(draft, project))
      for (const { from } of effects) draft.accounts.addAll(from, "equivalent", "group-by-hand");
    else lastTask(group, effects, draft, project);
  }
};

/** Its own, and then those of rules for a good end, which come after them. */
const effectsOf = ({ result: { effects, rules } }: LegacyJob): LegacyEffect[] => [
  ...effects,
  ...rules.flatMap((rule) =>
    rule.when.kind === "success"
      ? rule.effects.filter(({ kind }) => kind === "emit" || kind === "clear")
      : [],
  ),
];

/** Whether it has those jobs of a folder that are only run by hand, while others come with the folder. */
function isBeside({ job, tasks }: PipelineDraft, { placed }: ProjectDraft): boolean {
  const isByHand = (task: TaskDraft) => task.job.schedule.start.kind === "none";
  const whole = placed.get(job.key)?.tasks ?? tasks;
  return whole.length > tasks.length && tasks.every(isByHand);
}

function lastTask(
  group: LegacyJob,
  effects: readonly LegacyEffect[],
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const said = eventsOf(effects, { job: group, draft, project });
  // Of what stands beside tasks only the last of a group within is waited for; that of one that is refused goes.
  const members = membersOf(draft, group).filter(
    ({ made, job }) => !made || (job.work.kind === "group" && job.refusals.length === 0),
  );
  const name = freeName(`${group.name}-done`, draft);
  // On a date that is none of its days a task is skipped, which is no failure of its folder; any other that is, was dropped.
  const daily = members.filter(({ spec }) => spec.onlyOn === undefined);
  const mayBeSkipped = daily.length < members.length;
  const ran = daily.map((member) => ` && succeeded('${member.name}')`).join("");
  // One that ends the folder early is enough.
  const ending = members.filter(({ ends }) => ends === group).map(({ name }) => `'${name}'`);
  const isConditional = mayBeSkipped || ending.length > 0;
  const ended =
    ending.length === 0 || ran === ""
      ? ran
      : ` && (${ending.map((each) => `succeeded(${each})`).join(" || ")} || (${ran.slice(4)}))`;
  const task: TaskDraft = {
    ...{
      name,
      job: group,
      made: true,
      groups: members[0]?.groups.slice(0, depthOf(group, members)) ?? [],
    },
    spec: {
      needs: (isConditional ? members : lastOf(members)).map((member) => member.name),
      ...(isConditional ? { if: `!failed()${ended}` } : {}),
      run: ":",
      ...(said.emits.length > 0 ? { emits: said.emits } : {}),
      ...(said.clears.length > 0 ? { clears: said.clears } : {}),
    },
    accounts: new Accounts(),
  };
  draft.tasks.push(task);
  const { accounts } = draft;
  for (const { effect, key } of said.written)
    accounts.addAll(effect.from, "equivalent", "group-end", placeIn(draft, "tasks", name, key));
  for (const { from } of said.undone)
    accounts.addAll(from, "equivalent", "effect-undone", placeIn(draft, "tasks", name));
}

/** How many groups a task of this one is in, this one included. */
const depthOf = (group: LegacyJob, [first]: readonly TaskDraft[]): number =>
  (first?.groups.indexOf(group) ?? -1) + 1;

/** Those that none of the others needs. */
function lastOf(members: readonly TaskDraft[]): TaskDraft[] {
  const needed = new Set(members.flatMap(({ spec }) => spec.needs ?? []));
  return members.filter(({ name }) => !needed.has(name));
}
