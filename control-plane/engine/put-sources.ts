// What is kept of spec files: what each is made of, and what is wrong in it since when.

import type { JudgedSource } from "#core/judge.ts";
import type { Db } from "#store/connect.ts";
import { putSources } from "#store/sources.sql.ts";
import { storable, storableJson } from "#store/storable.ts";

/** @param commit Of the revision, for those that it breaks. */
export async function putSourceRows(
  db: Db,
  project: number,
  commit: string,
  sources: readonly JudgedSource[],
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
