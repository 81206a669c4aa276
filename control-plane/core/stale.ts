// A pipeline whose file is in error goes on as it was deployed last: what keeps it there, and since which commit.

export interface Stale {
  /** The spec file that keeps it. */
  file: string;
  /** First of what is wrong. */
  message: string | null;
  line: number | null;
  /** The commit that broke it, and when that was looked at; null where an earlier version did not keep it. */
  commit: string | null;
  since: string | null;
}

/** Such as `stale since 4f1c0a2b9d8e: pipelines/load.yaml:3: the pipeline has no tasks; the last good revision stays deployed`. */
export function staleText({ file, message, line, commit }: Stale): string {
  const since = commit === null ? "stale" : `stale since ${commit.slice(0, 12)}`;
  const place = line === null ? file : `${file}:${line}`;
  return `${since}: ${place}: ${message ?? "the file has errors"}; the last good revision stays deployed`;
}
