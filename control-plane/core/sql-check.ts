// What JSON Schema can't say about a statement: that it is one, that its values are bound, that its connection is there.

import type { SqlInputs } from "#schemas/types.ts";
import type { ConnectionSource } from "./connection.ts";
import { checkNamed } from "./connections/named.ts";
import { hasExpression } from "./expression.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";
import { readSql } from "./sql-text.ts";
import { closest, didYouMean } from "./suggest.ts";

/** Problems of one task's statement; its expressions are checked with all others of the task. */
export function checkSql(task: LocalTask, source: ConnectionSource, problems: Problem[]): void {
  const inputs = (task.spec.with ?? {}) as Partial<SqlInputs>;
  if (typeof inputs.connection === "string")
    checkNamed(task, ["connection"], inputs.connection, ["postgres"], source, problems);
  if (inputs.sql !== undefined) checkStatement(task, inputs.sql, inputs.params ?? {}, problems);
}

function checkStatement(
  task: LocalTask,
  sql: string,
  params: Readonly<Record<string, unknown>>,
  problems: Problem[],
): void {
  const place = { ...placeIn(task, "with", "sql"), code: "invalid-sql" as const };
  const opening = sql.indexOf("${{");
  if (hasExpression(sql)) {
    const message = "`sql` takes no `${{ }}`, so that data never becomes SQL";
    const help = "write `:name`, and give the value: params: {name: …}";
    problems.push({ ...place, message, help, part: { offset: opening, length: 3 } });
    return;
  }
  const { parameters, issues } = readSql(sql);
  for (const { message, help, offset, length } of issues)
    problems.push({ ...place, message, help, part: { offset, length } });
  if (issues.length > 0) return;
  const given = Object.keys(params);
  for (const { name, offset } of parameters) {
    if (given.includes(name)) continue;
    const near = closest(name, given);
    problems.push({
      ...place,
      message: `\`:${name}\` has no value`,
      help: near === null ? `add it: params: {${name}: …}` : `did you mean "${near}"?`,
      part: { offset, length: name.length + 1 },
    });
  }
  const used = new Set(parameters.map(({ name }) => name));
  for (const name of given)
    if (!used.has(name))
      problems.push({
        ...placeIn(task, "with", "params", name),
        at: "key",
        code: "invalid-sql",
        message: `\`sql\` has no \`:${name}\``,
        help: didYouMean(name, used),
      });
}
