// Values against their JSON Schema: each of ajv's errors becomes one problem in our words, and what is wrong is cut
// out, so that the checks behind see a value of the right shape and all problems are reported at once.

import type { ErrorObject } from "ajv";
import type { Validator } from "#schemas/validators.js";
import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import { didYouMean } from "./suggest.ts";

/** The file's value with what does not fit left out (lists keep their indexes), or undefined when nothing remains. */
export function validateFile<T>(
  file: SpecFile,
  validator: Validator,
  problems: Problem[],
): T | undefined {
  if (file.value === undefined) return undefined;
  if (validator(file.value)) return file.value as T;
  const errors = (validator.errors ?? []).filter(
    ({ keyword }) => keyword !== "propertyNames" && keyword !== "if",
  );
  const remaining = structuredClone(file.value);
  for (const error of errors) {
    const path = pathOf(error, file.value);
    problems.push(translate(error, path, file));
    if (error.keyword !== "required") cut(remaining, path);
  }
  return remaining as T;
}

interface AnnotatedSchema {
  title?: string;
  type?: string | string[];
  properties?: Record<string, unknown>;
  minimum?: number;
  maximum?: number;
}

/** Path of what is wrong: for a property that should not be there, the property itself. */
function pathOf(error: ErrorObject, root: unknown): Path {
  const path: (string | number)[] = [];
  let node: unknown = root;
  for (const step of error.instancePath.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(node) ? Number(key) : key);
    node = (node as Record<string, unknown>)[key];
  }
  if (error.keyword === "additionalProperties") path.push(error.params.additionalProperty);
  else if (error.propertyName !== undefined) path.push(error.propertyName);
  return path;
}

function translate(error: ErrorObject, path: Path, file: SpecFile): Problem {
  const schema = (error.parentSchema ?? {}) as AnnotatedSchema;
  const at =
    error.keyword === "additionalProperties" || error.propertyName !== undefined ? "key" : "value";
  const describe = keywords[error.keyword];
  const found = describe
    ? describe({ error, schema, path, file })
    : {
        code: "wrong-type" as const,
        message: `${subject(path)} ${error.message ?? "is not valid"}`,
      };
  const isRequired = error.keyword === "required" && path.length > 0;
  return { file, path, at: isRequired ? "key" : at, ...found };
}

interface Context {
  error: ErrorObject;
  schema: AnnotatedSchema;
  path: Path;
  file: SpecFile;
}

interface Found {
  code: DiagnosticCode;
  message: string;
  help?: string | undefined;
}

const keywords: Record<string, (context: Context) => Found> = {
  additionalProperties: ({ error, schema }) => ({
    code: "unknown-property",
    message: `unknown property "${error.params.additionalProperty}"`,
    help: didYouMean(error.params.additionalProperty, Object.keys(schema.properties ?? {})),
  }),
  required: ({ error, path }) => ({
    code: "missing-property",
    message: `${path.length === 0 ? "the file" : subject(path)} has no \`${error.params.missingProperty}\``,
  }),
  dependencies: ({ error }) => ({
    code: "missing-property",
    message: `\`${error.params.property}\` needs \`${error.params.missingProperty}\``,
  }),
  type: wrongType,
  enum: ({ error, path }) => {
    const allowed = (error.params.allowedValues as unknown[]).map(String);
    const message = `${subject(path)} can't be ${shown(error.data)}`;
    return {
      code: "unknown-value",
      message,
      help: didYouMean(String(error.data), allowed) ?? `known: ${allowed.join(", ")}`,
    };
  },
  pattern: wrongPattern,
  minimum: ({ error, path, schema }) => outOfRange(path, error, schema),
  maximum: ({ error, path, schema }) => outOfRange(path, error, schema),
  minItems: ({ path }) => ({ code: "out-of-range", message: `${subject(path)} is an empty list` }),
  maxItems: ({ error, path }) => ({
    code: "out-of-range",
    message: `${subject(path)} has more than ${error.params.limit} entries`,
  }),
  minProperties: ({ path }) => ({
    code: "out-of-range",
    message: `${subject(path)} is an empty map`,
  }),
};

function outOfRange(path: Path, error: ErrorObject, { minimum, maximum }: AnnotatedSchema): Found {
  const message = `${subject(path)} must be from ${minimum} to ${maximum}, and is ${error.data}`;
  return { code: "out-of-range", message };
}

const typeNames: Record<string, string> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "empty",
};

function wrongType({ error, path, file, schema }: Context): Found {
  const wanted = [error.params.type].flat().map((type: string) => typeNames[type] ?? type);
  const value = error.data;
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const message = `${subject(path)} must be ${wanted.join(" or ")}, and is ${typeNames[type] ?? type}`;
  const isUnquoted = wanted.includes("a text") && (type === "number" || type === "boolean");
  if (isUnquoted) {
    const source = file.document().sourceOf(path);
    return { code: "wrong-type", message, help: `write "${source}" in quotes` };
  }
  if (wanted[0] === "a list" && type === "string")
    return { code: "wrong-type", message, help: `write [${value}]` };
  if (schema.title === "ConditionSpec" && type === "array")
    return {
      code: "wrong-type",
      message,
      help: "write `all: […]` if every one has to hold, or `any: […]`",
    };
  return { code: "wrong-type", message };
}

