// The text of `run` as an action: expressions become quoted variables of the environment.

import type { ExpressionIssue } from "./expression.ts";
import type { CommandAction } from "./pipeline.ts";
import { shellScript } from "./shell-text.ts";

/** What stops the text from holding its expressions safely; offsets count from its start. */
export const checkRun = (run: string): ExpressionIssue[] => shellScript(run).issues;

/**
 * The action of a text that checkRun has accepted.
 * @throws Error when it has not: such a text must never run.
 */
export function commandAction(run: string): CommandAction {
  const { script, variables, issues } = shellScript(run);
  if (issues[0]) throw new Error(`a run text was not validated: ${issues[0].message}`);
  return { kind: "command", script, variables };
}
