// Bundles: pipelines that apply together. While one of them is in error, or held back, no change of another is deployed.

import type { Diagnostic } from "./diagnostic.ts";
import { nameSpan } from "./estate-duplicates.ts";
import type { Plan } from "./plan.ts";

/** By its bundle, the file of a member that holds the others back. */
export type BrokenBundles = ReadonlyMap<string, string>;

interface Member {
  path: string;
  broken: boolean;
  bundle?: string | undefined;
}

/** @param others Files in error that were not read now, with their bundles. */
export function brokenBundles(
  sources: readonly Member[],
  others: readonly { path: string; bundle: string | null }[],
): BrokenBundles {
  const found = new Map<string, string>();
  for (const { path, broken, bundle } of sources)
    if (broken && bundle !== undefined) found.getOrInsert(bundle, path);
  for (const { path, bundle } of others) if (bundle !== null) found.getOrInsert(bundle, path);
  return found;
}

/** What is kept as it was, though the plan would change it. */
export interface HeldBack {
  file: string;
  /** Another file, whose pipeline was to go on in its place. */
  successor?: string;
  diagnostic: Pick<Diagnostic, "code" | "severity" | "message" | "help">;
}

/** Changes that wait for another member of their bundle, by the names that are deployed or were to be. */
export function heldByBundles(
  plan: Pick<Plan, "changes">,
  broken: BrokenBundles,
): Map<string, HeldBack> {
  const held = new Map<string, HeldBack>();
  if (broken.size === 0) return held;
  for (const { pipeline, action, file, before, bundle, renamedFrom } of plan.changes) {
    const by = bundle === undefined ? undefined : broken.get(bundle);
    if (bundle === undefined || by === undefined) continue;
    const was = before?.file ?? file;
    held.set(renamedFrom ?? pipeline, {
      file: action === "added" ? file : was,
      ...(was === file ? {} : { successor: file }),
      diagnostic: waits(bundle, by),
    });
  }
  return held;
}

const waits = (bundle: string, by: string): HeldBack["diagnostic"] => ({
  ...{ code: "bundle-held", severity: "warning" },
  message: `it waits for ${by}, which is in error and of the same bundle "${bundle}"`,
  help: "what is deployed of the bundle stays until all of its files are good",
});

/**
 * Warnings at good files whose changes would wait for another one.
 * @param content Gives the file of a source; only asked for those that would.
 */
export function checkBundles(
  sources: readonly {
    path: string;
    bundle?: string | undefined;
    diagnostics: readonly Diagnostic[];
  }[],
  content: (path: string) => string | Uint8Array | undefined,
): Diagnostic[] {
  const members = sources.map(({ path, bundle, diagnostics }) => ({
    ...{ path, bundle },
    broken: diagnostics.some(({ severity }) => severity === "error"),
  }));
  const broken = brokenBundles(members, []);
  if (broken.size === 0) return [];
  return members.flatMap(({ path, bundle, broken: isBroken }): Diagnostic[] => {
    const by = isBroken || bundle === undefined ? undefined : broken.get(bundle);
    if (by === undefined || bundle === undefined) return [];
    return [{ file: path, ...nameSpan(path, content(path)), ...waits(bundle, by) }];
  });
}
