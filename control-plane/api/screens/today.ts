// What Today asks of the API: runs that are not well, who waits for whom and for what, what runs and what is due.

import { causesOf } from "#core/today/causes.ts";
import { heldBy } from "#core/today/shared-waits.ts";
import { addressOf } from "#web/paging.ts";
import { todayScreen } from "#web/screens/today.ts";
import type { Asked } from "#web/today/lists.ts";
import type { PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import type {
  ApprovalView,
  DeployedView,
  DueView,
  ExplanationView,
  LoadView,
  Page,
  ProjectView,
  RunSummary,
  SharedWaitView,
  ThreatView,
  UsualView,
} from "../types.ts";
import { failure, heldUp, threat, waits } from "./troubled.ts";

const dayMs = 86_400_000;
/** Of failed, running and waiting runs so many are looked at. */
const [mostFailed, mostRunning, mostWaiting] = [100, 200, 200];
/** Approvals of which whoever reads is told whether they may. */
const mostAsked = 8;

export const todayPage: PageRoute = {
  ...{ path: "/", id: "showToday", summary: "Today: what needs a person, and what caused it" },
  query: { project: "Only of this project." },
  async show(reader, { query }) {
    const project = query.project || undefined;
    const runs = (state: string, limit: number, more = {}) =>
      reader.get<Page<RunSummary>>(
        addressOf("/runs", { state, limit: String(limit), project, ...more }),
      );
    const [failed, waiting, running, deadlines, approvals, due, projects, shared, deployed] =
      await Promise.all([
        runs("failed", mostFailed, { newest: "true", tasks: "true" }),
        runs("waiting", mostWaiting),
        runs("running", mostRunning),
        reader.get<Page<ThreatView>>("/deadlines?onTrack=true"),
        reader.get<Page<ApprovalView>>(addressOf("/approvals", { project })),
        reader.get<DueView>(addressOf("/due", { project, limit: "8" })),
        reader.get<Page<ProjectView>>("/projects?limit=500"),
        reader.get<Page<SharedWaitView>>(addressOf("/shared-waits", { project })),
        reader.get<Page<DeployedView>>(addressOf("/deployed", { project })),
      ]);
    const { now } = due;
    const isOwn = (one: { project: string }) => project === undefined || one.project === project;
    const recent = failed.items.filter(({ finishedAt }) => isRecent(finishedAt, now));
    const threatened = deadlines.items.filter((one) => isOwn(one) && one.state !== "on-track");
    const onTrack = deadlines.items.filter((one) => isOwn(one) && one.state === "on-track");
    const late = new Set(threatened.map(({ run }) => run));
    const held = heldBy(shared.items);
    const troubled = [
      ...recent.map(failure),
      ...threatened.map(threat),
      ...waiting.items.filter(({ id }) => !late.has(id)).map(waits),
      ...running.items.flatMap((run) => {
        const by = late.has(run.id) ? undefined : held.get(run.id);
        return by === undefined ? [] : heldUp(run, by);
      }),
    ];
    const causes = causesOf(troubled, now, shared.items);
    const usual = await usualOf(reader, [
      ...[...causes.flatMap((cause) => cause.runs), ...running.items, ...onTrack],
      ...[...approvals.items.slice(0, mostAsked), ...due.items],
    ]);
    const known = new Map(usual.map((one) => [`${one.project}/${one.pipeline}`, one]));
    const of = (one: { project: string; pipeline: string } | undefined) =>
      one === undefined ? undefined : known.get(`${one.project}/${one.pipeline}`);
    const zone =
      of(causes[0]?.root)?.timezone ??
      of(running.items[0])?.timezone ??
      due.items[0]?.timezone ??
      "UTC";
    return todayScreen({
      ...{ now, zone, usual, causes, due, project: project ?? null, onTrack },
      ...{ projects: projects.items, deployed: deployed.items, waits: shared.items },
      approvals: await answerable(reader, approvals.items),
      running: running.items.map((run) => ({ ...run, usualMs: of(run)?.medianMs ?? null })),
      waiting: waiting.items.length,
      more: { running: running.next !== null, waiting: waiting.next !== null },
      load: await reader.get<LoadView>(addressOf("/load", { project, timezone: zone })),
      failed: new Map(recent.map((run) => [run.id, run])),
    });
  },
};

const isRecent = (finishedAt: string | null, now: string): boolean =>
  finishedAt !== null && Date.parse(now) - Date.parse(finishedAt) < dayMs;

async function usualOf(
  reader: PageReader,
  of: readonly { project: string; pipeline: string }[],
): Promise<readonly UsualView[]> {
  const names = [...new Set(of.map((one) => `${one.project}/${one.pipeline}`))].slice(0, 500);
  if (names.length === 0) return [];
  const asked = new URLSearchParams(names.map((name) => ["of", name]));
  return (await reader.get<Page<UsualView>>(`/usual?${asked}`)).items;
}

/** Of the first, with why whoever reads may not answer: each pipeline is asked about once. */
async function answerable(
  reader: PageReader,
  approvals: readonly ApprovalView[],
): Promise<Asked[]> {
  const names = new Set(
    approvals
      .slice(0, mostAsked)
      .map(({ project, pipeline }) => [project, pipeline].map(encodeURIComponent).join("/")),
  );
  const refused = new Map(
    await Promise.all(
      [...names].map(async (name) => {
        const found = await reader.find<ExplanationView>(
          `/pipelines/${name}/access?action=approve`,
        );
        const by = (found?.deciding ?? []).map(({ id }) => id).join(", ");
        return [
          name,
          found === null || found.allowed ? null : by === "" ? "no policy permits it" : `by ${by}`,
        ] as const;
      }),
    ),
  );
  return approvals.map((one) => ({
    ...one,
    refused: refused.get([one.project, one.pipeline].map(encodeURIComponent).join("/")) ?? null,
  }));
}
