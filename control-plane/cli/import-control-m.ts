// The files of an import from Control-M: exports of jobs and of calendars, whose bytes name their own encoding.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { calendarsOfExport, calendarsOfParams } from "#migrators/sources/control-m/calendars.ts";
import { type ControlMEstate, controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import { readControlM } from "#migrators/sources/control-m/read.ts";
import type { ImportParamsSpec } from "#schemas/types.ts";
import { CommandError } from "./exit.ts";

/**
 * @param paramsFile calendar files are named relative to it.
 * @throws CommandError where a file can't be read.
 */
export async function readControlMEstate(
  files: readonly string[],
  params: ImportParamsSpec,
  { cwd, paramsFile }: { cwd: string; paramsFile: string | undefined },
): Promise<ControlMEstate> {
  const { newDay, timezone, weekStart, dateStandard, zones, userDailies, resources } = params;
  const calendars = calendarsOfParams(params.calendars ?? {});
  const folder = path.dirname(path.resolve(cwd, paramsFile ?? "."));
  for (const file of params.calendarFiles ?? []) {
    const read = readControlM(file, await bytesOf(path.resolve(folder, file), file));
    const found = calendarsOfExport(read);
    const [fault] = [...read.findings, ...found.findings];
    if (fault) throw new CommandError("usage", `${file}:${fault.place.line}: ${fault.message}`);
    calendars.push(...found.calendars);
  }
  const inputs = [];
  for (const file of files)
    inputs.push({ file, bytes: await bytesOf(path.resolve(cwd, file), file) });
  const site = {
    ...{ newDay, timezone, weekStart, dateStandard, zones, userDailies, resources },
    calendars: new Map(calendars.map((each) => [each.name, each])),
  };
  return controlMEstate(inputs, site, params.instance ?? null);
}

async function bytesOf(place: string, file: string): Promise<Uint8Array> {
  return await readFile(place).catch((error: NodeJS.ErrnoException) => {
    const message = error.code === "EISDIR" ? `${file} is a folder` : `there is no file ${file}`;
    const isAbsent = error.code === "ENOENT" || error.code === "EISDIR";
    throw new CommandError(
      ...(["usage", isAbsent ? message : error.message, null, error] as const),
    );
  });
}
