// The parameters of a run: what was given, else the defaults, each as its declared type.

import {
  ExpressionError,
  type ExpressionScope,
  type RunValues,
  renderTemplateText,
} from "./expression.ts";
import type { Param, Scalar } from "./pipeline.ts";
import { didYouMean } from "./suggest.ts";
import { typedValue } from "./typed-text.ts";

export interface ParamIssue {
  /** The parameter, as declared or as given. */
  name: string;
  message: string;
  help?: string;
}

export type ResolvedParams = { values: Record<string, Scalar> } | { issues: ParamIssue[] };

/** What a default may name: the run alone, so that no order among parameters is needed. */
export const defaultScope: ExpressionScope = {
  params: {},
  matrix: {},
  needs: {},
  allowStatus: false,
};

/**
 * Values for all declared parameters, or everything that is wrong with those given (`--param k=v` gives strings,
 * the API may give JSON values). Issues are in the order: unknown names, then the declared ones.
 */
export function resolveParams(
  declared: Record<string, Param>,
  given: Record<string, unknown>,
  run: RunValues,
): ResolvedParams {
  const issues: ParamIssue[] = [];
  for (const name of Object.keys(given))
    if (!Object.hasOwn(declared, name)) issues.push(unknownParam(name, Object.keys(declared)));
  const values: [string, Scalar][] = [];
  for (const [name, param] of Object.entries(declared)) {
    const found = Object.hasOwn(given, name)
      ? typedValue(given[name], param.type)
      : defaultOf(param, run);
    if ("value" in found) values.push([name, found.value]);
    else issues.push({ name, message: `parameter "${name}": ${found.message}` });
  }
  return issues.length > 0 ? { issues } : { values: Object.fromEntries(values) };
}

function unknownParam(name: string, known: string[]): ParamIssue {
  const help =
    didYouMean(name, known) ?? (known.length === 0 ? "the pipeline has none" : undefined);
  const issue = { name, message: `there is no parameter "${name}"` };
  return help === undefined ? issue : { ...issue, help };
}

function defaultOf(param: Param, run: RunValues) {
  if (param.default === null) return { message: "has no default and was not given" };
  if (typeof param.default !== "string") return typedValue(param.default, param.type);
  try {
    const values = { scope: defaultScope, run, params: {}, matrix: {}, needs: [] };
    return typedValue(renderTemplateText(param.default, values), param.type);
  } catch (error) {
    if (error instanceof ExpressionError) return { message: `its default ${error.message}` };
    throw error;
  }
}
