// What is kept of spec files: what each is made of, and what is wrong in it since when.

import type { CalendarLines } from "#core/calendar/lines.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { Db } from "#store/connect.ts";
import { putSources } from "#store/pipelines.sql.ts";
import { storable, storableJson } from "#store/storable.ts";

/** A spec file as it was read, good or broken. */
export interface SourceRow {
  path: string;
  name: string | null;
  /** What it says it was called before. */
  renamedFrom?: string[] | undefined;
  /** What it applies together with. */
  bundle?: string | undefined;
  /** Every file that it was made of. */
  inputs: string[];
  diagnostics: Diagnostic[];
  broken: boolean;
  calendarLines?: CalendarLines;
}

/** @param commit Of the revision, for those that it breaks. */
export async function putSourceRows(
  db: Db,
  project: number,
  commit: string,
  sources: readonly SourceRow[],
): Promise<void> {
  if (sources.length === 0) return;
  await putSources(db, {
    project,
    commit,
    bundles: sources.map(({ bundle }) => bundle ?? null) as string[],
    paths: sources.map(({ path }) => path),
    names: sources.map(({ name }) => name && storable(name)) as string[],
    renamedFrom: sources.map(({ renamedFrom = [] }) => arrayText(renamedFrom)),
    inputs: sources.map(({ path, inputs }) => arrayText(inputs.filter((input) => input !== path))),
    diagnostics: sources.map(({ diagnostics }) => storableJson(diagnostics)),
    broken: sources.map(({ broken }) => broken),
    calendarLines: sources.map(({ calendarLines: lines }) =>
      lines === undefined ? null : JSON.stringify(lines),
    ) as string[],
  });
}

/** A text[] in Postgres' own notation: an array of arrays of different lengths can't be a parameter. */
const arrayText = (values: readonly string[]): string =>
  `{${values.map((value) => `"${isPlain.test(value) ? value : escaped(value)}"`).join(",")}}`;

/** As nearly every path is. */
const isPlain = /^[\w./-]*$/;
const escaped = (value: string): string => storable(value).replace(/["\\]/g, "\\$&");
