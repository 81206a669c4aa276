// One task's spec with the names that it has in the pipeline which uses its template.

import type { ShadowSpec, TaskSpec } from "#schemas/types.ts";
import { hasInputs, isExpressionAlone, mapInputs } from "./action-inputs.ts";
import { renameTasks } from "./conditions/rename-tasks.ts";
import { actionOf, needsOf } from "./local-task.ts";
import { type Renaming, rewriteExpression, rewriteText } from "./template-rewrite.ts";

/** Parameters are replaced, tasks renamed, wherever the spec names them. */
export function rename(spec: TaskSpec, renaming: Renaming): TaskSpec {
  const renamed: TaskSpec = { ...spec };
  if (spec.needs)
    renamed.needs = needsOf(spec).flatMap((need) => renaming.tasks.get(need) ?? [need]);
  if (spec.if !== undefined) renamed.if = rewriteExpression(spec.if, renaming);
  if (spec.forEach !== undefined) renamed.forEach = rewriteText(spec.forEach, renaming);
  const action = actionOf(spec);
  if (action && "run" in action) {
    renamed.run = rewriteText(action.run, renaming);
    delete renamed.uses;
    delete renamed.with;
  }
  if (action && "uses" in action && spec.with && hasInputs(action.uses))
    renamed.with = mapInputs(action.uses, spec.with, ({ kind, text }) =>
      isExpressionAlone(kind) ? rewriteExpression(text, renaming) : rewriteText(text, renaming),
    );
  if (spec.env) renamed.env = rewriteTexts(spec.env, renaming);
  if (spec.sets) renamed.sets = rewriteTexts(spec.sets, renaming);
  if (spec.on)
    renamed.on = spec.on.map((rule) => ({
      ...rule,
      when: rewriteExpression(rule.when, renaming),
      ...(rule.sets && { sets: rewriteTexts(rule.sets, renaming) }),
    }));
  if (spec.repeat?.while !== undefined)
    renamed.repeat = { ...spec.repeat, while: rewriteExpression(spec.repeat.while, renaming) };
  if (spec.undo)
    renamed.undo = {
      ...spec.undo,
      run: rewriteText(spec.undo.run, renaming),
      ...(spec.undo.env && { env: rewriteTexts(spec.undo.env, renaming) }),
    };
  if (spec.shadow) renamed.shadow = renameShadow(spec.shadow, renaming);
  if (spec.awaits) renamed.awaits = renameTasks(spec.awaits, renaming.tasks);
  return renamed;
}

function renameShadow(shadow: ShadowSpec, renaming: Renaming): ShadowSpec {
  const { run, env, outputs } = shadow;
  return {
    ...shadow,
    ...(run === undefined ? {} : { run: rewriteText(run, renaming) }),
    ...(env && { env: rewriteTexts(env, renaming) }),
    ...(outputs && {
      outputs: outputs.map(({ file, glob, ...rest }) => ({
        ...rest,
        ...(file === undefined ? {} : { file: rewriteText(file, renaming) }),
        ...(glob === undefined ? {} : { glob: rewriteText(glob, renaming) }),
      })),
    }),
  };
}

const rewriteTexts = (texts: Record<string, string>, renaming: Renaming): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, value]) => [name, rewriteText(value, renaming)]),
  );
