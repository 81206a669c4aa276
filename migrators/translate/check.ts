// What no spec is written of: jobs of which something is not accounted for, and specs that `validate` would refuse. Each
// draft is read as the control plane reads it.

import { defaultProject, readSource } from "#core/estate.ts";
import type { LegacyAttribute, Statement } from "../statement.ts";
import type { PipelineDraft, TranslationContext } from "./draft.ts";
import { specText } from "./spec-text.ts";

/** The drafts that can be written; of the others each job is refused, with what was found first. */
export function checkDrafts(
  drafts: readonly PipelineDraft[],
  context: TranslationContext,
): PipelineDraft[] {
  return drafts.filter((draft) => {
    const fault = notUnderstood(draft, context) ?? invalid(draft);
    if (fault === null) return true;
    const { code, message, from } = fault;
    for (const { job } of draft.tasks) {
      job.refusals.push({ code, message, from });
      const place = from[0]?.place ?? job.statement.place;
      context.estate.findings.push({ code, severity: "error", place, message });
    }
    return false;
  });
}

interface Fault {
  code: string;
  message: string;
  from: readonly LegacyAttribute[];
}

function notUnderstood({ tasks }: PipelineDraft, { accounts }: TranslationContext): Fault | null {
  for (const { job } of tasks)
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

function invalid(draft: PipelineDraft): Fault | null {
  const text = specText(draft);
  const { diagnostics } = readSource(draft.file, () => text, defaultProject, [draft.file]);
  const found = diagnostics.find(({ severity }) => severity === "error");
  return found === undefined
    ? null
    : { code: "spec-invalid", message: `its spec would not be valid: ${found.message}`, from: [] };
}
