// The values that a task gives to a template's parameters, as CEL.

import { checkExpression, checkTemplateText, hasExpression } from "./expression.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { ParamType, Scalar } from "./pipeline.ts";
import type { Problem } from "./problem.ts";
import { didYouMean } from "./suggest.ts";
import type { Template } from "./template.ts";
import { expressionOf, literal, typeProbe } from "./template-rewrite.ts";
import { scopeOfTask } from "./validate-expressions.ts";
import { literalFits } from "./validate-params.ts";

/** CEL for each parameter of the template; a value that does not fit is reported and stands in as an empty text. */
export function bindParams(
  task: LocalTask,
  template: Template,
  byName: ReadonlyMap<string, LocalTask>,
  paramTypes: Record<string, ParamType>,
  problems: Problem[],
): Record<string, string> {
  const given = (task.spec.with ?? {}) as Record<string, Scalar>;
  const bound: Record<string, string> = {};
  reportUnknown(task, given, template, problems);
  for (const [name, type] of Object.entries(template.params)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const fallback = template.spec.params?.[name]?.default;
    if (value !== undefined) {
      const issue = valueIssue(value, type, () => scopeOfTask(task, byName, paramTypes));
      if (issue !== null)
        problems.push({
          ...placeIn(task, "with", name),
          code: "template-param",
          ...issue,
          related: declaration(template, name),
        });
      bound[name] = issue === null ? celOf(value, type) : '""';
    } else if (fallback !== undefined) bound[name] = celOf(fallback, type);
    else reportMissing(task, template, name, problems);
  }
  return bound;
}

const celOf = (value: Scalar, type: ParamType): string =>
  typeof value === "string" && hasExpression(value)
    ? expressionOf(value, type)
    : literal(value, type);

function valueIssue(
  value: Scalar,
  type: ParamType,
  scope: () => Parameters<typeof checkExpression>[1],
) {
  if (typeof value !== "string" || !hasExpression(value))
    return literalFits(value, type)
      ? null
      : { message: `${JSON.stringify(value)} is not of type ${type}` };
  const [issue] = checkTemplateText(value, scope());
  if (issue) {
    const { message, help, offset, length } = issue;
    return { message, help, part: { offset, length } };
  }
  const [mismatch] = checkExpression(typeProbe(value, type), scope());
  return mismatch ? { message: `the expression does not give the type ${type}` } : null;
}

function reportUnknown(
  task: LocalTask,
  given: object,
  template: Template,
  problems: Problem[],
): void {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(template.params, name)) continue;
    const message = `the template has no parameter "${name}"`;
    const help = didYouMean(name, Object.keys(template.params));
    problems.push({
      ...placeIn(task, "with", name),
      at: "key",
      code: "template-param",
      message,
      help,
    });
  }
}

function reportMissing(
  task: LocalTask,
  template: Template,
  name: string,
  problems: Problem[],
): void {
  problems.push({
    ...placeIn(task, "uses"),
    code: "template-param",
    message: `the template needs a value for "${name}"`,
    help: `add it: with: {${name}: …}`,
    related: declaration(template, name),
  });
}

const declaration = (template: Template, name: string) => ({
  file: template.file,
  path: ["params", name],
  at: "key" as const,
  message: `"${name}" is declared here`,
});
