// What the rest of a migration costs people: each kind of work once, with how much of it there is and how many jobs wait for it.

import type { ImportReport } from "./report.ts";
import type { ProjectDraft } from "./translate/draft.ts";

export interface EffortDriver {
  kind: keyof typeof kinds;
  title: string;
  count: number;
  /** That wait for it; null: none do, or nobody can say. */
  jobs: number | null;
}

const kinds = {
  decisions: "answers in params.yaml",
  names: "names in mapping.yaml that only you can say",
  review: "names in mapping.yaml to look through",
  reasons: "reasons for which jobs are refused and written by hand",
  tools: "commands that call the scheduler's own tools",
  connections: "connections that need hosts and secrets",
  channels: "channels of alerts to set up",
  holds: "jobs to hold before anything starts (holds.md)",
  variables: "variables to set before anything starts (variables.md)",
} as const;

type Known = Pick<ImportReport, "jobs" | "codes" | "decisions" | "risks">;

/** In the order in which they are done; what there is none of is left out. */
export function effortOf(
  { jobs, codes, decisions, risks }: Known,
  { mapping, files, holds, asked }: Pick<ProjectDraft, "mapping" | "files" | "holds" | "asked">,
): EffortDriver[] {
  const names = mapping.counts();
  const reasons = codes.filter((one) => one.outcome === "refused" && one.jobs > 0);
  const tools = risks.find(({ kind }) => kind === "scheduler-tools")?.jobs ?? 0;
  const counts: Record<keyof typeof kinds, [count: number, jobs: number | null]> = {
    decisions: [decisions.length, decisions.reduce((sum, one) => sum + one.jobs, 0)],
    names: [names.open, null],
    review: [names.assumed, null],
    reasons: [reasons.length, jobs.refused],
    tools: [tools, tools],
    connections: [
      files
        .keys()
        .filter((file) => file.startsWith("connections/"))
        .toArray().length,
      null,
    ],
    channels: [names.channels, null],
    holds: [holds.length, holds.length],
    variables: [asked.size, null],
  };
  return (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) => {
    const [count, waiting] = counts[kind];
    return count === 0 ? [] : [{ kind, title: kinds[kind], count, jobs: waiting }];
  });
}
