// What of a task's run is compared with the job of the scheduler before, as its spec declares it.

import type { DigestSpec, Normaliser } from "#schemas/types.ts";

export interface DeclaredOutput {
  name: string;
  /** A path, or a pattern of paths in one folder; texts may hold `${{ }}`. */
  of: { file: string } | { glob: string } | "stdout";
  digest: "sha256" | "rows" | "files";
  normalize: Normaliser[];
}

export const declaredOutput = (spec: DigestSpec): DeclaredOutput => ({
  digest: spec.digest ?? "sha256",
  name: spec.name,
  normalize: spec.normalize ?? [],
  of:
    spec.file !== undefined
      ? { file: spec.file }
      : spec.glob !== undefined
        ? { glob: spec.glob }
        : "stdout",
});

export const outputSpec = ({ name, of, digest, normalize }: DeclaredOutput): DigestSpec => ({
  name,
  ...(of === "stdout" ? { stdout: true } : of),
  digest,
  ...(normalize.length === 0 ? {} : { normalize }),
});

/** For people, such as `report: rows of out/report.csv`. */
export function outputText({ name, of, digest, normalize }: DeclaredOutput): string {
  const what = of === "stdout" ? "what it writes" : "file" in of ? of.file : of.glob;
  return `${name}: ${digest} of ${what}${normalize.length === 0 ? "" : ", normalized"}`;
}
