// What JSON Schema can't say about checks of data: that each is one check, that its SQL is closed and its values are bound.

import type { CheckInputs, CheckSpec } from "#schemas/types.ts";
import type { ConnectionSource } from "../connection.ts";
import { checkNamed } from "../connections/named.ts";
import { hasExpression } from "../expression.ts";
import { type LocalTask, placeIn } from "../local-task.ts";
import type { Path, Problem } from "../problem.ts";
import { readSql } from "../sql-text.ts";
import { closest } from "../suggest.ts";

const rules = [
  ...(["rows", "notNull", "unique", "each", "fresh", "columns", "sameColumns", "equals"] as const),
];
/** Rows break these by themselves, so they can be moved. */
const ofRows: readonly string[] = ["notNull", "unique", "each"];

type Report = (path: Path, message: string, help?: string, at?: "key") => void;

/** Problems of one task's checks; expressions of its `params` are checked with all others of the task. */
export function checkChecks(task: LocalTask, source: ConnectionSource, problems: Problem[]): void {
  const inputs = (task.spec.with ?? {}) as Partial<CheckInputs>;
  const report: Report = (path, message, help, at) =>
    problems.push({
      ...{ ...placeIn(task, "with", ...path), ...(at ? { at } : {}) },
      ...{ code: "invalid-data-check", message, help },
    });
  const named = (path: Path, name: unknown) => {
    if (typeof name === "string") checkNamed(task, path, name, ["postgres"], source, problems);
  };
  named(["connection"], inputs.connection);
  checkSource(inputs, report);
  const used = new Set<string>();
  const sql = (path: Path, text: unknown, isWhole: boolean) =>
    checkSqlText(path, text, isWhole, inputs, used, report);
  sql(["query"], inputs.query, true);
  sql(["where"], inputs.where, false);
  for (const [name, check] of Object.entries(inputs.checks ?? {})) {
    if (typeof check !== "object" || check === null) continue;
    checkOne(name, check, inputs, report);
    sql(["checks", name, "each"], check.each, false);
    sql(["checks", name, "equals", "figure"], check.equals?.figure, false);
    sql(["checks", name, "equals", "query"], check.equals?.query, true);
    named(["checks", name, "equals", "connection"], check.equals?.connection);
  }
  for (const name of Object.keys(inputs.params ?? {}))
    if (!used.has(name)) report(["params", name], `no text has \`:${name}\``, undefined, "key");
  const known = [...Object.keys(inputs.checks ?? {}), ...summaryOutputs];
  for (const name of Object.keys(task.spec.outputs ?? {}))
    if (!known.includes(name))
      problems.push({
        ...{ ...placeIn(task, "outputs", name), at: "key", code: "task-action" },
        message: `the checks give no output "${name}"`,
        help: `they give: ${known.join(", ")}`,
      });
}

/** What each task of checks gives beside the figures of its checks. */
export const summaryOutputs: readonly string[] = ["result", "failed", "warned", "quarantined"];

function checkSource(inputs: Partial<CheckInputs>, report: Report): void {
  const { table, query, where, quarantine } = inputs;
  if ((table === undefined) === (query === undefined))
    report([], "checks are of a `table` or of a `query`: exactly one of them", undefined, "key");
  if (query !== undefined && where !== undefined)
    report(["where"], "`where` is for a table", "put it into the query");
  if (query !== undefined && quarantine !== undefined)
    report(["quarantine"], "rows are moved out of a `table`; a `query` has none of its own");
  const { sampleColumns, sample = 0 } = inputs;
  if (sampleColumns !== undefined && sample === 0)
    report(["sampleColumns"], "no rows are kept", "say how many: sample: 5");
}

function checkOne(
  name: string,
  check: CheckSpec,
  { quarantine, query }: Partial<CheckInputs>,
  report: Report,
): void {
  const said = rules.filter((rule) => check[rule] !== undefined);
  if (said.length !== 1) {
    const message = `the check "${name}" says ${said.length === 0 ? "nothing" : said.join(" and ")}; it needs exactly one rule`;
    report(["checks", name], message, `one of: ${rules.join(", ")}`, "key");
  }
  if (summaryOutputs.includes(name))
    report(["checks", name], `"${name}" is an output of every check`, "call it otherwise", "key");
  const { rows } = check;
  if (rows?.of !== undefined && rows.usual === undefined)
    report(["checks", name, "rows", "of"], "`of` says which runs `usual` is about; there is none");
  if (rows?.min !== undefined && rows.max !== undefined && rows.min > rows.max)
    report(["checks", name, "rows"], "`min` is more than `max`: no number of rows is both");
  if (check.onFailure !== "quarantine") return;
  const place = ["checks", name, "onFailure"];
  if (said[0] !== undefined && !ofRows.includes(said[0]))
    report(
      place,
      `no row breaks \`${said[0]}\` by itself, so none can be moved`,
      "use block or warn",
    );
  else if (quarantine === undefined && query === undefined)
    report(
      place,
      "there is no table that takes the rows",
      "name it: quarantine: sales.orders_rejected",
    );
}

/** @param isWhole A statement; else a part of one. */
function checkSqlText(
  path: Path,
  text: unknown,
  isWhole: boolean,
  { params = {} }: Partial<CheckInputs>,
  used: Set<string>,
  report: Report,
): void {
  if (typeof text !== "string") return;
  const wrong = sqlProblem(text, isWhole);
  if (wrong !== null) {
    report(path, ...wrong);
    return;
  }
  for (const { name } of readSql(text).parameters) {
    used.add(name);
    if (Object.hasOwn(params, name)) continue;
    const near = closest(name, Object.keys(params));
    const help = near === null ? `add it: params: {${name}: …}` : `did you mean "${near}"?`;
    report(path, `\`:${name}\` has no value`, help);
  }
}

function sqlProblem(
  text: string,
  isWhole: boolean,
): [message: string, help?: string | undefined] | null {
  if (hasExpression(text))
    return [
      "SQL takes no `${{ }}`, so that data never becomes SQL",
      "write `:name`, and give the value: params: {name: …}",
    ];
  const { issues, end } = readSql(text);
  if (issues[0]) return [issues[0].message, issues[0].help];
  return !isWhole && end < text.length
    ? ["a part of a statement has no semicolon", "leave it out"]
    : null;
}
