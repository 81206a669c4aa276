// What an expression may name of a system's answer: `response` after a request, columns after a statement.
// Their types show only when the answer is there, so to CEL they are `dyn`; text and numbers alone are handed over.

import { didYouMean } from "./suggest.ts";

/** `response`: status, headers and body of one answer. `result`: the first row's columns by name, and `rows`. */
export type DataKind = "response" | "result";

/** Plain data by name, as JSON or a database gives it. */
export type Data = Readonly<Record<string, unknown>>;

export type DataType = "string" | "int" | "dyn";

const responseFields = ["status", "headers", "body", "text"];

/** The type of a path under `response`, or why it has none. */
export function responseType(
  path: readonly string[],
): DataType | { message: string; help?: string } {
  const [, field = "", ...rest] = path;
  if (field === "body") return "dyn";
  const isWhole = field === "headers" ? rest.length === 1 : rest.length === 0;
  if (responseFields.includes(field) && isWhole) return field === "status" ? "int" : "string";
  if (field === "headers" && rest.length === 0)
    return {
      message: "response.headers is not a value",
      help: "name one: response.headers.location",
    };
  if (field === "") return { message: "response is not a value", help: fieldsHelp };
  const help = didYouMean(field, responseFields);
  const message = `unknown name "${path.join(".")}"`;
  return help === undefined ? { message } : { message, help };
}

const fieldsHelp = `name one of: ${responseFields.join(", ")}`;

/** Columns are known to the database alone, so every plain name may be one. */
export const resultType = (
  path: readonly string[],
): DataType | { message: string; help?: string } =>
  path.length === 1
    ? "dyn"
    : { message: `"${path[0]}" is one value and has no field "${path[1]}"` };

/** A text, number or truth value at the path, or a list of such; undefined when there is none, or a map or null. */
export function dataValue(
  path: readonly string[],
  data: Data,
): DataValue | DataValue[] | undefined {
  let at: unknown = data;
  for (const [index, step] of path.entries()) {
    if (typeof at !== "object" || at === null) return undefined;
    // HTTP gives names of headers in lower case, whatever case the server wrote.
    const key = index === 2 && path[1] === "headers" ? step.toLowerCase() : step;
    if (!Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  if (!Array.isArray(at)) return plainValue(at);
  const items = at.map(plainValue);
  return items.every((item) => item !== undefined) ? items : undefined;
}

type DataValue = string | bigint | number | boolean;

function plainValue(at: unknown): DataValue | undefined {
  if (typeof at === "number") return Number.isSafeInteger(at) ? BigInt(at) : at;
  return typeof at === "string" || typeof at === "boolean" || typeof at === "bigint"
    ? at
    : undefined;
}
