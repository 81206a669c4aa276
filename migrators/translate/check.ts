// What no spec is written of: jobs of which something is not accounted for, and specs that `validate` would refuse. Each
// draft is read as the control plane reads it.

import type { Diagnostic } from "#core/diagnostic.ts";
import type { Accounts } from "../ledger.ts";
import type { LegacyEstate, LegacyJob, Refusal } from "../legacy.ts";
import type { LegacyAttribute, Statement } from "../statement.ts";
import { liftDefaults } from "./defaults.ts";
import type { PipelineDraft, ProjectDraft, TaskDraft } from "./draft.ts";
import { faultyJobs } from "./faulty-tasks.ts";
import { groupsOf, membersOf } from "./groups.ts";
import type { ReadDraft } from "./read-draft.ts";
import { refuseJob } from "./refuse.ts";
import { type SpecFile, specFiles } from "./spec-text.ts";
import { replaceTask, withoutMade } from "./unsupported.ts";

/**
 * The files of a draft that can be written; null for one whose schedule is at fault. A job of which something is not accounted
 * for is refused, with all jobs in it where it is a group, and so is one whose task would not be valid; where a spec is at fault
 * beside its tasks, all of its jobs are.
 */
export function checkedFiles(
  draft: PipelineDraft,
  { estate }: ProjectDraft,
  known: Accounts,
  read: ReadDraft,
): SpecFile[] | null {
  for (const job of groupsOf(draft)) {
    const own = draft.tasks.filter((task) => task.job === job).map(({ accounts }) => accounts);
    const fault = job.refusals[0] ?? notUnderstood(job, [...own, draft.accounts], known);
    if (fault === null) continue;
    if (job.refusals.length === 0) refuseJob(job, fault, estate);
    refuse(membersOf(draft, job), { ...fault, from: [] }, null);
  }
  withoutMade(draft);
  for (const task of draft.tasks) {
    const { job, accounts, made } = task;
    if (made) continue;
    const fault =
      job.refusals.length === 0 ? notUnderstood(job, [accounts, draft.accounts], known) : null;
    if (fault) refuse([task], fault, estate);
  }
  withoutMade(draft);
  liftDefaults(draft);
  let files = specFiles(draft);
  let errors = errorsOf(files, read);
  for (
    let faulty = faultyJobs(draft, files, errors);
    faulty.size > 0;
    faulty = faultyJobs(draft, files, errors)
  ) {
    for (const [job, { message }] of faulty)
      refuse(membersOf(draft, job), invalid(message), estate);
    withoutMade(draft);
    files = specFiles(draft);
    errors = errorsOf(files, read);
  }
  const [error] = errors;
  if (error === undefined) return files;
  const fault = invalid(error.message);
  draft.tasks = draft.tasks.filter(({ made }) => !made);
  refuse(draft.tasks, fault, estate);
  const refused = specFiles(draft);
  if (errorsOf(refused, read).length === 0) return refused;
  // Nothing waits for a line of cron. What others wait for must be there, though nothing makes it due.
  if (estate.system === "cron") return null;
  const { name, legacy, tags } = draft.spec;
  draft.spec = { name, ...(legacy && { legacy }), ...(tags && { tags }) };
  const bare = specFiles(draft);
  return errorsOf(bare, read).length === 0 ? bare : null;
}

/** @param estate Where to tell of it; null: that was done. */
function refuse(tasks: readonly TaskDraft[], fault: Refusal, estate: LegacyEstate | null): void {
  for (const task of tasks) {
    if (!task.job.refusals.includes(fault)) {
      if (estate) refuseJob(task.job, fault, estate);
      else task.job.refusals.push(fault);
    }
    replaceTask(task);
  }
}

function notUnderstood(
  { statement, also }: LegacyJob,
  accounts: readonly Accounts[],
  known: Accounts,
): Refusal | null {
  // The accounts of all jobs are asked last: they are large.
  const isSaid = (attribute: LegacyAttribute): boolean => {
    for (const each of accounts) if (each.of(attribute)) return true;
    return known.of(attribute) !== undefined;
  };
  const attribute = firstUnsaid([statement, ...also], isSaid, known);
  return attribute === undefined
    ? null
    : {
        code: "not-understood",
        message: `nothing says what becomes of ${attribute.name}`,
        from: [attribute],
      };
}

/** Of the statements, without the jobs that stand within them. */
function firstUnsaid(
  statements: readonly Statement[],
  isSaid: (attribute: LegacyAttribute) => boolean,
  known: Accounts,
): LegacyAttribute | undefined {
  for (const { attributes, children } of statements) {
    const own = children.filter((child) => known.jobOf(child) === undefined);
    const found = attributes.find((each) => !isSaid(each)) ?? firstUnsaid(own, isSaid, known);
    if (found) return found;
  }
  return undefined;
}

const errorsOf = (files: readonly SpecFile[], read: ReadDraft): Diagnostic[] =>
  read(files).diagnostics.filter(({ severity }) => severity === "error");

const invalid = (message: string): Refusal => ({
  ...{ code: "spec-invalid", message: `its spec would not be valid: ${message}`, from: [] },
});
