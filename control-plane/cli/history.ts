// `trunkline history`: the commits that made a pipeline what it is, and the runs of each.

import type { ApiClient, HistoryEntry, RunSummary } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { everyItem } from "./pages.ts";

export const command = defineCommand({
  description:
    "Newest first. From a run to its commit: `trunkline runs show`; from a commit to its runs: the last column, the newest\n" +
    "of them by id. ORIGIN says when a deployment brought back an earlier content (a roll-back), which commits its message\n" +
    "takes back, and who released it if it was held. With --project and no PIPELINE: the revisions of a project.",
  arguments: { PIPELINE: { description: "its name, or PROJECT/NAME" } },
  options: {
    ...connectionOptions,
    project: { type: "string", value: "NAME", description: "the revisions of this project" },
    limit: {
      type: "integer",
      value: "N",
      default: 20,
      range: [1, 1_000_000],
      description: "at most so many revisions",
    },
  },
  examples: [
    { command: "trunkline history daily-revenue", description: "who changed it, when, with what" },
    { command: "trunkline history --project retail", description: "what was deployed" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    if (args.PIPELINE === undefined) {
      const { listRevisions } = await import("./project-history.ts");
      return listRevisions(input);
    }
    const { originText } = await import("#core/revision-origin.ts");
    const { shownInstant } = await import("./instant.ts");
    const { name, project: named } = splitName(args.PIPELINE);
    const project = named ?? options.project;
    const query = project === undefined ? {} : { project };
    const entries = await withServer(input, signal, async (api) => {
      const history = await Array.fromAsync(
        everyItem((page) => api.history(name, { ...query, ...page }), options.limit),
      );
      return withRuns(history, await newestRuns(api, name, query));
    });
    out.list(entries, [
      { title: "DEPLOYED", value: (entry) => shownInstant(entry.appliedAt) },
      { title: "BY", value: (entry) => entry.appliedBy },
      { title: "ACTION", value: (entry) => entry.action },
      { title: "COMMIT", value: (entry) => entry.commit.slice(0, 12) },
      { title: "CHANGE", value: (entry) => (entry.change === null ? "" : `#${entry.change}`) },
      { title: "AUTHOR", value: (entry) => entry.author },
      { title: "APPROVED BY", value: (entry) => entry.approvers.join(", ") },
      { title: "SIGNED BY", value: (entry) => entry.signedBy.join(", ") },
      {
        title: "ORIGIN",
        value: ({ confirmation: given, ...entry }) => {
          const origin = originText(entry.backTo, entry);
          return given === null ? origin : `${origin} (${given.reason ?? given.of})`;
        },
      },
      { title: "FILE", value: (entry) => entry.file },
      { title: "SUBJECT", value: (entry) => entry.subject },
      {
        title: "RUNS",
        value: ({ runs, newestRuns: ids, markedRuns, overriddenRuns }) => {
          const shown = ids.map((id) => {
            const notes = [
              ...(id in markedRuns ? [`marked by ${markedRuns[id]?.join(", ")}`] : []),
              ...(id in overriddenRuns ? [`overridden by ${overriddenRuns[id]?.join(", ")}`] : []),
            ];
            return notes.length === 0 ? id : `${id} (${notes.join("; ")})`;
          });
          return shown.length === 0 ? `${runs}` : `${runs}: ${shown.join(" ")}`;
        },
      },
    ]);
  },
});

/** Runs that are looked through for those of each revision: one request. */
const runsLookedAt = 100;
const shownRuns = 3;

const newestRuns = (api: ApiClient, pipeline: string, query: { project?: string }) =>
  Array.fromAsync(everyItem((page) => api.runs({ pipeline, ...query, ...page }), runsLookedAt));

/** Who said of which run what a task counts as, and who changed which run. */
type WithRuns = HistoryEntry & {
  newestRuns: string[];
  markedRuns: Record<string, string[]>;
  overriddenRuns: Record<string, string[]>;
};

/** A run belongs to the newest change that was deployed when it was created. */
function withRuns(history: readonly HistoryEntry[], runs: readonly RunSummary[]): WithRuns[] {
  const ids = new Map<HistoryEntry, RunSummary[]>();
  for (const run of runs) {
    const created = Temporal.Instant.from(run.createdAt);
    const entry = history.find(
      ({ appliedAt }) => Temporal.Instant.compare(appliedAt, created) <= 0,
    );
    if (entry && run.state !== "skipped") ids.getOrInsertComputed(entry, () => []).push(run);
  }
  return history.map((entry) => ({
    ...entry,
    newestRuns:
      ids
        .get(entry)
        ?.slice(0, shownRuns)
        .map(({ id }) => id) ?? [],
    markedRuns: byRun(ids.get(entry), ({ markedBy }) => markedBy),
    overriddenRuns: byRun(ids.get(entry), ({ overriddenBy }) => overriddenBy),
  }));
}

const byRun = (
  runs: readonly RunSummary[] = [],
  who: (run: RunSummary) => string[],
): Record<string, string[]> =>
  Object.fromEntries(
    runs.flatMap((run) => (who(run).length === 0 ? [] : [[run.id, who(run)] as const])),
  );
