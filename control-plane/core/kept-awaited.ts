// A pipeline that others await does not go: a plan that would take it away, or rename it, leaves it deployed and says so.

import { brokenBundles, type HeldBack, heldByBundles } from "./bundles.ts";
import { awaitedBy } from "./conditions/awaited.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { PipelineSource } from "./estate.ts";
import { checkAwaits } from "./estate-awaits.ts";
import { nameSpan } from "./estate-duplicates.ts";
import type { Judged } from "./judge.ts";
import { tasksOffered } from "./judge.ts";
import type { Action, Plan, PlannedPipeline } from "./plan.ts";

/** One deployed pipeline asks about another. */
export interface Awaiter {
  awaited: string;
  /** Null: the run as a whole. */
  task: string | null;
  /** The one that asks, and its spec file. */
  name: string;
  file: string;
}

/** Who of these asks about others of the same project. */
export const awaitersAmong = (deployed: readonly PlannedPipeline[]): Awaiter[] =>
  deployed.flatMap(({ name, file, pipeline, awaited }) =>
    (awaited ?? awaitedBy(pipeline)).flatMap((one) =>
      one.project === null ? [{ awaited: one.pipeline, task: one.task, name, file }] : [],
    ),
  );

/** Who asks about what the plan would leave without an answer: their files are to be judged, changed or not. */
export function unanswered(
  plan: Pick<Plan, "changes">,
  good: readonly PlannedPipeline[],
  awaiters: readonly Awaiter[],
): Awaiter[] {
  const actions = actionsOf(plan);
  const desired = new Map(good.map((one) => [one.name, one]));
  const offers = new Map<string, ReadonlySet<string>>();
  return awaiters.filter(({ awaited, task, name }) => {
    const action = actions.get(awaited)?.action;
    if (action === undefined || actions.get(name)?.action === "removed") return false;
    if (action === "removed") return true;
    const now = desired.get(awaited);
    if (task === null || now === undefined) return false;
    return !offers.getOrInsertComputed(awaited, () => tasksOffered(now.pipeline)).has(task);
  });
}

/** By name, what the plan does; a pipeline that is renamed goes under its old name. */
function actionsOf(plan: Pick<Plan, "changes">) {
  const actions = new Map<string, { action: Action; file: string; successor: string | null }>();
  for (const { pipeline, action, file, before, renamedFrom } of plan.changes) {
    actions.set(pipeline, { action, file, successor: null });
    if (renamedFrom !== undefined)
      actions.set(renamedFrom, {
        action: "removed",
        file: before?.file ?? file,
        successor: before?.file === file ? null : file,
      });
  }
  return actions;
}

interface KeepInput {
  judged: Judged;
  /** Plans what is judged; `kept` are files whose pipelines stay deployed though the revision would take them away. */
  plan: (judged: Judged, kept: ReadonlySet<string>) => Promise<Plan> | Plan;
  /** What may not be deployed, by the names that are deployed or were to be. */
  denied?: ReadonlyMap<string, HeldBack>;
  /** The plan of `judged`, where it is made already: of 10,000 pipelines it takes 0.1 s. */
  made?: Plan | undefined;
  /** Who of what is deployed asks about what the plan changes. */
  awaiters: readonly Awaiter[];
  /** The sources with what they await. */
  read: readonly Pick<PipelineSource, "path" | "awaited">[];
  contentOf: (path: string) => string | Uint8Array | undefined;
  /** Files in error of the rest of the project, with their bundles. */
  brokenElsewhere?: readonly { path: string; bundle: string | null }[];
}

/** The plan that takes nothing away that others await, with what it is made of. */
export async function keepAwaited({
  plan: planOf,
  awaiters,
  read,
  contentOf,
  brokenElsewhere = [],
  denied = new Map(),
  ...input
}: KeepInput) {
  let { judged } = input;
  const files = new Set<string>();
  let plan = input.made ?? (await planOf(judged, files));
  // Who stays as it was for what is kept asks as before, so that more may have to be kept.
  for (;;) {
    const awaited = keptAwaited(plan, awaiters);
    const kept = new Map([
      ...heldByBundles(plan, brokenBundles(judged.sources, brokenElsewhere)),
      ...heldBack(awaited, contentOf),
      ...deniedOf(plan, denied),
    ]);
    if (kept.size === 0) return { judged, plan, files };
    for (const { file } of kept.values()) files.add(file);
    judged = withoutUnoffered(withKept(judged, kept, contentOf), plan, read, contentOf);
    plan = await planOf(judged, files);
  }
}

/** What is kept already is in the plan no more. */
const deniedOf = ({ changes }: Plan, denied: ReadonlyMap<string, HeldBack>) => {
  const names = new Set(changes.map(({ pipeline, renamedFrom }) => renamedFrom ?? pipeline));
  return [...denied].filter(([name]) => names.has(name));
};

interface Kept {
  file: string;
  by: Awaiter[];
  /** Another file, whose pipeline was to go on in its place. */
  successor?: string;
}

