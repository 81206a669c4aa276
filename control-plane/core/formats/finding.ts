// What CI systems show beside a change: a mistake in a file, or something that a plan warns of, with its place.

import type { Diagnostic } from "../diagnostic.ts";
import type { Deploying } from "../plan/deploying.ts";
import type { Foresight } from "../plan/foresight.ts";
import { viewOf } from "../plan/view.ts";
import type { Plan } from "../plan.ts";

export interface Finding {
  /** A diagnostic's code, or `plan` for what a plan warns of. */
  rule: string;
  level: "error" | "warning" | "note";
  /** One sentence. */
  message: string;
  help: string | null;
  /** From the repository's root, with `/`. */
  file: string;
  /** From 1; the end is exclusive. */
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** @param folder The project's, from the repository's root; "" when it is that. */
export const diagnosticFindings = (diagnostics: readonly Diagnostic[], folder: string): Finding[] =>
  diagnostics.map((one) => ({
    ...{ rule: one.code, level: one.severity, message: one.message, help: one.help ?? null },
    ...{ file: inFolder(folder, one.file), line: one.line, column: one.column },
    ...{ endLine: one.endLine, endColumn: one.endColumn },
  }));

/** The plan's warnings: those of pipelines at their files, those of the project at `trunkline.yaml`. */
export function planFindings(plan: Plan, foresight: Foresight, folder: string): Finding[] {
  // Files in error have their mistakes as findings.
  const { changes, sections } = viewOf({ ...plan, broken: [] }, foresight);
  const at = (file: string) => ({
    ...{ rule: "plan", level: "warning" as const, file: inFolder(folder, file) },
    ...{ line: 1, column: 1, endLine: 1, endColumn: 1 },
  });
  return [
    ...changes.flatMap(({ change, lines }) =>
      lines
        .filter(({ kind }) => kind === "warning")
        .map(({ text, help = null }) => ({
          ...at(change.file),
          ...{ message: `${change.pipeline}: ${text}`, help },
        })),
    ),
    ...sections.flatMap(({ title, lines }) =>
      lines
        .filter(({ kind }) => kind === "warning")
        .map(({ text, help = null }) => ({
          ...at("trunkline.yaml"),
          ...{ message: `${title}: ${text}`, help },
        })),
    ),
  ];
}

/** Pipelines that would not be deployed, at their files. */
export function deployingFindings(
  deploying: Deploying | null | undefined,
  folder: string,
): Finding[] {
  const at = (file: string) => ({
    ...{ rule: "deploy-denied", level: "error" as const, file: inFolder(folder, file) },
    ...{ line: 1, column: 1, endLine: 1, endColumn: 1 },
  });
  if (deploying == null) return [];
  const { denied, project, earlier } = deploying;
  return [
    ...(project === null
      ? []
      : [{ ...at("trunkline.yaml"), message: project.reason, help: project.help }]),
    ...denied.map(({ pipeline, file, reason, help }) => ({
      ...at(file),
      ...{ message: `${pipeline}: ${reason}`, help },
    })),
    ...earlier.map(({ pipeline, file, reason }) => ({
      ...at(file),
      ...{ message: `${pipeline}: what came in before is kept already: ${reason}`, help: null },
    })),
  ];
}

const inFolder = (folder: string, file: string): string =>
  folder === "" ? file : `${folder}/${file}`;
