// An iCalendar file of the disk → a draft of a calendar.

import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import type { Draft } from "#core/calendar/draft/draft.ts";
import { draftIcs, type IcsSource } from "#core/calendar/draft/ics.ts";
import type { IcsProblem } from "#core/calendar/ics/content-lines.ts";
import { CommandError } from "./exit.ts";

/** The largest that is read: some 10,000 events. */
const maxBytes = 4 * 2 ** 20;

/** Mistakes that are told of one file. */
const mostProblems = 20;

export function draftOfFile(
  file: string,
  asked: Pick<IcsSource, "years" | "form" | "timed">,
): { name: string; draft: Draft; listed: Set<number> } {
  const shown = path.basename(file);
  const made = draftIcs({ ...asked, file: shown, text: readText(file), weekend: ["sat", "sun"] });
  if ("problems" in made) throw asError(shown, made.problems);
  return { name: nameOf(shown), ...made };
}

function asError(file: string, problems: readonly IcsProblem[]): CommandError {
  const told = problems
    .slice(0, mostProblems)
    .map(({ line, message }) => `${file}:${line}: ${message}`);
  const more = problems.length - told.length;
  if (more > 0) told.push(`and ${more} more`);
  return new CommandError(
    "failed",
    told.join("\n"),
    problems.find(({ help }) => help)?.help ?? null,
  );
}

function readText(file: string): string {
  const bytes = Buffer.alloc(maxBytes + 1);
  let length = 0;
  try {
    const descriptor = openSync(file, "r");
    try {
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(descriptor, bytes, length, bytes.length - length, null);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { message } = error as Error;
    throw new CommandError("failed", `can't read ${file}: ${message}`, null, error);
  }
  if (length > maxBytes)
    throw new CommandError("failed", `${file} is larger than ${maxBytes / 2 ** 20} MB`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
  } catch (error) {
    const help = "iCalendar is UTF-8: convert it";
    throw new CommandError("failed", `${file} is no text in UTF-8`, help, error);
  }
}

/** `UK Holidays.ics` is `uk-holidays`. */
const nameOf = (file: string): string =>
  path
    .parse(file)
    .name.toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 63) || "calendar";
