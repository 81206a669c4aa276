// The files of an import and its parameters, read from disk and understood.

import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { LegacyEstate, LegacySystem } from "#migrators/legacy.ts";
import { readParams } from "#migrators/params.ts";
import type { DateRange } from "#migrators/simulate.ts";
import { autosysEstate } from "#migrators/sources/autosys/estate.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { decode } from "#migrators/text/decode.ts";
import type { ImportParamsSpec } from "#schemas/types.ts";
import { CommandError } from "./exit.ts";
import { readControlMEstate } from "./import-control-m.ts";
import type { Output } from "./output.ts";

interface Asked {
  cwd: string;
  /** Path of the file with the parameters. */
  params: string | undefined;
  out: Output;
  /** Business dates that are asked for; calendars that are rules have days for these. Null: none are. */
  range: DateRange | null;
}

/** What the text of a file needs beside its bytes. */
interface ReadText {
  file: string;
  text: string;
  encoding: string;
}

/**
 * @param files as they were given: that is how findings and the ledger name them.
 * @throws CommandError where a file can't be read, or the parameters have mistakes.
 */
export async function readEstate(
  system: LegacySystem,
  files: readonly string[],
  { cwd, params: paramsFile, out, range }: Asked,
): Promise<{ estate: LegacyEstate; given: string }> {
  const given = paramsFile === undefined ? "" : await textOf(paramsFile, cwd);
  const params = paramsOf(paramsFile ?? "params.yaml", given, out);
  if (system === "control-m") {
    const estate = await readControlMEstate(files, params, { cwd, paramsFile });
    return { estate, given };
  }
  const texts: ReadText[] = [];
  for (const [index, file] of files.entries()) {
    out.progress(`reading ${index + 1} of ${files.length}: ${file}`);
    texts.push(await readText(file, cwd));
  }
  const estate = system === "cron" ? ofCron(texts, params) : ofAutosys(texts, params, range);
  return { estate, given };
}

function ofCron(texts: readonly ReadText[], params: ImportParamsSpec): LegacyEstate {
  const { dialect = null, timezone = null, format = null, user = null, instance = null } = params;
  return cronEstate(texts, { dialect, timezone, format, user, instance });
}

/** A run may be for the day before or after the one on which it starts, and calendars move days by a month at most. */
const marginDays = 62;

function ofAutosys(
  texts: readonly ReadText[],
  params: ImportParamsSpec,
  range: DateRange | null,
): LegacyEstate {
  const { timezone = null, dateStandard = null, instance = null, zones = {} } = params;
  const calendars = Object.fromEntries(
    Object.entries(params.calendars ?? {}).map(([name, { dates = [] }]) => [name, dates]),
  );
  const days = range
    ? { from: moved(range.from, -marginDays), to: moved(range.to, marginDays) }
    : { from: "2000-01-01", to: "2000-01-01" };
  return autosysEstate(texts, { timezone, dateStandard, instance, zones, calendars, ...days });
}

const moved = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

function paramsOf(file: string, content: string, out: Output): ImportParamsSpec {
  const { params, diagnostics } = readParams(file, content);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  for (const { line, column, message } of errors)
    out.error(`error: ${file}:${line}:${column}: ${message}`);
  if (errors.length > 0)
    throw new CommandError("usage", `${file} has mistakes, so nothing was imported`);
  return params;
}

const textOf = async (file: string, cwd: string): Promise<string> =>
  (await readText(file, cwd)).text;

async function readText(file: string, cwd: string): Promise<ReadText> {
  const place = path.resolve(cwd, file);
  const bytes = await readFile(place).catch(async (error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    const isFolder =
      code === "EISDIR" ||
      (await stat(place).then(
        (found) => found.isDirectory(),
        () => false,
      ));
    throw new CommandError(
      code === "ENOENT" || isFolder ? "usage" : "refused",
      isFolder ? `${file} is a folder` : code === "ENOENT" ? `there is no file ${file}` : message,
      isFolder ? "name the files in it" : null,
      error,
    );
  });
  const read = decode(bytes);
  if ("fault" in read) throw new CommandError("failed", `${file}: ${read.fault}`);
  return { file, ...read.decoded };
}
