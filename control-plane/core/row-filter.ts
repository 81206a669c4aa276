// `--where`: CEL expressions over what a row is, for lists of runs or pipelines and for acts on many.

import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { issueOf, leftOut } from "./expression-language.ts";
import { isLoopName } from "./expression-loop.ts";
import { maxExpressionLength } from "./expression-references.ts";
import type { ExpressionIssue } from "./expression-template.ts";
import { didYouMean } from "./suggest.ts";

export interface RowFilter {
  /** A row for which the expression has no value, such as a tag that it lacks, is not meant. */
  matches(values: Record<string, unknown>): boolean;
}

export interface FilterLanguage {
  compile(text: string): RowFilter | { issues: ExpressionIssue[] };
  /** A value of CEL's type for lengths of time, which the library keeps to itself: it makes one of a text. */
  duration(ms: number): unknown;
}

/**
 * @param noun What a row is, for messages: `run`.
 * @param types CEL types by the names that an expression may use.
 */
export function filterLanguage(noun: string, types: Record<string, string>): FilterLanguage {
  const environment = new Environment({
    limits: { maxAstNodes: 500, maxDepth: 32, maxListElements: 200, maxCallArguments: 64 },
  });
  for (const [name, type] of Object.entries(types)) environment.registerVariable(name, type);
  const toDuration = new Environment().registerVariable("text", "string").parse("duration(text)");
  const named = (issue: ExpressionIssue): ExpressionIssue => {
    const unknown = /^Unknown variable: (\w+)/.exec(issue.message)?.[1];
    if (unknown === undefined) return issue;
    const names = Object.keys(types);
    const help = didYouMean(unknown, names) ?? `known: ${names.join(", ")}`;
    return { ...issue, message: `a ${noun} has no "${unknown}"`, help };
  };
  return {
    duration: (ms) => toDuration({ text: `${Math.max(0, ms)}ms` }),
    compile(text) {
      const failed = (message: string, help?: string): { issues: ExpressionIssue[] } => ({
        issues: [
          { message, offset: 0, length: text.length, ...(help === undefined ? {} : { help }) },
        ],
      });
      if (text.trim() === "" || text.length > maxExpressionLength)
        return failed(`the expression must have 1 to ${maxExpressionLength} characters`);
      try {
        const program = environment.parse(text);
        const hostile = leftOutIn(program.ast);
        if (hostile !== null)
          return failed(
            `\`${hostile}\` is not known here`,
            leftOut[hostile] ?? "loops are left out",
          );
        const { valid, type, error } = program.check();
        if (!valid) return { issues: [named(issueOf(error, text))] };
        if (type !== "bool")
          return failed(
            `the result must be a bool, and is a ${type}`,
            "compare it with something: ==, !=, <, >, in",
          );
        return {
          matches: (values) => {
            try {
              return program(values) === true;
            } catch {
              return false;
            }
          },
        };
      } catch (error) {
        return { issues: [named(issueOf(error, text))] };
      }
    },
  };
}

/** The first function that could run for years; there are as many rows as there are. */
function leftOutIn(node: unknown): string | null {
  if (Array.isArray(node)) {
    for (const part of node) {
      const found = leftOutIn(part);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof node !== "object" || node === null || !("op" in node)) return null;
  const { op, args } = node as ASTNode;
  const [name] = Array.isArray(args) ? args : [];
  const isCall = (op === "call" || op === "rcall") && typeof name === "string";
  if (isCall && (Object.hasOwn(leftOut, name) || isLoopName(name))) return name;
  return leftOutIn(args);
}
