// How a code of diagnostics is described.

import type { Severity } from "./diagnostic.ts";

export interface Entry {
  severity: Severity;
  title: string;
  /** One paragraph for the manual: why it is a problem and what to do. */
  explanation: string;
}

export const error = (title: string, explanation: string): Entry => ({
  severity: "error",
  title,
  explanation,
});
export const warning = (title: string, explanation: string): Entry => ({
  severity: "warning",
  title,
  explanation,
});
