// Transfers between several folders: a task for each, one after the other. The last has the job's name, and what its end
// causes; the first waits for what the job waited for.

import type { TaskSpec } from "#schemas/types.ts";
import { Accounts } from "../ledger.ts";
import { type Pass, type PipelineDraft, placeIn, type TaskDraft } from "./draft.ts";
import { freeName } from "./free-name.ts";
import { refuseJob } from "./refuse.ts";

export const transferParts: Pass = (draft, { estate }) => {
  for (const task of draft.tasks.filter(({ parts }) => parts !== undefined)) {
    const { job, spec } = task;
    if (job.refusals.length > 0) continue;
    const from = job.work.kind === "transfer" ? job.work.pairs.flatMap((pair) => pair.from) : [];
    const on = rulesOfParts(spec.on ?? []);
    if (on !== null && spec.repeat === undefined && spec.onFailure === undefined)
      split(task, { ...(on.length > 0 && { on }) }, from, draft);
    else {
      const message =
        "files go between several folders, and it is repeated, or an end of some codes decides for them all";
      refuseJob(job, { code: "transfer-pairs", message, from }, estate);
    }
  }
};

type EndRule = NonNullable<TaskSpec["on"]>[number];

/** What a failure causes, which is that of the one that fails; a success is that of the last. Null: of other ends. */
function rulesOfParts(rules: readonly EndRule[]): EndRule[] | null {
  if (rules.some(({ when, result }) => result !== undefined || !ends.has(when))) return null;
  return rules
    .filter(({ when }) => when !== "exitCode == 0")
    .map((rule) => ({ ...rule, when: "exitCode != 0" }));
}

const ends = new Set(["exitCode == 0", "exitCode != 0", "true"]);

/** What decides when the first begins. */
const beginning = [
  ...["needs", "if", "awaits", "onlyOn", "notBefore", "notAfter", "late", "approval"],
] as const satisfies readonly (keyof TaskSpec)[];
/** What holds of each. */
const shared = [
  ...["runsOn", "pools", "locks", "priority", "timeout", "retry"],
] as const satisfies readonly (keyof TaskSpec)[];

function split(
  task: TaskDraft,
  ofFailures: Pick<TaskSpec, "on">,
  from: TaskDraft["job"]["statement"]["attributes"],
  draft: PipelineDraft,
): void {
  const { name, job, groups, spec, accounts, parts = [] } = task;
  const { startBy, ...deadline } = spec.deadline ?? {};
  const first: TaskSpec = {};
  for (const key of beginning)
    if (spec[key] !== undefined) {
      Object.assign(first, { [key]: spec[key] });
      delete spec[key];
    }
  if (startBy !== undefined) {
    first.deadline = { startBy };
    if (Object.keys(deadline).length > 0) spec.deadline = deadline;
    else delete spec.deadline;
  }
  const each = Object.fromEntries(
    shared.flatMap((key) => (spec[key] === undefined ? [] : [[key, spec[key]]])),
  );
  let before: string | null = null;
  for (const [index, part] of parts.entries()) {
    const made = freeName(`${name}-${index + 1}`, draft);
    const own: TaskSpec = {
      ...(before === null ? first : { needs: [before] }),
      ...each,
      ...ofFailures,
    };
    draft.tasks.splice(draft.tasks.indexOf(task), 0, {
      ...{ name: made, job, groups, made: true, accounts: new Accounts() },
      spec: { ...own, uses: "transfer", with: part },
    });
    accounts.addAll(from, "equivalent", "transfer-parts", placeIn(draft, "tasks", made));
    before = made;
  }
  if (before !== null) spec.needs = [before];
}
