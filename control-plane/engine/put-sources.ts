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
  // Teams' pipelines mention the same scripts: each list is sent, and kept, once.
  const lists = new Map<string, number>();
  const those = sources.map(({ path, inputs }) =>
    lists.getOrInsertComputed(
      arrayText(inputs.filter((input) => input !== path)),
      () => lists.size + 1,
    ),
  );
  await putSources(db, {
    project,
    commit,
    paths: sources.map(({ path }) => path),
    names: sources.map(({ name }) => name && storable(name)) as string[],
    lists: those,
    inputs: [...lists.keys()],
    renamedFrom: whereSaid(
      sources,
      ({ renamedFrom }) => renamedFrom?.length,
      (one) => arrayText(one.renamedFrom ?? []),
    ),
    bundles: whereSaid(
      sources,
      ({ bundle }) => bundle,
      ({ bundle }) => bundle ?? null,
    ),
    diagnostics: whereSaid(
      sources,
      ({ diagnostics }) => diagnostics.length,
      (one) => storableJson(one.diagnostics),
    ),
    broken: whereSaid(
      sources,
      ({ broken }) => broken,
      ({ broken }) => broken,
    ),
    calendarLines: whereSaid(
      sources,
      ({ calendarLines }) => calendarLines,
      ({ calendarLines }) => (calendarLines === undefined ? null : JSON.stringify(calendarLines)),
    ),
    stageLines: whereSaid(
      sources,
      ({ wave }) => wave,
      ({ wave }) => wave?.line ?? null,
    ),
  });
}

/** A column, or nothing where no source says anything: half of what the statement would take. */
function whereSaid<T>(
  sources: readonly JudgedSource[],
  says: (source: JudgedSource) => unknown,
  value: (source: JudgedSource) => T,
): NonNullable<T>[] {
  return sources.some(says) ? (sources.map(value) as NonNullable<T>[]) : [];
}

/** A text[] in Postgres' own notation: an array of arrays of different lengths can't be a parameter. */
const arrayText = (values: readonly string[]): string =>
  `{${values.map((value) => `"${isPlain.test(value) ? value : escaped(value)}"`).join(",")}}`;

/** As nearly every path is. */
const isPlain = /^[\w./-]*$/;
const escaped = (value: string): string => storable(value).replace(/["\\]/g, "\\$&");
