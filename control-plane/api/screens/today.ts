// What Today asks of the API: runs that are not well, who waits for whom, what runs and what is due.

import { causesOf, type Troubled } from "#core/today/causes.ts";
import { todayScreen } from "#web/screens/today.ts";
import type { DayView } from "../day.ts";
import type { ThreatView } from "../deadlines.ts";
import type { PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import type { ApprovalView, Page, PipelineView, ProjectView, RunSummary } from "../types.ts";

const dayMs = 86_400_000;

export const todayPage: PageRoute = {
  ...{ path: "/", id: "showToday", summary: "Today: what needs a person, and what caused it" },
  query: { project: "Only of this project." },
  async show(reader, { query }) {
    const project = query.project || null;
    const of = project === null ? "" : `&project=${encodeURIComponent(project)}`;
    const started = new Date().toISOString();
    const runs = (state: string, more = "") =>
      reader.get<Page<RunSummary>>(`/runs?state=${state}&limit=500${more}${of}`);
    const [failed, waiting, running, threats, approvals, day, projects] = await Promise.all([
      runs("failed", "&newest=true&tasks=true"),
      runs("waiting"),
      runs("running"),
      reader.get<Page<ThreatView>>("/deadlines"),
      reader.get<Page<ApprovalView>>(`/approvals?${of.slice(1)}`),
      reader.get<DayView>(`/days/${started.slice(0, 10)}?${of.slice(1)}`),
      reader.get<Page<ProjectView>>("/projects?limit=500"),
    ]);
    const { now } = day;
    const recent = failed.items.filter(({ finishedAt }) => isRecent(finishedAt, now));
    const threatened = threats.items.filter((one) => project === null || one.project === project);
    const late = new Set(threatened.map(({ run }) => run));
    const troubled = [
      ...recent.map(failure),
      ...threatened.map(threat),
      ...waiting.items.filter(({ id }) => !late.has(id)).map(waits),
    ];
    const causes = causesOf(troubled, now);
    return todayScreen({
      ...{ now, causes, day, project, projects: projects.items, approvals: approvals.items },
      zone: await zoneOf(reader, causes[0]?.root ?? running.items[0] ?? day.planned[0]),
      running: running.items.toSorted((a, b) =>
        (a.startedAt ?? a.createdAt) < (b.startedAt ?? b.createdAt) ? -1 : 1,
      ),
      waiting: waiting.items.length,
      failed: new Map(recent.map((run) => [run.id, run])),
    });
  },
};

const isRecent = (finishedAt: string | null, now: string): boolean =>
  finishedAt !== null && Date.parse(now) - Date.parse(finishedAt) < dayMs;

const failure = (run: RunSummary): Troubled => {
  const task = run.tasks?.find(({ state }) => state === "failed");
  const message = task?.attempts.at(-1)?.message ?? task?.message ?? run.reason ?? "";
  const tries = task?.attempts.length ?? 0;
  return {
    ...{ run: run.id, project: run.project, pipeline: run.pipeline, state: "failed" },
    what:
      task === undefined
        ? message
        : `${task.name}: ${message}${tries > 1 ? ` ${tries} attempts.` : ""}`,
    since: run.finishedAt ?? run.createdAt,
    ...{ deadline: null, expectedAt: null },
  };
};

const threat = ({
  run,
  project,
  pipeline,
  state,
  at,
  since,
  expectedAt,
  cause,
}: ThreatView): Troubled => ({
  ...{ run, project, pipeline, state, since, expectedAt, deadline: at },
  what:
    cause === null
      ? "no reason is known"
      : `${cause.task === null ? "" : `${cause.task} `}${cause.message}`,
});

const waits = ({ id, project, pipeline, reason, createdAt }: RunSummary): Troubled => ({
  ...{
    run: id,
    project,
    pipeline,
    state: "waiting",
    what: reason === null ? "About to start" : `Waits for ${reason}`,
  },
  ...{ since: createdAt, deadline: null, expectedAt: null },
});

/** The zone of what is most urgent: one for the whole page, so that times can be compared. */
async function zoneOf(
  reader: PageReader,
  of: { project: string; pipeline: string } | undefined,
): Promise<string> {
  if (of === undefined) return "UTC";
  const { project, pipeline } = of;
  const found = await reader.find<PipelineView>(
    `/pipelines/${encodeURIComponent(project)}/${encodeURIComponent(pipeline)}`,
  );
  return found?.triggers[0]?.timezone ?? "UTC";
}
