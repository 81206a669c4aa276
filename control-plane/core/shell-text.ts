// Makes the text of `run` safe: every `${{ }}` becomes a quoted variable of the environment, or is refused.

import { type ExpressionIssue, hasExpression, parseTemplateText } from "./expression-template.ts";
import { memo } from "./memo.ts";
import { readScript } from "./shell-lexer.ts";
import { marker } from "./shell-reader.ts";
import { refusals } from "./shell-rules.ts";

export type ShellIssue = ExpressionIssue;

export interface ShellScript {
  /** Text for `/bin/sh -e`. */
  script: string;
  /** Names that the script reads, each with the CEL text of its value; equal texts share a name. */
  variables: Record<string, string>;
  issues: ShellIssue[];
}

const variablePrefix = "TRUNKLINE_EXPR_";

/**
 * The script and its variables; only without issues may it run. Offsets count from the start of `run`.
 * What the expressions mean is checked elsewhere (checkExpression).
 */
export const shellScript = (run: string): ShellScript =>
  isPlain(run) ? { script: run, variables: none, issues: [] } : known(run);

/** Most scripts are: to look each of 100,000 up takes longer than this. */
const isPlain = (run: string): boolean =>
  !hasExpression(run) && !run.includes("\0") && !run.includes(variablePrefix);

const none = {};
const known = memo(readShellScript, 4_000_000);

function readShellScript(run: string): ShellScript {
  const { parts, issues: found } = parseTemplateText(run);
  const issues = [...found];
  const reservedText = run.includes("\0")
    ? "\0"
    : run.includes(variablePrefix)
      ? variablePrefix
      : "";
  if (reservedText !== "")
    issues.push({
      message: `a script can't hold ${reservedText === "\0" ? "NUL" : `names that begin with ${variablePrefix}`}`,
      offset: run.indexOf(reservedText),
      length: reservedText.length,
    });
  if (issues.length > 0) return { script: "", variables: {}, issues };
  const text = parts.map((part) => (part.kind === "text" ? part.text : marker)).join("");
  const expressions = parts.filter((part) => part.kind === "expression");
  if (expressions.length === 0) return { script: text, variables: {}, issues };

  const verdicts = readScript(text);
  const names = new Map<string, string>();
  let script = "";
  let position = 0;
  for (const { expression, start, end } of expressions) {
    const place = text.indexOf(marker, position);
    const refusal = verdicts.get(place);
    if (refusal !== null) {
      const [message, help] = refusals[refusal ?? "oddSyntax"];
      issues.push({ message, help, offset: start, length: end - start });
    }
    const name = names.getOrInsertComputed(expression, () => `${variablePrefix}${names.size + 1}`);
    script += `${text.slice(position, place)}"$${name}"`;
    position = place + 1;
  }
  script += text.slice(position);
  const variables = Object.fromEntries([...names].map(([expression, name]) => [name, expression]));
  return { script, variables, issues };
}
