// Renames: a pipeline that says in `renamedFrom` what it was called goes on as that pipeline, with its history, its place
// in its schedules and its holds. Without it the same change takes one pipeline away and adds another.

import { canonicalJson } from "./canonical.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { parseContent } from "./parse.ts";
import type { PlannedPipeline } from "./plan.ts";

type Side = Pick<PlannedPipeline, "name" | "pipeline">;

/**
 * By its new name, the deployed pipeline that goes on under it: the first of `renamedFrom` that is deployed and not
 * wanted any more. Also the other way round, as a revert has it: the old name is back and the one that came of it gone.
 * @param kept Names of deployed pipelines that stay as they are.
 */
export function renamesOf<L extends Side>(
  desired: readonly Side[],
  live: ReadonlyMap<string, L>,
  kept: ReadonlySet<string>,
): Map<string, L> {
  const wanted = new Set(desired.map(({ name }) => name));
  const isFree = (name: string) => live.has(name) && !wanted.has(name) && !kept.has(name);
  const renames = new Map<string, L>();
  const come = desired.filter(({ name }) => !live.has(name));
  if (come.length === 0) return renames;
  const taken = new Set<string>();
  const take = (name: string, from: string | undefined) => {
    const before = from === undefined || taken.has(from) ? undefined : live.get(from);
    if (before === undefined) return;
    taken.add(before.name);
    renames.set(name, before);
  };
  for (const { name, pipeline } of come) take(name, pipeline.renamedFrom?.find(isFree));
  const back = new Map<string, string>();
  for (const { name, pipeline } of live.values())
    if (isFree(name)) for (const old of pipeline.renamedFrom ?? []) back.set(old, name);
  for (const { name } of come) if (!renames.has(name)) take(name, back.get(name));
  return renames;
}

/** Names that sources in error lay claim to while their own are not deployed: what has them stays. */
export const claimedByBroken = (
  broken: readonly { name: string | null; renamedFrom?: readonly string[] | undefined }[],
  live: ReadonlySet<string>,
): Set<string> =>
  new Set(
    broken.flatMap(({ name, renamedFrom }) =>
      renamedFrom === undefined || (name !== null && live.has(name)) ? [] : renamedFrom,
    ),
  );

interface Renamed {
  path: string;
  name: string | null;
  renamedFrom?: readonly string[] | undefined;
}

/**
 * Errors for former names that are no rename: another pipeline has the name, or lays claim to it as well.
 * @param content Gives the file of a source; only asked for those in which something is wrong.
 */
export function checkRenames(
  sources: readonly Renamed[],
  content: (path: string) => string | Uint8Array | undefined,
): Diagnostic[] {
  const claims = sources.filter(({ renamedFrom }) => renamedFrom !== undefined);
  if (claims.length === 0) return [];
  const present = new Map(sources.map(({ name, path }) => [name, path]));
  const claimers = Map.groupBy(
    claims.flatMap(({ path, renamedFrom = [] }) =>
      [...new Set(renamedFrom)].map((old) => ({ old, path })),
    ),
    ({ old }) => old,
  );
  return claims.flatMap(({ path, name, renamedFrom = [] }) =>
    renamedFrom.flatMap((old, index): Diagnostic[] => {
      const at = { path, index, content };
      if (old === name)
        return [
          wrong(at, `"${old}" is its name now`, "`renamedFrom` says what it was called before"),
        ];
      const there = present.get(old);
      if (there !== undefined)
        return [
          wrong(
            at,
            `another pipeline is called "${old}": ${there}`,
            "take that one away, or this line once the rename is deployed",
          ),
        ];
      const other = claimers.get(old)?.find((one) => one.path !== path);
      if (other === undefined) return [];
      return [
        wrong(
          at,
          `${other.path} was called "${old}" too, by its own words`,
          "only one can go on as that pipeline",
        ),
      ];
    }),
  );
}

function wrong(
  {
    path,
    index,
    content,
  }: {
    path: string;
    index: number;
    content: (path: string) => string | Uint8Array | undefined;
  },
  message: string,
  help: string,
): Diagnostic {
  const text = content(path);
  const document = text === undefined ? null : parseContent(path, text);
  const isList = Array.isArray((document?.value as { renamedFrom?: unknown })?.renamedFrom);
  const span = document
    ?.document()
    .spanOf(isList ? ["renamedFrom", index] : ["renamedFrom"], "value");
  return {
    ...{ code: "invalid-rename", severity: "error", file: path },
    ...(span ?? { line: 1, column: 1, endLine: 1, endColumn: 1 }),
    message,
    help,
  };
}

/** One pipeline goes and another comes that looks like it under a new name. */
export interface LostRename {
  from: string;
  to: string;
}

/** What is taken away and added in the same file, or the same but for its name: perhaps a rename that does not say so. */
export function lostRenames(
  removed: readonly PlannedPipeline[],
  added: readonly PlannedPipeline[],
): LostRename[] {
  if (removed.length === 0 || added.length === 0) return [];
  // Among very many the comparison of contents would take longer than the plan.
  const isCheap = removed.length + added.length <= 500;
  const files = new Map(removed.map(({ file, name }) => [file, name]));
  const contents = new Map(isCheap ? removed.map((one) => [withoutName(one), one.name]) : []);
  return added.flatMap((one) => {
    const from = files.get(one.file) ?? (isCheap ? contents.get(withoutName(one)) : undefined);
    return from === undefined ? [] : { from, to: one.name };
  });
}

const withoutName = ({
  pipeline: { name: _, renamedFrom: __, ...rest },
}: PlannedPipeline): string => canonicalJson(rest);
