// What no spec is written of: jobs of which something is not accounted for, and specs that `validate` would refuse. Each
// draft is read as the control plane reads it.

import { defaultProject, readSource } from "#core/estate.ts";
import type { Accounts } from "../ledger.ts";
import type { LegacyEstate, Refusal } from "../legacy.ts";
import type { LegacyAttribute, Statement } from "../statement.ts";
import type { PipelineDraft, TaskDraft } from "./draft.ts";
import { specText } from "./spec-text.ts";
import { replaceTask } from "./unsupported.ts";

/**
 * The drafts that can be written. A job of which something is not accounted for is refused, and those of a spec that would
 * not be valid; a pipeline whose schedule is at fault is left out.
 */
export function checkDrafts(
  drafts: readonly PipelineDraft[],
  estate: LegacyEstate,
  known: Accounts,
): PipelineDraft[] {
  return drafts.filter((draft) => {
    for (const task of draft.tasks) {
      const fault =
        task.job.refusals.length === 0
          ? notUnderstood(task, [task.accounts, draft.accounts, known])
          : null;
      if (fault) refuse([task], fault, estate);
    }
    const fault = invalid(draft);
    if (fault === null) return true;
    refuse(draft.tasks, fault, estate);
    return invalid(draft) === null;
  });
}

function refuse(tasks: readonly TaskDraft[], fault: Refusal, estate: LegacyEstate): void {
  const { code, message, from } = fault;
  for (const task of tasks) {
    task.job.refusals.push(fault);
    const place = from[0]?.place ?? task.job.statement.place;
    estate.findings.push({ code, severity: "error", place, message });
    replaceTask(task);
  }
}

function notUnderstood({ job }: TaskDraft, accounts: readonly Accounts[]): Refusal | null {
  for (const attribute of attributesOf([job.statement, ...job.also]))
    if (!accounts.some((each) => each.of(attribute)))
      return {
        code: "not-understood",
        message: `nothing says what becomes of ${attribute.name}`,
        from: [attribute],
      };
  return null;
}

function* attributesOf(statements: readonly Statement[]): Generator<LegacyAttribute> {
  for (const { attributes, children } of statements) {
    yield* attributes;
    yield* attributesOf(children);
  }
}

function invalid(draft: PipelineDraft): Refusal | null {
  const text = specText(draft);
  const { diagnostics } = readSource(draft.file, () => text, defaultProject, [draft.file]);
  const found = diagnostics.find(({ severity }) => severity === "error");
  return found === undefined
    ? null
    : { code: "spec-invalid", message: `its spec would not be valid: ${found.message}`, from: [] };
}
