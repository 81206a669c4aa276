// What the API answers about projects.

import type { PrintedDiagnostic } from "#core/diagnostic.ts";
import { healths } from "#core/health.ts";
import type { Plan } from "#core/plan.ts";
import {
  definition,
  instant,
  integer,
  list,
  maybe,
  object,
  oneOf,
  opaque,
  pageOf,
  text,
} from "./schema.ts";

export const commit = text("Id of a Git commit.");
export const person = text("The change's author, as `Name <mail>`.");
export const change = maybe(
  text("Number of the pull or merge request, when the commit names one."),
);
const projectProperties = {
  name: text("The project's name."),
  environment: text("The environment that it is."),
  repository: text("Path or URL of the repository, without credentials."),
  branch: text("The branch that is deployed."),
  path: text("Folder inside the repository; empty for its root."),
  forge: maybe(
    object(
      {
        kind: oneOf(["github", "gitlab", "gitea"], "Its kind; Forgejo is `gitea`."),
        url: text("Address of the repository's page."),
      },
      "Where people find the repository, where its forge is configured with this server.",
    ),
  ),
  sync: object(
    {
      state: oneOf(
        ["Synced", "OutOfSync", "Held", "Unknown"],
        "How what is deployed compares with the branch.",
      ),
      reason: maybe(text("Why it is not Synced, or what is odd about it all the same.")),
      observedCommit: maybe(text("The newest commit that was looked at, deployed or not.")),
      heldPlan: maybe(text("Hash of the plan that waits for a confirmation.")),
      checkedAt: maybe(instant("When the repository was last looked at")),
      lagSeconds: integer(
        "How long ago that was, or the project was made known: how stale what is deployed may be.",
      ),
      since: maybe(instant("Since when it is not Synced; null: it is")),
      wave: maybe(
        integer("Its place among the projects of its repository; null: it waits for none of them."),
      ),
      hold: maybe(
        object(
          {
            commit: maybe(text("The commit to be at; null: what was deployed when it began.")),
            actor: text("Who holds it."),
            reason: text("Why."),
            since: instant("Since when"),
            until: maybe(instant("When it ends by itself; null: never")),
          },
          "By whom and why the project stays at a revision; null: it follows its branch.",
        ),
      ),
    },
    "The project against its branch.",
  ),
  registration: maybe(
    object(
      {
        state: oneOf(
          ["registered", "broken", "unregistered"],
          "broken: its file has errors, and it goes on as it was; unregistered: its file is gone, which waits for a confirmation.",
        ),
        file: text("Its file in the control repository."),
        reason: maybe(text("Why it is not just registered.")),
      },
      "Its registration; null for a project that a command's options name.",
    ),
  ),
  deployed: maybe(
    object(
      { commit, appliedAt: instant("When it was deployed") },
      "What is deployed; null before the first time.",
    ),
  ),
  readableBy: list(
    text("A name, or a pattern with `*`."),
    "Projects whose conditions may ask about this one.",
  ),
  pipelines: integer("How many pipelines are deployed."),
  broken: integer("How many spec files have errors at the observed commit."),
  health: object(
    { status: oneOf(healths, "Its health."), reason: maybe(text("Why, in one sentence.")) },
    "Whether what is deployed of it is well.",
  ),
};
export const projectView = definition("Project", projectProperties, "A project.");
export const diagnostics = list(
  opaque<PrintedDiagnostic>("A finding."),
  "Findings, as `validate` prints them.",
);
export const projectDetail = definition(
  "ProjectDetail",
  {
    ...projectProperties,
    drift: list(
      object(
        {
          pipeline: text("The pipeline."),
          what: oneOf(
            ["spec", "revision"],
            "`spec`: the stored spec has not the hash under which it was deployed; `revision`: the pipeline has another spec or file than its newest deployment.",
          ),
        },
        "A pipeline whose rows were changed by other means than a deployment.",
      ),
      "What is not as it was deployed; empty unless somebody changed the database.",
    ),
    brokenFiles: list(
      object(
        {
          path: text("The spec file."),
          name: maybe(text("The pipeline's name, if it could be read.")),
          diagnostics,
        },
        "A spec file with errors; nothing that is deployed changes by it.",
      ),
      "Spec files with errors.",
    ),
  },
  "A project with what is wrong in it.",
);
export const projectPage = pageOf("ProjectPage", projectView);
export const syncResult = definition(
  "SyncResult",
  {
    state: oneOf(["Synced", "Held", "Unknown", "Busy"], "Busy: another sync is under way."),
    commit: maybe(text("The branch's tip.")),
    reason: maybe(text("Why it is not Synced, or what is odd about it all the same.")),
    plan: maybe(opaque<Plan>("What changed, or would change, as `plan` prints it.")),
    diagnostics,
  },
  "What a sync came to.",
);
