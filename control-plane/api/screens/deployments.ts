// What Deployments asks of the API.

import { addressOf } from "#web/paging.ts";
import { deploymentsScreen, type ShownProject } from "#web/screens/deployments.ts";
import type { LiveView } from "../live.ts";
import type { Asked, PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import { notFound } from "../problem.ts";
import type { BrokenFileView, Difference, Page, ProjectView, RevisionEntry } from "../types.ts";

const brokenAtOnce = 10;

export const deploymentsPage: PageRoute = {
  ...{ path: "/deployments", id: "showDeployments", summary: "What is deployed, and what is held" },
  query: {
    project: "The project that is looked at; the first when left out.",
    after: "Which page of its revisions.",
    broken: "Which page of its broken files.",
    revision: "The revision whose plan and evidence are shown.",
    done: "What was just done.",
  },
  async show(reader, { query }) {
    const { items: projects } = await reader.get<Page<ProjectView>>("/projects");
    const { project: name = projects[0]?.name } = query;
    const project = projects.find((one) => one.name === name);
    if (name !== undefined && project === undefined)
      throw notFound(`project "${name}"`, `known: ${projects.map((one) => one.name).join(", ")}`);
    return deploymentsScreen({
      ...{ now: new Date().toISOString(), csrf: reader.me.csrf, projects },
      done: done.get(query.done ?? "") ?? null,
      shown: project === undefined ? null : await shownOf(reader, project, query),
    });
  },
  async act(reader, { form }) {
    const { act = "", project = "", reason = "", at = "", plan = "" } = form;
    const path = `/projects/${encodeURIComponent(project)}`;
    if (act === "hold") await reader.post(`${path}/hold`, { reason, ...(at === "" ? {} : { at }) });
    else if (act === "release") await reader.post(`${path}/release`, { reason });
    else if (act === "confirm") await reader.post(`${path}/sync`, { confirm: plan, reason });
    else await reader.post(`${path}/sync`, {});
    return addressOf("/deployments", { project, done: act });
  },
};

/** Only these are said: an address can't put words into the page. */
const done: ReadonlyMap<string, string> = new Map([
  ["hold", "It is held; the audit has who and why."],
  ["release", "It follows its branch again."],
  ["confirm", "The held plan was let through."],
  ["sync", "Its branch was looked at."],
]);

async function shownOf(
  reader: PageReader,
  project: ProjectView,
  query: Asked["query"],
): Promise<ShownProject> {
  const path = `/projects/${encodeURIComponent(project.name)}`;
  const { after, broken, revision } = query;
  const own = { project: project.name, after, broken, revision };
  const [live, files, revisions] = await Promise.all([
    reader.find<LiveView>(`${path}/live`),
    reader.get<Page<BrokenFileView>>(
      addressOf(`${path}/broken-files`, { after: broken, limit: `${brokenAtOnce}` }),
    ),
    reader.get<Page<RevisionEntry>>(addressOf(`${path}/revisions`, { after, limit: "25" })),
  ]);
  const now = new Date().toISOString();
  return {
    ...{ project, live, broken: files },
    revisions: { now, query: own, ...revisions, deployed: project.deployed?.commit ?? null },
    change: revision === undefined ? null : await changeIn(reader, path, Number(revision)),
  };
}

/** The revision and what differs from the one before it, which may be on another page. */
async function changeIn(reader: PageReader, path: string, revision: number) {
  if (!Number.isSafeInteger(revision) || revision < 1) return null;
  const { items } = await reader.get<Page<RevisionEntry>>(
    `${path}/revisions?after=${revision + 1}&limit=2`,
  );
  const [entry, before] = items;
  if (entry?.revision !== revision) return null;
  const difference =
    before === undefined
      ? null
      : await reader.find<Difference>(
          `${path}/difference?from=${before.commit}&to=${entry.commit}`,
        );
  return { entry, difference };
}
