// The `with` of `uses: transfer` as an action: every default supplied, connections in place of their names.

import type { TransferInputs } from "#schemas/types.ts";
import type { TransferAction } from "./action.ts";
import type { ConnectionSource } from "./connection.ts";
import { hasExpression } from "./expression.ts";
import { filePatternProblem } from "./file-pattern.ts";
import { checkFilePlace, filePlace, filePlaceSpec, folderProblem } from "./file-place.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Path, Problem } from "./problem.ts";

/** Declared here only; the schema's descriptions repeat them for people. */
const defaults = {
  minFiles: 1,
  maxFiles: 1_000,
  maxBytes: 100 * 2 ** 30,
  ifExists: "same",
  verify: "checksum",
  after: "keep",
  ifChanged: "fail",
} as const;

/** Of inputs without problems. */
export const transferAction = (
  inputs: TransferInputs,
  source: Pick<ConnectionSource, "connection">,
): TransferAction => ({
  kind: "transfer",
  from: filePlace(inputs.from, source),
  to: filePlace(inputs.to, source),
  files: inputs.files,
  minFiles: inputs.minFiles ?? defaults.minFiles,
  maxFiles: inputs.maxFiles ?? defaults.maxFiles,
  maxBytes: inputs.maxBytes ?? defaults.maxBytes,
  ifExists: inputs.ifExists ?? defaults.ifExists,
  verify: inputs.verify ?? defaults.verify,
  after: inputs.after ?? defaults.after,
  moveTo: inputs.moveTo ?? null,
  ifChanged: inputs.ifChanged ?? defaults.ifChanged,
});

/** The inputs that give the action again. */
export function transferInputs(action: TransferAction): TransferInputs {
  const { from, to, files, minFiles, maxFiles, maxBytes, moveTo } = action;
  const { ifExists, verify, after, ifChanged } = action;
  return {
    ...{ from: filePlaceSpec(from), to: filePlaceSpec(to), files },
    ...{ minFiles, maxFiles, maxBytes, ifExists, verify, after },
    ...(moveTo === null ? {} : { moveTo }),
    ifChanged,
  };
}

/** What JSON Schema can't say of a transfer. */
export function checkTransfer(
  task: LocalTask,
  source: ConnectionSource,
  problems: Problem[],
): void {
  const inputs = (task.spec.with ?? {}) as Partial<TransferInputs>;
  checkFilePlace(task, ["from"], inputs.from, source, problems);
  checkFilePlace(task, ["to"], inputs.to, source, problems);
  const report = (path: Path, code: Problem["code"], message: string, help: string) =>
    problems.push({ ...placeIn(task, "with", ...path), code, message, help });
  for (const [index, text] of (inputs.files ?? []).entries()) {
    const problem =
      typeof text !== "string" || hasExpression(text) ? null : filePatternProblem(text);
    if (problem !== null)
      report(
        ["files", index],
        "invalid-text",
        `this is no pattern of files: ${problem}`,
        "write paths below the folder of `from`, such as *.csv or **/*.csv",
      );
  }
  checkMoveTo(inputs, source, report);
  const { minFiles = defaults.minFiles, maxFiles = defaults.maxFiles } = inputs;
  if (minFiles > maxFiles)
    report(
      ["minFiles"],
      "out-of-range",
      `at least ${minFiles} files and at most ${maxFiles} can't be`,
      "raise `maxFiles`",
    );
}

function checkMoveTo(
  { after, moveTo, from }: Partial<TransferInputs>,
  source: ConnectionSource,
  report: (path: Path, code: Problem["code"], message: string, help: string) => void,
): void {
  if (after === "move" && moveTo === undefined)
    report(["after"], "task-action", "`after: move` doesn't say where to", "add `moveTo: FOLDER`");
  if (moveTo === undefined) return;
  if (after !== "move")
    report(["moveTo"], "task-action", "`moveTo` is for `after: move`", "add `after: move`");
  if (typeof moveTo !== "string" || hasExpression(moveTo)) return;
  const type =
    from?.connection === undefined
      ? null
      : (source.connection(from.connection)?.connection?.type ?? "");
  const problem = folderProblem(moveTo, type);
  if (problem !== null)
    report(
      ["moveTo"],
      "invalid-text",
      `this is no folder: ${problem}`,
      "write it as `path` is written",
    );
}
