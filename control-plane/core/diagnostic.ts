// A finding about what a user wrote, as data: collected by every stage, printed by `render-diagnostic.ts`.

import type { DiagnosticCode } from "./diagnostic-codes.ts";

export type Severity = "error" | "warning";

/** A place in a text. Lines and columns count from 1; columns count UTF-16 code units; the end is exclusive. */
export interface Span {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

export interface Diagnostic extends Span {
  code: DiagnosticCode;
  severity: Severity;
  /** Path relative to the project's root, with `/`. */
  file: string;
  /** What is wrong, in one sentence, with the offending name or value. */
  message: string;
  /** What to do next, when that is known. */
  help?: string;
  /** A second place that belongs to the finding, such as the other file with the same name. */
  related?: { file: string; line: number; column: number; message: string };
}

/** As JSON has it for programs: `help` is always there. */
export type PrintedDiagnostic = Omit<Diagnostic, "help"> & { help: string | null };

export const printed = (diagnostic: Diagnostic): PrintedDiagnostic => ({
  ...diagnostic,
  help: diagnostic.help ?? null,
});
