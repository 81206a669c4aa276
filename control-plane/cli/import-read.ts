// The files of an import and its parameters, read from disk and understood.

import type { Diagnostic } from "#core/diagnostic.ts";
import type { Grouping, LegacyEstate, LegacySystem } from "#migrators/legacy.ts";
import { Mapping, readMapping } from "#migrators/mapping.ts";
import { readParams } from "#migrators/params.ts";
import type { DateRange } from "#migrators/simulate.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { decode } from "#migrators/text/decode.ts";
import type { ImportParamsSpec } from "#schemas/types.ts";
import { CommandError } from "./exit.ts";
import { readAutosysEstate } from "./import-autosys.ts";
import { importBytes, isExecutable } from "./import-bytes.ts";
import { readControlMEstate } from "./import-control-m.ts";
import type { Output } from "./output.ts";

interface Asked {
  cwd: string;
  /** Path of the file with the parameters. */
  params: string | undefined;
  out: Output;
  /** Business dates that are asked for; calendars that are rules have days for these. Null: none are. */
  range: DateRange | null;
  /** What one pipeline is made of; undefined: as the parameters say. */
  groupBy?: Grouping | undefined;
}

/** The files, and what people have said of them. */
export interface ImportInput {
  estate: LegacyEstate;
  params: ImportParamsSpec;
  /** The parameters as they were written. */
  given: string;
}

/** What the text of a file needs beside its bytes. */
interface ReadText {
  file: string;
  text: string;
  encoding: string;
  /** Of files of cron. */
  isExecutable?: boolean;
}

/**
 * @param files as they were given: that is how findings and the ledger name them.
 * @throws CommandError where a file can't be read, or the parameters have mistakes.
 */
export async function readEstate(
  system: LegacySystem,
  files: readonly string[],
  { cwd, params: paramsFile, out, range, groupBy }: Asked,
): Promise<ImportInput> {
  const { params, given } = await readGivenParams(paramsFile, cwd, out);
  if (system === "control-m") {
    const estate = await readControlMEstate(files, params, { cwd, paramsFile, out });
    estate.grouping = groupBy ?? params.groupBy;
    return { estate, params, given };
  }
  if (system === "autosys") {
    const estate = await readAutosysEstate(files, params, { cwd, range, out });
    return { estate, params, given };
  }
  const texts: ReadText[] = [];
  for (const [index, file] of files.entries()) {
    out.progress(`reading ${index + 1} of ${files.length}: ${file}`);
    texts.push({ ...(await readText(file, cwd)), isExecutable: await isExecutable(file, cwd) });
  }
  const { dialect = null, timezone = null, format = null, user = null, instance = null } = params;
  const { anacron, connection, timers } = params;
  const options = { dialect, timezone, format, user, instance, anacron, connection, timers };
  return { estate: cronEstate(texts, options), params, given };
}

/** The parameters, and their text; without a file none. @throws CommandError as above */
export async function readGivenParams(
  file: string | undefined,
  cwd: string,
  out: Output,
): Promise<{ params: ImportParamsSpec; given: string }> {
  const given = file === undefined ? "" : await textOf(file, cwd);
  return { params: paramsOf(file ?? "params.yaml", given, out), given };
}

function paramsOf(file: string, content: string, out: Output): ImportParamsSpec {
  const { params, diagnostics } = readParams(file, content);
  refuseMistakes(file, diagnostics, out);
  return params;
}

/**
 * @param file of `--mapping`.
 * @throws CommandError where it can't be read, or has mistakes.
 */
export async function mappingOf(file: string, cwd: string, out: Output): Promise<Mapping> {
  const { mapping, diagnostics } = readMapping(file, await textOf(file, cwd));
  refuseMistakes(file, diagnostics, out);
  return new Mapping(mapping);
}

function refuseMistakes(file: string, diagnostics: readonly Diagnostic[], out: Output): void {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  for (const { line, column, message } of errors)
    out.error(`error: ${file}:${line}:${column}: ${message}`);
  if (errors.length > 0)
    throw new CommandError("usage", `${file} has mistakes, so nothing was imported`);
}

const textOf = async (file: string, cwd: string): Promise<string> =>
  (await readText(file, cwd)).text;

async function readText(file: string, cwd: string): Promise<ReadText> {
  const read = decode(await importBytes(file, cwd));
  if ("fault" in read) throw new CommandError("failed", `${file}: ${read.fault}`);
  return { file, ...read.decoded };
}
