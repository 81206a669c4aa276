// The files of an import from AutoSys: JIL, calendars and reports, whose encodings are found by their bytes.

import type { LegacyEstate } from "#migrators/legacy.ts";
import type { DateRange } from "#migrators/simulate.ts";
import { autosysEstate } from "#migrators/sources/autosys/estate.ts";
import type { ImportParamsSpec } from "#schemas/types.ts";
import { importBytes } from "./import-bytes.ts";
import type { Output } from "./output.ts";

/** A run may be for the day before or after the one on which it starts, and calendars move days by a month at most. */
const marginDays = 62;

/**
 * @param range business dates that are asked for: calendars that are rules have days for these. Null: none are.
 * @throws CommandError where a file can't be read.
 */
export async function readAutosysEstate(
  files: readonly string[],
  params: ImportParamsSpec,
  { cwd, range, out }: { cwd: string; range: DateRange | null; out: Output },
): Promise<LegacyEstate> {
  const { timezone = null, dateStandard = null, instance = null, zones = {} } = params;
  const { globals: constants = {}, templates = {}, instances = {}, memberTimes } = params;
  const calendars = Object.fromEntries(
    Object.entries(params.calendars ?? {}).map(([name, { dates = [] }]) => [name, dates]),
  );
  const days = range
    ? { from: moved(range.from, -marginDays), to: moved(range.to, marginDays) }
    : { from: "2000-01-01", to: "2000-01-01" };
  const inputs = [];
  for (const [index, file] of files.entries()) {
    out.progress(`reading ${index + 1} of ${files.length}: ${file}`);
    inputs.push({ file, bytes: await importBytes(file, cwd) });
  }
  const site = {
    timezone,
    dateStandard,
    instance,
    zones,
    constants,
    templates,
    instances,
    memberTimes,
    calendars,
    ...days,
  };
  return autosysEstate(inputs, site, (done, all) => out.progress(`${done} of ${all} jobs read`));
}

const moved = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();
