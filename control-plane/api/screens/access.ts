// What Access asks of the API.

import type { AccessAction } from "#core/access/action.ts";
import { type Able, matrixActions } from "#web/access/matrix.ts";
import { addressOf } from "#web/paging.ts";
import { accessScreen } from "#web/screens/access.ts";
import { kindOf } from "../guard.ts";
import type { PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import type {
  AbleView,
  AuditRecordView,
  ExplanationView,
  GrantView,
  Page,
  ProjectView,
  RefusalPageView,
  RunGrantView,
} from "../types.ts";

/** @param on `PROJECT/PIPELINE`, a project, or empty for the server. */
function pathOf(on: string): string {
  const [project = "", pipeline] = on.split("/");
  if (project === "") return "";
  const path = encodeURIComponent(project);
  return pipeline === undefined
    ? `/projects/${path}`
    : `/pipelines/${path}/${encodeURIComponent(pipeline)}`;
}

/** Uses of rights that last a while: so many of the newest are counted. */
const mostUses = 200;

/** By act everybody who may; asked for by a link, since everybody whom the server knows is decided about. */
async function matrixOf(reader: PageReader, path: string): Promise<Able[] | null> {
  const found: Able[] = [];
  for (const action of matrixActions) {
    const able = await reader.find<Page<AbleView>>(`${path}/able?action=${action}`);
    if (able === null) return null;
    found.push({ action, able: able.items });
  }
  return found;
}

export const accessPage: PageRoute = {
  ...{ path: "/access", id: "showAccess", summary: "Who may do what, and why" },
  query: {
    who: "An e-mail address, `robot:NAME`, `group:GROUP` or `local`; yourself when left out.",
    ...{
      action: "What is to be done.",
      on: "`PROJECT/PIPELINE`, a project, or nothing for the server.",
    },
    all: "`true`: rights that have ended, too.",
    matrix: "`true`: who may do what to it.",
  },
  async show(reader, { query }) {
    const { who, action, on = "", all } = query;
    const path = pathOf(on);
    const asked = action === undefined || action === "" ? undefined : action;
    // To look at it is what is asked of the thing itself where nothing is chosen, and the server is what an action of it is done to.
    const fits = asked === undefined || on !== "" || kindOf(asked as AccessAction) === "server";
    const of = { action: fits ? asked : undefined };
    const isMe = who === undefined || who === "" || who === reader.me.name;
    const hasMatrix = query.matrix === "true" && path !== "";
    const [explanation, able, grants, runGrants, refusals, uses, matrix, projects] =
      await Promise.all([
        reader.get<ExplanationView>(
          addressOf(`${path}/access`, { ...of, who: isMe ? undefined : who }),
        ),
        reader.find<Page<AbleView>>(addressOf(`${path}/able`, of)),
        reader.find<Page<GrantView>>(
          addressOf("/grants", { all: all === "true" ? all : undefined }),
        ),
        reader.find<Page<RunGrantView>>("/run-grants"),
        reader.find<RefusalPageView>("/refusals"),
        reader.find<Page<AuditRecordView>>(
          addressOf("/audit", { act: "access-grant-use", limit: String(mostUses) }),
        ),
        hasMatrix ? matrixOf(reader, path) : null,
        reader.find<Page<ProjectView>>("/projects"),
      ]);
    return accessScreen({
      ...{ now: new Date().toISOString(), me: reader.me.name, query, explanation },
      projects: projects?.items ?? [],
      able: able?.items ?? null,
      grants: grants?.items ?? null,
      runGrants: runGrants?.items ?? null,
      ...{ refusals, hasMatrix, matrix, uses: uses?.items ?? null },
    });
  },
};
