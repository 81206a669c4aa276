// The files of an import from Control-M: exports of jobs and of calendars, whose bytes name their own encoding.

import path from "node:path";
import { calendarsOfExport, calendarsOfParams } from "#migrators/sources/control-m/calendars.ts";
import { type ControlMEstate, controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import { readControlM } from "#migrators/sources/control-m/read.ts";
import type { ImportParamsSpec } from "#schemas/types.ts";
import { CommandError } from "./exit.ts";
import { importBytes } from "./import-bytes.ts";
import type { Output } from "./output.ts";

/**
 * @param paramsFile calendar files are named relative to it.
 * @throws CommandError where a file can't be read.
 */
export async function readControlMEstate(
  files: readonly string[],
  params: ImportParamsSpec,
  { cwd, paramsFile, out }: { cwd: string; paramsFile: string | undefined; out: Output },
): Promise<ControlMEstate> {
  const { newDay, timezone, weekStart, dateStandard, zones, userDailies, resources } = params;
  const calendars = calendarsOfParams(params.calendars ?? {});
  const folder = path.dirname(path.resolve(cwd, paramsFile ?? "."));
  for (const file of params.calendarFiles ?? []) {
    const read = readControlM(file, await importBytes(file, folder));
    const found = calendarsOfExport(read);
    const [fault] = [...read.findings, ...found.findings];
    if (fault) throw new CommandError("usage", `${file}:${fault.place.line}: ${fault.message}`);
    calendars.push(...found.calendars);
  }
  const inputs = [];
  for (const [index, file] of files.entries()) {
    out.progress(`reading ${index + 1} of ${files.length}: ${file}`);
    inputs.push({ file, bytes: await importBytes(file, cwd) });
  }
  const site = {
    ...{ newDay, timezone, weekStart, dateStandard, zones, userDailies, resources },
    calendars: new Map(calendars.map((each) => [each.name, each])),
  };
  const told = (done: number, all: number) => out.progress(`${done} of ${all} jobs read`);
  return controlMEstate(inputs, site, params.instance ?? null, told);
}
