// What Migration asks of the API.

import { addressOf } from "#web/paging.ts";
import { migrationScreen, type ShownWave } from "#web/screens/migration.ts";
import type { Asked, PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import { notFound } from "../problem.ts";
import type {
  CutoverView,
  LegacySourceView,
  MigrationView,
  Page,
  ParityPairView,
  ParityView,
  ProjectView,
  StatusView,
} from "../types.ts";

/** With a month and a half of days each: more would be no picture any more. */
const jobsAtOnce = 60;
/** What can be done least about comes last. */
const stages = ["shadow", "observe", "live", "retired"];

export const migrationPage: PageRoute = {
  ...{ path: "/migration", id: "showMigration", summary: "Waves, parity and what a gate lacks" },
  query: {
    ...{ project: "Of the wave.", wave: "The wave that is looked at." },
    ...{ from: "First business date.", to: "Last business date.", after: "Which page of jobs." },
    job: "The job of which pairs of runs are shown: `PIPELINE` or `PIPELINE/TASK`.",
    date: "Only of this business date.",
  },
  async show(reader, { query }) {
    const { waves } = await reader.get<StatusView>("/status");
    const wave =
      query.wave === undefined
        ? [...waves].sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage))[0]
        : waves.find(
            (one) => one.wave === query.wave && (query.project ?? one.project) === one.project,
          );
    if (query.wave !== undefined && wave === undefined)
      throw notFound(`wave "${query.wave}"`, `known: ${waves.map((one) => one.wave).join(", ")}`);
    const { project, wave: name } = wave ?? {};
    return migrationScreen({
      ...{ now: new Date().toISOString(), waves },
      query: { ...query, project, wave: name },
      shown: wave === undefined ? null : await shownOf(reader, wave, query),
      report: wave === undefined ? await firstReport(reader) : null,
    });
  },
};

/** Before there are waves there is an import: of so many projects the first that has one. */
async function firstReport(reader: PageReader): Promise<MigrationView["report"]> {
  const { items } = await reader.get<Page<ProjectView>>("/projects?limit=20");
  const found = await Promise.all(
    items.map(({ name }) =>
      reader.find<MigrationView>(`/projects/${encodeURIComponent(name)}/migration`),
    ),
  );
  return found.flatMap((one) => one?.report ?? [])[0] ?? null;
}

async function shownOf(
  reader: PageReader,
  wave: StatusView["waves"][number],
  { from, to, after, job, date }: Asked["query"],
): Promise<ShownWave> {
  const path = `/projects/${encodeURIComponent(wave.project)}`;
  const [pipeline = "", ...task] = (job ?? "").split("/");
  const [jobs, cutover, sources, migration, pairs] = await Promise.all([
    reader.get<Page<ParityView>>(
      addressOf(`${path}/parity`, { wave: wave.wave, from, to, after, limit: `${jobsAtOnce}` }),
    ),
    reader.find<CutoverView>(`${path}/cutover/waves/${encodeURIComponent(wave.wave)}`),
    reader.find<Page<LegacySourceView>>(`${path}/legacy-sources`),
    reader.find<MigrationView>(addressOf(`${path}/migration`, { wave: wave.wave })),
    job === undefined
      ? null
      : reader.find<Page<ParityPairView>>(
          addressOf(
            `/pipelines/${encodeURIComponent(wave.project)}/${encodeURIComponent(pipeline)}/parity`,
            {
              ...{ from, to, task: task.join("/") },
            },
          ),
        ),
  ]);
  return {
    ...{ wave, jobs, cutover, migration, sources: sources?.items ?? [] },
    pairs:
      job === undefined || pairs === null ? null : { job, date: date ?? null, items: pairs.items },
  };
}
