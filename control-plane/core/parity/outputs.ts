// What a run of either scheduler left behind, told by digests: the contents stay where they are.

/** One output of a run: what it wrote, a file, or a set of files under one name. */
export interface RunOutput {
  /** As the spec declares it; `stdout`: what was written to standard output, which a guard tells with `--digest`. */
  name: string;
  /** `sha256:` and 64 hex digits, of the content as its normalisers leave it. */
  digest: string;
  /** Null: whoever told it did not count them. */
  bytes: number | null;
  rows?: number;
  files?: number;
}

/** An output of ours that its spec declares. */
export type OwnOutput = Omit<RunOutput, "digest"> & {
  /** Null: it could not be measured, and is like nothing. */
  digest: string | null;
};

/** What of an output is not the same: the first of these that both sides told. */
export type OutputPart = "files" | "rows" | "bytes" | "digest";

export interface OutputDifference {
  name: string;
  part: OutputPart;
  ours: number | string;
  legacy: number | string;
}

export interface OutputComparison {
  differences: OutputDifference[];
  /** Names of outputs of ours of which a side told nothing. */
  notObservable: string[];
}

/**
 * What is compared is what ours has, which is what the spec declares: of an output that only the other side tells, nobody asked.
 * An equal digest is an equal output, whatever else is told of it.
 */
export function compareOutputs(
  ours: readonly OwnOutput[],
  legacy: readonly RunOutput[],
): OutputComparison {
  const differences: OutputDifference[] = [];
  const notObservable: string[] = [];
  for (const { digest, ...mine } of ours) {
    const theirs = legacy.find(({ name }) => name === mine.name);
    if (theirs === undefined || digest === null) notObservable.push(mine.name);
    else if (theirs.digest !== digest) differences.push(differenceOf({ ...mine, digest }, theirs));
  }
  return { differences, notObservable };
}

/**
 * A guard's own digest is 64 hex digits of the standard output, with or without `sha256:`. Null: it told none. On a host without
 * `sha256sum` it tells another sum, which is like none of ours and is no output.
 */
export function guardOutputs(digest: string | null): RunOutput[] {
  const hex = /^(?:sha256:)?([0-9a-f]{64})$/.exec(digest ?? "")?.[1];
  return hex === undefined ? [] : [{ name: "stdout", digest: `sha256:${hex}`, bytes: null }];
}

function differenceOf(ours: RunOutput, legacy: RunOutput): OutputDifference {
  for (const part of ["files", "rows", "bytes"] as const) {
    const [mine, theirs] = [ours[part] ?? null, legacy[part] ?? null];
    if (mine !== null && theirs !== null && mine !== theirs)
      return { name: ours.name, part, ours: mine, legacy: theirs };
  }
  return { name: ours.name, part: "digest", ours: ours.digest, legacy: legacy.digest };
}
