// Turns a text that people or programs wrote (a parameter, an output) into a value of its declared type.

import type { ParamType, Scalar } from "./pipeline.ts";

export type Typed = { value: Scalar } | { message: string };

const integerText = /^[+-]?\d+$/;
const numberText = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const dateText = /^\d{4}-\d\d-\d\d$/;

/** What each type accepts, in words that end the sentence "is not …". */
const wanted: Record<ParamType, string> = {
  string: "a text without NUL characters",
  integer: "an integer between -(2^53-1) and 2^53-1",
  number: "a number",
  boolean: "true or false",
  date: "a date that exists, as YYYY-MM-DD",
};

/** Strict: no blanks around, no 0x, no yes/no; `given` may already have the type (from JSON or YAML). */
export function typedValue(given: unknown, type: ParamType): Typed {
  const value = read(given, type);
  if (value !== null) return { value };
  return { message: `${JSON.stringify(given)} is not ${wanted[type]}` };
}

function read(given: unknown, type: ParamType): Scalar | null {
  switch (type) {
    case "string":
      return isScalar(given) ? String(given) : null;
    case "integer": {
      const number = typeof given === "string" && integerText.test(given) ? Number(given) : given;
      return Number.isSafeInteger(number) ? (number as number) : null;
    }
    case "number": {
      const number = typeof given === "string" && numberText.test(given) ? Number(given) : given;
      return Number.isFinite(number) ? (number as number) : null;
    }
    case "boolean":
      if (typeof given === "boolean") return given;
      return given === "true" || given === "false" ? given === "true" : null;
    case "date":
      return typeof given === "string" && dateText.test(given) && exists(given) ? given : null;
    default:
      return type satisfies never;
  }
}

/** NUL can't stand in an environment variable, through which values reach a task. */
const isScalar = (value: unknown): value is Scalar =>
  (typeof value === "string" && !value.includes("\0")) ||
  typeof value === "boolean" ||
  Number.isFinite(value);

function exists(date: string): boolean {
  try {
    return Temporal.PlainDate.from(date, { overflow: "reject" }).toString() === date;
  } catch {
    return false;
  }
}
