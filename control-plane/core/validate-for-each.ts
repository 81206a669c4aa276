// Checks `forEach` of a task as written: one expression, of a list.

import { checkList, type ExpressionIssue, type ExpressionScope } from "./expression.ts";
import { elementOf } from "./expression-types.ts";
import { listPartOf } from "./for-each-text.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { ScalarType } from "./pipeline.ts";
import type { Problem } from "./problem.ts";

/** The type of its items; undefined without `forEach`. Of one that is wrong a type that lets the rest be judged. */
export function checkForEach(
  task: LocalTask,
  scope: ExpressionScope,
  problems: Problem[],
): ScalarType | undefined {
  const { forEach, matrix, outputs = {} } = task.spec;
  if (forEach === undefined) return undefined;
  const place = placeIn(task, "forEach");
  const refuse = (message: string, help: string, at: Partial<Problem> = {}) =>
    problems.push({ ...place, code: "invalid-for-each", message, help, ...at });
  if (matrix !== undefined)
    refuse(
      "a task has `matrix` or `forEach`, not both",
      "let the task before it give a list of all combinations",
      { at: "key" },
    );
  for (const [name, type] of Object.entries(outputs))
    if (elementOf(type) !== null)
      refuse(
        `output "${name}" of each instance would be a list, and followers would read a list of lists`,
        "give each instance one value, or write the lists to a file",
        placeIn(task, "outputs", name),
      );
  const part = listPartOf(forEach);
  if (part === null) {
    refuse(
      "`forEach` is one expression that gives a list",
      "write `forEach: ${{ needs.list.outputs.files }}`; a list that is written out is a `matrix`",
    );
    return "string";
  }
  const found = checkList(part.expression, scope);
  if ("item" in found) return found.item;
  for (const issue of found.issues) problems.push(problemOf(issue, part.offset));
  return "string";

  function problemOf({ message, help, offset, length }: ExpressionIssue, from: number): Problem {
    const at = { offset: offset + from, length };
    return { ...place, code: "invalid-for-each", message, help, part: at };
  }
}
