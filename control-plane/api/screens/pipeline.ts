// What the page of a pipeline asks of the API.

import type { ShownChange } from "#web/pipeline/history.ts";
import type { Right } from "#web/pipeline/rights.ts";
import { pipelineScreen } from "#web/screens/pipeline.ts";
import type { PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import { isDate } from "../start-run.ts";
import type {
  AbleView,
  Difference,
  ExplanationView,
  HistoryEntry,
  NeighboursView,
  Page,
  PipelineView,
  ProjectDetail,
  RunSummary,
  WhyView,
  YearView,
} from "../types.ts";
import { askedOf } from "./asked.ts";

const shownChanges = 3;
const acts = ["read", "trigger", "cancel", "rerun", "approve", "override"] as const;

export const pipelinePage: PageRoute = {
  path: "/pipelines/:project/:name",
  ...{ id: "showPipeline", summary: "A pipeline: is it well, when does it run, what changed" },
  params: { project: "Its project.", name: "Its name." },
  query: {
    unfold: "What is opened of the graph, with blanks between.",
    focus: "The task around which the graph is drawn.",
    steps: "How many steps around it.",
    year: "The year of its calendar, the present one without it.",
    day: "A business date of that year that is explained.",
  },
  async show(reader, { params, query }) {
    const [project, name] = [params.project ?? "", params.name ?? ""].map(encodeURIComponent);
    const path = `/pipelines/${project}/${name}`;
    const choices = askedOf(query);
    const pipeline = await reader.get<PipelineView>(path);
    const [found, runs, why, changes, rights, year, whyDay, neighbours] = await Promise.all([
      reader.find<ProjectDetail>(`/projects/${encodeURIComponent(pipeline.project)}`),
      reader.get<Page<RunSummary>>(
        `/runs?${new URLSearchParams({ project: pipeline.project, pipeline: pipeline.name, limit: "30" })}`,
      ),
      reader.get<WhyView>(`${path}/why`),
      changesOf(reader, path, pipeline),
      Promise.all(acts.map((action) => rightTo(reader, path, action))),
      reader.get<YearView>(`${path}/year${yearAsked(choices.year)}`),
      isDate(choices.day ?? "")
        ? reader.find<WhyView>(`${path}/why?date=${choices.day}`)
        : Promise.resolve(null),
      reader.get<NeighboursView>(`${path}/neighbours`),
    ]);
    return pipelineScreen({
      ...{ now: new Date().toISOString(), choices, pipeline, why, changes, rights },
      ...{ year, whyDay, neighbours },
      project: found,
      runs: runs.items.toReversed().map((run) => ({ ...run, missed: false })),
    });
  },
};

/** What is no year that there is means the present one. */
const yearAsked = (year: string | undefined): string =>
  /^(19[7-9]\d|2[01]\d\d)$/.test(year ?? "") && year !== "1970" ? `?year=${year}` : "";

/** Each against what was deployed before it. */
async function changesOf(
  reader: PageReader,
  path: string,
  { project, name }: PipelineView,
): Promise<ShownChange[]> {
  const { items } = await reader.get<Page<HistoryEntry>>(
    `${path}/history?limit=${shownChanges + 1}`,
  );
  return Promise.all(
    items.slice(0, shownChanges).map(async (entry, n) => {
      const before = items[n + 1];
      const found =
        before === undefined || before.commit === entry.commit
          ? null
          : await reader.find<Difference>(
              `/projects/${encodeURIComponent(project)}/difference?${new URLSearchParams({ from: before.commit, to: entry.commit, pipeline: name })}`,
            );
      return { entry, change: found?.plan.changes[0] ?? null, isNow: n === 0 };
    }),
  );
}

async function rightTo(reader: PageReader, path: string, action: string): Promise<Right> {
  const [able, own] = await Promise.all([
    reader.find<Page<AbleView>>(`${path}/able?action=${action}`),
    reader.find<ExplanationView>(`${path}/access?action=${action}`),
  ]);
  return {
    ...{ action, able: able?.items ?? null, own: own?.allowed ?? false },
    policies: (own?.deciding ?? []).map(({ id }) => id),
  };
}
