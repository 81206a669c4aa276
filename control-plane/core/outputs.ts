// What a task wrote to the file $TRUNKLINE_OUTPUT, and its values as the types that the pipeline declares.

import { elementOf } from "./expression-types.ts";
import type { OutputType, OutputValue, Scalar, ScalarType } from "./pipeline.ts";
import { typedValue } from "./typed-text.ts";

/** Largest single value, an item of a list too, in UTF-8 bytes: what fits an environment variable (128 kB on Linux) twice. */
export const maxOutputBytes = 65_536;
/** Largest file, in bytes, and largest list: no variable has to hold one. An executor need not read further. */
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
    // Whether it is a list is the spec's to say.
    const message = complaint(name, value, maxOutputFileBytes);
    if (message === null) values.push([name, value]);
    else issues.push({ line, message });
  }
  return { values: Object.fromEntries(values), issues };
}

const isLarger = (text: string, bytes: number): boolean =>
  text.length > bytes || encoder.encode(text).length > bytes;

function complaint(name: string, value: string, maxBytes: number): string | null {
  if (!nameText.test(name)) return `"${name}" is not a name of letters, digits, _ and -`;
  if (isLarger(value, maxBytes))
    return `the value of "${name}" is larger than ${maxBytes === maxOutputBytes ? "64 kB" : "1 MB"}`;
  if (value.includes("\0")) return `the value of "${name}" holds a NUL character`;
  return null;
}

/** The declared outputs among the raw texts; undeclared ones are left out, a missing one is no issue until it is read. */
export function typedOutputs(
  raw: Record<string, string>,
  declared: Record<string, OutputType>,
): { values: Record<string, OutputValue>; issues: string[] } {
  const values: [string, OutputValue][] = [];
  const issues: string[] = [];
  for (const [name, type] of Object.entries(declared)) {
    if (!Object.hasOwn(raw, name)) continue;
    const element = elementOf(type);
    const maxBytes = element === null ? maxOutputBytes : maxOutputFileBytes;
    const problem = complaint(name, raw[name] ?? "", maxBytes);
    if (problem !== null) {
      issues.push(problem);
      continue;
    }
    const typed =
      element === null
        ? typedValue(raw[name], type as ScalarType)
        : typedList(raw[name] ?? "", element);
    if ("value" in typed) values.push([name, typed.value]);
    else issues.push(`output "${name}": ${typed.message}`);
  }
  return { values: Object.fromEntries(values), issues };
}

/** A JSON array of values that all have the type. */
function typedList(text: string, type: ScalarType): { value: Scalar[] } | { message: string } {
  const given = parseJson(text);
  if (!Array.isArray(given))
    return { message: `${shortened(text)} is not a list in JSON, such as ["a", "b"]` };
  const value: Scalar[] = [];
  for (const [index, item] of given.entries()) {
    // A text in a list is one already: "5" is no integer there.
    const typed = typeof item === typeNames[type] ? typedValue(item, type) : null;
    if (typed === null || "message" in typed)
      return {
        message: `item ${index} is not of type ${type}: ${shortened(JSON.stringify(item))}`,
      };
    if (isLarger(String(item), maxOutputBytes))
      return { message: `item ${index} is larger than 64 kB` };
    value.push(typed.value);
  }
  return { value };
}

const typeNames: Record<ScalarType, string> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
