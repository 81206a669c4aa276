// What a task wrote to the file $TRUNKLINE_OUTPUT, and its values as the types that the pipeline declares.

import type { OutputType, Scalar } from "./pipeline.ts";
import { typedValue } from "./typed-text.ts";

/** Largest value, in UTF-8 bytes: what fits an environment variable (128 kB on Linux) twice. */
export const maxOutputBytes = 65_536;
/** Largest file, in bytes; an executor need not read further. */
export const maxOutputFileBytes = 1_048_576;

export interface OutputIssue {
  /** Line in the file, from 1. */
  line: number;
  message: string;
}

export interface ParsedOutputs {
  /** Raw texts, the last one written under a name wins. */
  values: Record<string, string>;
  issues: OutputIssue[];
}

const nameText = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const encoder = new TextEncoder();

/**
 * Lines `name=value`, and `name<<DELIMITER`, lines, `DELIMITER` for a value of several lines. Empty lines are
 * skipped; a carriage return before a line end is dropped. What is wrong is an issue; the rest still counts.
 */
export function parseOutputFile(text: string): ParsedOutputs {
  const values: [string, string][] = [];
  const issues: OutputIssue[] = [];
  if (text.length > maxOutputFileBytes || encoder.encode(text).length > maxOutputFileBytes)
    return { values: {}, issues: [{ line: 1, message: "the file is larger than 1 MB" }] };
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const found = /^([^=<]*)(=|<<)(.*)$/s.exec(lines[index] ?? "");
    const line = index + 1;
    if (!found) {
      if (lines[index] !== "") issues.push({ line, message: "a line must be name=value" });
      continue;
    }
    const [, name = "", sign, rest = ""] = found;
    let value = rest;
    if (sign === "<<") {
      const end = rest === "" ? -1 : lines.indexOf(rest, index + 1);
      if (end === -1) {
        issues.push({ line, message: `the value of "${name}" is never ended by "${rest}"` });
        break;
      }
      value = lines.slice(index + 1, end).join("\n");
      index = end;
    }
    const message = complaint(name, value);
    if (message === null) values.push([name, value]);
    else issues.push({ line, message });
  }
  return { values: Object.fromEntries(values), issues };
}

function complaint(name: string, value: string): string | null {
  if (!nameText.test(name)) return `"${name}" is not a name of letters, digits, _ and -`;
  if (value.length > maxOutputBytes || encoder.encode(value).length > maxOutputBytes)
    return `the value of "${name}" is larger than 64 kB`;
  if (value.includes("\0")) return `the value of "${name}" holds a NUL character`;
  return null;
}

/** The declared outputs among the raw texts; undeclared ones are left out, a missing one is no issue until it is read. */
export function typedOutputs(
  raw: Record<string, string>,
  declared: Record<string, OutputType>,
): { values: Record<string, Scalar>; issues: string[] } {
  const values: [string, Scalar][] = [];
  const issues: string[] = [];
  for (const [name, type] of Object.entries(declared)) {
    if (!Object.hasOwn(raw, name)) continue;
    const problem = complaint(name, raw[name] ?? "");
    if (problem !== null) {
      issues.push(problem);
      continue;
    }
    const typed = typedValue(raw[name], type);
    if ("value" in typed) values.push([name, typed.value]);
    else issues.push(`output "${name}": ${typed.message}`);
  }
  return { values: Object.fromEntries(values), issues };
}
