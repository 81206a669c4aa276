// What no spec is written of: jobs of which something is not accounted for, and specs that `validate` would refuse. Each
// draft is read as the control plane reads it.

import { defaultProject, readSource } from "#core/estate.ts";
import type { Refusal } from "../legacy.ts";
import type { LegacyAttribute, Statement } from "../statement.ts";
import type { PipelineDraft, TaskDraft, TranslationContext } from "./draft.ts";
import { specText } from "./spec-text.ts";
import { replaceTask } from "./unsupported.ts";

/**
 * The drafts that can be written. A job of which something is not accounted for is refused, and those of a spec that would
 * not be valid; a pipeline whose schedule is at fault is left out.
 */
export function checkDrafts(
  drafts: readonly PipelineDraft[],
  context: TranslationContext,
): PipelineDraft[] {
  return drafts.filter((draft) => {
    for (const task of draft.tasks) {
      const fault = task.job.refusals.length === 0 ? notUnderstood(task, context) : null;
      if (fault) refuse([task], fault, context);
    }
    const fault = invalid(draft);
    if (fault === null) return true;
    refuse(draft.tasks, fault, context);
    return invalid(draft) === null;
  });
}

function refuse(tasks: readonly TaskDraft[], fault: Refusal, { estate }: TranslationContext): void {
  const { code, message, from } = fault;
  for (const task of tasks) {
    task.job.refusals.push(fault);
    const place = from[0]?.place ?? task.job.statement.place;
    estate.findings.push({ code, severity: "error", place, message });
    replaceTask(task);
  }
}

function notUnderstood({ job }: TaskDraft, { accounts }: TranslationContext): Refusal | null {
  for (const attribute of attributesOf([job.statement, ...job.also]))
    if (!accounts.of(attribute))
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
