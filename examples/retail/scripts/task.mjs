// What every script of the estate shares: its arguments, its data directory, its outputs and how it fails.

import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

export const regions = ["eu", "us", "apac"];

/** A fault of the input: shown as its text alone, while a fault of the code shows its stack. */
export class InputError extends Error {}

/** What an argument must look like. Dates and regions become parts of paths, so nothing else may pass. */
const forms = {
  date: { test: isDate, text: "a date such as 2026-11-23" },
  region: { test: (value) => regions.includes(value), text: `one of ${regions.join(", ")}` },
  at: { test: isInstant, text: "an instant such as 2026-11-23T10:15:00Z" },
  "expect-rows": { test: (value) => /^\d+$/.test(value), text: "a whole number" },
};

function isDate(value) {
  return /^\d{4}-\d\d-\d\d$/.test(value) && Temporal.PlainDate.from(value).toString() === value;
}

function isInstant(value) {
  return Temporal.Instant.from(value) !== undefined;
}

/**
 * Runs a script's body with its options, all of the form `--name value`; a name that ends in `?` may be left out.
 * Exits with 1 and one readable text when the input is at fault.
 */
export function task(names, body) {
  try {
    body(readOptions(names));
  } catch (error) {
    console.error(error instanceof InputError ? error.message : error);
    process.exitCode = 1;
  }
}

function readOptions(names) {
  const known = names.map((name) => name.replace("?", ""));
  const options = Object.fromEntries(known.map((name) => [name, { type: "string" }]));
  const { values, positionals } = parseOptions(options);
  for (const name of names.filter((name) => !name.endsWith("?"))) {
    if (values[name] === undefined) throw new InputError(`--${name} is missing`);
  }
  for (const [name, value] of Object.entries(values)) checkForm(name, value);
  return { ...values, positionals };
}

function parseOptions(options) {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new InputError(error.message);
  }
}

function checkForm(name, value) {
  const { test, text } = forms[name];
  let fits = false;
  try {
    fits = test(value);
  } catch {
    // Temporal throws on what it can't read; the text below says more than its message.
  }
  if (!fits) throw new InputError(`--${name} must be ${text}, not "${value}"`);
}

/** A path in the directory that outlives attempts and runs; Trunkline keeps one per project. */
export function dataPath(...parts) {
  const root = process.env.TRUNKLINE_DATA;
  if (!root) {
    throw new InputError(
      "TRUNKLINE_DATA is not set. It names the directory for data that outlives a run: " +
        "Trunkline sets it; by hand, set it to any directory you may write to.",
    );
  }
  return join(root, ...parts);
}

/** Writes a whole file or none: a reader, or a second run for the same date, never sees half of one. */
export function writeWhole(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

/** Hands values to later tasks (`needs.<task>.outputs.<name>`); without Trunkline they are only printed. */
export function output(values) {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  if (process.env.TRUNKLINE_OUTPUT) appendFileSync(process.env.TRUNKLINE_OUTPUT, lines.join(""));
  process.stdout.write(lines.join(""));
}