const namePatterns: Record<string, string> = {
  PipelineName:
    "lower-case letters, digits, `-` and `_`, at most 63, starting with a letter or digit",
  TaskName: "letters, digits, `-` and `_`, at most 63, starting with a letter or digit",
  Identifier: "letters, digits and `_`, at most 63, starting with a letter or `_`",
  SecretName: "lower-case letters and digits, words joined by `-`, folders joined by `/`",
  HeaderName: "letters, digits, `-` and `_`, starting with a letter or digit",
  WorkerLabel: "letters, digits and `. _ : / @ + -`, at most 63, starting with a letter or digit",
  UserName: "letters, digits and `_ . @ -`, at most 64, starting with a letter or `_`",
  PoolName: "letters, digits, `-`, `_` and `.`, at most 63, starting with a letter or digit",
  CalendarName: "lower-case letters, digits, `-`, `_` and `.`, at most 63",
  EnvironmentName: "letters, digits and `_`, not starting with a digit or `TRUNKLINE_`",
};

const datePatterns: Record<string, readonly [what: string, help: string]> = {
  FullDate: ["date", "write it like 2026-12-31"],
  AnyDate: ["date", "write it like 2026-12-31, or 12-31 for each year"],
  CalendarDay: ["day of a calendar", "write 2026-12-31, 12-31 for each year, or a rule"],
};

const sides = ["next", "previous", "nearest"];

function wrongPattern({ error, schema, path }: Context): Found {
  const value = error.propertyName ?? error.data;
  const names = namePatterns[schema.title ?? ""];
  if (names !== undefined)
    return {
      code: "invalid-name",
      message: `${shown(value)} can't be a name`,
      help: `allowed: ${names}`,
    };
  if (schema.title === "HostKey")
    return {
      code: "invalid-text",
      message: `${subject(path)} is no public key and no fingerprint`,
      help: "write `ssh-ed25519 AAAA…`, as the host has it in /etc/ssh/ssh_host_ed25519_key.pub, or SHA256:… as `ssh-keygen -l` says it",
    };
  if (schema.title === "Duration" || schema.title === "RepeatEvery")
    return {
      code: "invalid-duration",
      message: `${shown(value)} is not a duration`,
      help: "write 30s, 5m, 1h30m or 2d",
    };
  const date = datePatterns[schema.title ?? ""];
  if (date !== undefined)
    return { code: "invalid-calendar", message: `${shown(value)} is no ${date[0]}`, help: date[1] };
  if (schema.title === "RollSpec" || path.includes("substitute"))
    return {
      code: "unknown-value",
      message: `${subject(path)} can't be ${shown(value)}`,
      help: didYouMean(String(value), schema.title === "RollSpec" ? ["skip", ...sides] : sides),
    };
  if (schema.title === "WindowStart")
    return {
      code: "invalid-time",
      message: `${shown(value)} is not the beginning of a window`,
      help: 'write "07:00", or "07:00+1d" for the day after the business date, up to "+120d"',
    };
  if (schema.title === "WindowEnd")
    return {
      code: "invalid-time",
      message: `${shown(value)} is not the end of a window`,
      help: 'write "07:00", or "07:00+3d" for the third day after the business date, up to "+366d"',
    };
  if (schema.title === "TimeOfDay" || path.includes("daily") || path.at(-1) === "at")
    return {
      code: "invalid-time",
      message: `${shown(value)} is not a time of day`,
      help: 'write "07:00", two digits each',
    };
  if (path.includes("signals"))
    return {
      code: "invalid-name",
      message: `${shown(value)} is not a signal`,
      help: "write its full name, such as SIGKILL",
    };
  if (schema.title === "MissedSpec")
    return {
      code: "unknown-value",
      message: `${subject(path)} can't be ${shown(value)}`,
      help: didYouMean(String(value), ["none", "latest", "all"]),
    };
  if (schema.title === "LockUse")
    return {
      code: "unknown-value",
      message: `${shown(value)} is no way to hold a lock`,
      help: "known: exclusive, shared, none",
    };
  if (schema.title === "Rate")
    return {
      code: "invalid-pool",
      message: `${shown(value)} is not a rate`,
      help: "write 10/1m: at most 10 within any minute",
    };
  if (schema.title === "DeadlineTime" || schema.title === "DeadlineLimit")
    return {
      code: "invalid-time",
      message: `${shown(value)} is not a time of a deadline`,
      help: `write "07:00", or "07:00+1d" for the day after the business date${schema.title === "DeadlineLimit" ? '; "+10m" is ten minutes after the run was due' : ""}`,
    };
  if (path.at(-1) === "date")
    return {
      code: "invalid-condition",
      message: `${shown(value)} is no business date that can be meant`,
      help: 'write same, -1d, +2bd, previous, next, "12-31" or "2026-12-31"',
    };
  const message = `${subject(path)} has characters that are not allowed here, or is empty or too long`;
  return { code: "invalid-text", message };
}

/** `timeout` of tasks/load as people say it: the last name on the path. */
function subject(path: Path): string {
  const last = path.findLast((step) => typeof step === "string");
  const index = path.at(-1);
  if (last === undefined) return "the file";
  return typeof index === "number" ? `entry ${index + 1} of \`${last}\`` : `\`${last}\``;
}

function shown(value: unknown): string {
  const text =
    typeof value === "object" && value !== null ? "this" : (JSON.stringify(value) ?? "this");
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

function cut(root: unknown, path: Path): void {
  let node = root as Record<string | number, unknown> | undefined;
  for (const step of path.slice(0, -1)) node = node?.[step] as typeof node;
  const last = path.at(-1);
  if (last !== undefined && node !== null && typeof node === "object") delete node[last];
}
