// What the API answers about the server itself.
import { stages } from "#core/waves/wave.ts";

import { diagnostics, projectView } from "./project-shapes.ts";
import { definition, instant, integer, list, maybe, object, oneOf, text, truth } from "./schema.ts";
import { labels } from "./worker-shapes.ts";

export const statusView = definition(
  "Status",
  {
    version: text("The server's version."),
    projects: list(projectView, "All projects."),
    controls: list(
      object(
        {
          repository: text("Path or URL, without credentials."),
          branch: text("Empty where a plain folder is read as it is."),
          path: text("Folder inside the repository; empty for its root."),
          commit: maybe(text("What was last applied of it.")),
          checkedAt: maybe(instant("When it was last looked at")),
          reason: maybe(text("Why it could not be read.")),
          held: maybe(
            object(
              { commit: text("The newest commit."), reason: text("What it lacks.") },
              "A commit that lacks signatures or approvals: what is registered stays; null: none.",
            ),
          ),
          diagnostics,
        },
        "A control repository.",
      ),
      "Control repositories, which register projects.",
    ),
    pipelines: integer("Deployed pipelines."),
    runs: object(
      { waiting: integer("Not yet let start."), running: integer("Under way.") },
      "Unfinished runs.",
    ),
    workers: object(
      {
        live: integer("Living workers."),
        slots: integer("Their tasks at a time."),
        each: list(
          object(
            {
              id: integer("Its id."),
              name: text("For people, such as the host's name."),
              slots: integer("Tasks at a time."),
              labels,
              draining: truth("It takes no more tasks."),
            },
            "A worker.",
          ),
          "One by one.",
        ),
      },
      "Workers.",
    ),
    stranded: list(
      object(
        {
          labels: list(text("A label."), "What the tasks ask for in `runsOn`."),
          tasks: integer("How many."),
          run: text("Id of the oldest run that has one: ask it why."),
        },
        "Tasks that ask for the same labels.",
      ),
      "Tasks that are ready and that no living worker takes.",
    ),
    pools: object(
      {
        declared: integer("Pools, locks and rates that are declared."),
        waiting: integer("Tasks that wait for some of one, while all else holds."),
      },
      "What tasks share.",
    ),
    deadlines: object(
      {
        atRisk: integer("Runs that will probably miss a deadline."),
        late: integer("Runs under way whose deadline has passed."),
      },
      "Runs whose deadlines are threatened.",
    ),
    clockHold: maybe(text("Why scheduling holds; null when it doesn't.")),
    restored: maybe(
      text("By what the database is known for a restored copy, until it is released; else null."),
    ),
    holds: integer("How many pipelines, runs and tasks are held."),
    blackouts: integer("How many blackouts are now."),
    waves: list(
      object(
        {
          project: text("The project."),
          wave: text("The wave's name."),
          stage: oneOf(stages, "At `observe` and `retired` no run of its pipelines is made."),
          pipelines: integer("How many deployed pipelines it has."),
        },
        "A wave of a migration.",
      ),
      "Waves of migrations, as they are deployed.",
    ),
    endingCalendars: list(
      object(
        {
          project: text("The project."),
          calendar: text("The calendar."),
          until: text("The last date for which it says anything."),
          pipelines: integer("How many pipelines' triggers have it."),
        },
        "A calendar.",
      ),
      "Calendars that end within two months, or have ended.",
    ),
    forgeTroubles: list(
      object(
        {
          project: text("The project."),
          object: text(
            "What is to be seen there, such as `comment:12`, `check:12` or a deployment.",
          ),
          state: oneOf(["waiting", "dead"], "It is tried again, or given up."),
          tries: integer("How often it was tried."),
          fault: text("What the forge answered last."),
          since: text("Since when it is to be seen."),
        },
        "One thing.",
      ),
      "What could not be brought to a forge so far, oldest first, at most 100. Deployments go on without it.",
    ),
    mirrors: maybe(
      object(
        {
          mirrors: integer("How many repositories are mirrored."),
          bytes: integer("What they take on the disk."),
          limitBytes: integer("What they may take together."),
        },
        "Copies of remote repositories that this server reads; null: it keeps none.",
      ),
    ),
    zoneData: object(
      {
        each: list(
          object(
            {
              kind: oneOf(["server", "worker"], "What it is."),
              id: integer("Its id; servers and workers count for themselves."),
              name: text("For people, such as the host's name."),
              version: maybe(text("Such as 2026c; null: a version that does not say it.")),
            },
            "A server or a worker that lives.",
          ),
          "With which version of tzdata each reckons.",
        ),
        warnings: list(
          object(
            { message: text("What differs."), help: text("What to do about it.") },
            "A warning.",
          ),
          "Versions that differ, and zones of schedules in which the database reckons otherwise.",
        ),
      },
      "Data of time zones.",
    ),
  },
  "The server at a glance.",
);
export const readyView = definition(
  "Ready",
  {
    ready: truth("All checks pass."),
    checks: list(
      object(
        {
          name: text("What was checked."),
          ok: truth("It is well."),
          detail: maybe(text("What is wrong.")),
        },
        "A check.",
      ),
      "Every check.",
    ),
  },
  "Whether the server can do its work.",
);
