// What no spec is written of: jobs of which something is not accounted for, and specs that `validate` would refuse. Each
// draft is read as the control plane reads it.

import type { Accounts } from "../ledger.ts";
import type { LegacyEstate, LegacyJob, Refusal } from "../legacy.ts";
import type { LegacyAttribute, Statement } from "../statement.ts";
import type { PipelineDraft, ProjectDraft, TaskDraft } from "./draft.ts";
import { readDraft } from "./read-draft.ts";
import { specText } from "./spec-text.ts";
import { replaceTask } from "./unsupported.ts";

/**
 * The drafts that can be written. A job of which something is not accounted for is refused, with all jobs in it where it is
 * a group, and those of a spec that would not be valid; a pipeline whose schedule is at fault is left out.
 */
export function checkDrafts({ pipelines, estate }: ProjectDraft, known: Accounts): PipelineDraft[] {
  const statements = new Set(estate.jobs.map(({ statement }) => statement));
  return pipelines.filter((draft) => {
    for (const job of groupsOf(draft)) {
      const fault = job.refusals[0] ?? notUnderstood(job, statements, [draft.accounts, known]);
      if (fault === null) continue;
      if (job.refusals.length === 0) tell(job, fault, estate);
      refuse(membersOf(draft, job), { ...fault, from: [] }, null);
    }
    for (const task of draft.tasks) {
      const { job, accounts } = task;
      const fault =
        job.refusals.length === 0
          ? notUnderstood(job, statements, [accounts, draft.accounts, known])
          : null;
      if (fault) refuse([task], fault, estate);
    }
    const fault = invalid(draft);
    if (fault === null) return true;
    refuse(draft.tasks, fault, estate);
    return invalid(draft) === null;
  });
}

/** Its own and those within, the outer ones first. */
const groupsOf = ({ job, tasks }: PipelineDraft): Set<LegacyJob> =>
  new Set([job, ...tasks.flatMap(({ groups }) => groups)].filter(isGroup));

const isGroup = ({ work }: LegacyJob): boolean => work.kind === "group";

const membersOf = (draft: PipelineDraft, group: LegacyJob): TaskDraft[] =>
  draft.tasks.filter(
    ({ job, groups }) => draft.job === group || job === group || groups.includes(group),
  );

/** @param estate Where to tell of it; null: that was done. */
function refuse(tasks: readonly TaskDraft[], fault: Refusal, estate: LegacyEstate | null): void {
  for (const task of tasks) {
    if (!task.job.refusals.includes(fault)) {
      if (estate) tell(task.job, fault, estate);
      else task.job.refusals.push(fault);
    }
    replaceTask(task);
  }
}

function tell(job: LegacyJob, fault: Refusal, { findings }: LegacyEstate): void {
  const { code, message, from } = fault;
  job.refusals.push(fault);
  const place = from[0]?.place ?? job.statement.place;
  findings.push({ code, severity: "error", place, message });
}

function notUnderstood(
  { statement, also }: LegacyJob,
  jobs: ReadonlySet<Statement>,
  accounts: readonly Accounts[],
): Refusal | null {
  for (const attribute of attributesOf([statement, ...also], jobs))
    if (!accounts.some((each) => each.of(attribute)))
      return {
        code: "not-understood",
        message: `nothing says what becomes of ${attribute.name}`,
        from: [attribute],
      };
  return null;
}

/** Without those of the jobs that stand within them. */
function* attributesOf(
  statements: readonly Statement[],
  jobs: ReadonlySet<Statement>,
): Generator<LegacyAttribute> {
  for (const { attributes, children } of statements) {
    yield* attributes;
    yield* attributesOf(
      children.filter((child) => !jobs.has(child)),
      jobs,
    );
  }
}

function invalid(draft: PipelineDraft): Refusal | null {
  const text = specText(draft);
  const { diagnostics } = readDraft(draft.file, text);
  const found = diagnostics.find(({ severity }) => severity === "error");
  return found === undefined
    ? null
    : { code: "spec-invalid", message: `its spec would not be valid: ${found.message}`, from: [] };
}
