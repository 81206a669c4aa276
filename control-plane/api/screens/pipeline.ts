// What the page of a pipeline asks of the API.

import type { ShownChange } from "#web/pipeline/history.ts";
import type { Right } from "#web/pipeline/rights.ts";
import { pipelineScreen } from "#web/screens/pipeline.ts";
import type { PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import type {
  AbleView,
  Difference,
  ExplanationView,
  HistoryEntry,
  Page,
  PipelineView,
  ProjectDetail,
  RunSummary,
  WhyView,
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
  },
  async show(reader, { params, query }) {
    const [project, name] = [params.project ?? "", params.name ?? ""].map(encodeURIComponent);
    const path = `/pipelines/${project}/${name}`;
    const pipeline = await reader.get<PipelineView>(path);
    const [found, runs, why, changes, rights] = await Promise.all([
      reader.find<ProjectDetail>(`/projects/${encodeURIComponent(pipeline.project)}`),
      reader.get<Page<RunSummary>>(
        `/runs?${new URLSearchParams({ project: pipeline.project, pipeline: pipeline.name, limit: "30" })}`,
      ),
      reader.get<WhyView>(`${path}/why`),
      changesOf(reader, path, pipeline),
      Promise.all(acts.map((action) => rightTo(reader, path, action))),
    ]);
    return pipelineScreen({
      ...{ now: new Date().toISOString(), choices: askedOf(query), pipeline, why, changes, rights },
      project: found,
      runs: runs.items.toReversed().map((run) => ({ ...run, missed: false })),
    });
  },
};

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