/** What the plan may not remove, with who awaits it: whoever is deployed afterwards and asks about it as before. */
export function keptAwaited(
  plan: Pick<Plan, "changes">,
  awaiters: readonly Awaiter[],
): Map<string, Kept> {
  const actions = actionsOf(plan);
  const kept = new Map<string, Kept>();
  // What is kept may itself await something that would go.
  for (;;) {
    const before = kept.size;
    for (const [name, { action, file, successor }] of actions) {
      if (action !== "removed" || kept.has(name)) continue;
      const by = awaiters.filter((one) => {
        if (one.awaited !== name || one.name === name) return false;
        const own = actions.get(one.name)?.action;
        // One that changes was judged: what it awaits now is there.
        return own === undefined || (own === "removed" && kept.has(one.name));
      });
      if (by.length > 0) kept.set(name, { file, by, ...(successor === null ? {} : { successor }) });
    }
    if (kept.size === before) return kept;
  }
}

/** What is awaited, as it is kept. */
export const heldBack = (
  kept: ReadonlyMap<string, Kept>,
  contentOf: (path: string) => string | Uint8Array | undefined,
): [string, HeldBack][] =>
  [...kept].map(([name, { file, by, successor }]) => [
    name,
    {
      file,
      ...(successor === undefined ? {} : { successor }),
      diagnostic: awaitedText(name, by, contentOf(file) === undefined && successor === undefined),
    },
  ]);

/** The judged sources with those of the kept pipelines in error, whether their files are gone or have other names now. */
export function withKept(
  judged: Judged,
  kept: ReadonlyMap<string, HeldBack>,
  contentOf: (path: string) => string | Uint8Array | undefined,
): Judged {
  const files = new Map<string, Diagnostic>();
  for (const { file, successor, diagnostic } of kept.values())
    for (const path of [file, ...(successor === undefined ? [] : [successor])])
      files.set(path, {
        file: path,
        ...diagnostic,
        ...nameSpan(path, contentOf(path)),
      });
  const there = new Set(judged.sources.map(({ path }) => path));
  const broken = withErrors(judged, new Map([...files].map(([file, found]) => [file, [found]])));
  const gone = [...kept].flatMap(([name, { file }]) => {
    const found = files.get(file);
    if (there.has(file) || found === undefined) return [];
    return [{ path: file, name, inputs: [file], diagnostics: [found], broken: true }];
  });
  return { ...broken, sources: [...broken.sources, ...gone] };
}

/**
 * Without those that await what does not come after all, as the new name of a kept pipeline: they, too, stay as they
 * were.
 * @param plan The plan that was made before anything was kept.
 * @param read The sources with what they await.
 */
function withoutUnoffered(
  judged: Judged,
  plan: Pick<Plan, "changes">,
  read: readonly Pick<PipelineSource, "path" | "awaited">[],
  contentOf: (path: string) => string | Uint8Array | undefined,
): Judged {
  const added = plan.changes.flatMap(({ action, pipeline }) =>
    action === "added" || action === "renamed" ? pipeline : [],
  );
  let left = judged;
  for (;;) {
    const [names, files] = [new Set<string>(), new Set<string>()];
    for (const { name, file } of left.good) {
      names.add(name);
      files.add(file);
    }
    const missing = new Set(added.filter((name) => !names.has(name)));
    const found = new Map<string, Diagnostic[]>();
    for (const source of read) {
      if (!files.has(source.path)) continue;
      const there = (source.awaited ?? []).filter(({ pipeline }) => !missing.has(pipeline));
      const offers = new Map(there.map(({ pipeline }) => [pipeline, () => null]));
      const errors = checkAwaits([source], offers, true, contentOf);
      if (errors.length > 0) found.set(source.path, errors);
    }
    if (found.size === 0) return left;
    left = withErrors(left, found);
  }
}

function withErrors(judged: Judged, found: ReadonlyMap<string, Diagnostic[]>): Judged {
  return {
    good: judged.good.filter(({ file }) => !found.has(file)),
    sources: judged.sources.map((source) => {
      const errors = found.get(source.path);
      if (errors === undefined) return source;
      return { ...source, broken: true, diagnostics: [...source.diagnostics, ...errors] };
    }),
    diagnostics: [...judged.diagnostics, ...[...found.values()].flat()],
  };
}

function awaitedText(
  name: string,
  by: readonly Awaiter[],
  isRemoved: boolean,
): HeldBack["diagnostic"] {
  const names = [...new Set(by.map((one) => one.name))];
  const [first] = by;
  const what = isRemoved ? "can't be removed" : "can't get another name";
  return {
    ...{ code: "unknown-awaited", severity: "error" },
    message: `pipeline "${name}" ${what} while ${some(names)} ${names.length === 1 ? "awaits" : "await"} it`,
    help: `it stays deployed as it was; change ${first?.file} as well`,
  };
}

const some = (names: readonly string[]): string =>
  names.length > 3
    ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
    : names.join(", ").replace(/, ([^,]*)$/, " and $1");
