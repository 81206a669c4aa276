// Declared parameters: a default must be a value of its type, and a scheduled pipeline needs one for each.

import type { ParamSpec } from "#schemas/types.ts";
import { checkTemplateText, hasExpression } from "./expression.ts";
import { defaultScope } from "./parameters.ts";
import type { SpecFile } from "./parse.ts";
import type { ParamType, Scalar } from "./pipeline.ts";
import type { Problem } from "./problem.ts";

/**
 * Problems of the `params` of a pipeline or template; `isScheduled` when runs start without anybody to give values.
 * @param given Those to which whatever starts runs gives values.
 */
export function checkParams(
  params: Record<string, ParamSpec> | undefined,
  isScheduled: boolean,
  file: SpecFile,
  problems: Problem[],
  given: ReadonlySet<string> = new Set(),
): void {
  for (const [name, param] of Object.entries(params ?? {})) {
    if (param === undefined) continue;
    const path = ["params", name];
    const { type = "string", default: value } = param;
    if (value !== undefined)
      checkDefault(value, type, { file, path: [...path, "default"], at: "value" }, problems);
    else if (isScheduled && !given.has(name) && !("default" in param))
      problems.push({
        file,
        path,
        at: "key",
        code: "param-required",
        message: `parameter "${name}" has no default, and the pipeline has triggers`,
        help: "add a default, such as `default: ${{ run.date }}` in quotes",
      });
  }
}

function checkDefault(
  value: Scalar,
  type: ParamType,
  place: Pick<Problem, "file" | "path" | "at">,
  problems: Problem[],
): void {
  if (typeof value === "string" && hasExpression(value)) {
    for (const { message, help, offset, length } of checkTemplateText(value, defaultScope))
      problems.push({
        ...place,
        code: "invalid-expression",
        message,
        help,
        part: { offset, length },
      });
    return;
  }
  if (literalFits(value, type)) return;
  const message = `${JSON.stringify(value)} is not of type ${type}`;
  problems.push({ ...place, code: "invalid-default", message, help: helpFor[type] });
}

const helpFor: Record<ParamType, string> = {
  string: "put it in quotes",
  integer: "write a whole number without quotes",
  number: "write a number without quotes",
  boolean: "write true or false without quotes",
  date: 'write a date that exists: "2026-01-31"',
};

/** Whether a literal is a value of the type. */
export function literalFits(value: Scalar, type: ParamType): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return typeof value === "string" && isDate(value);
    default:
      return type satisfies never;
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}
