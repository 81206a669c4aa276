// Events, variables and assets: what is there, and changing it by hand.

import type { FastifyInstance } from "fastify";
import type { AuditAct } from "#core/audit/acts.ts";
import { dateExists, hasYear } from "#core/calendar/date.ts";
import { isFixedDate } from "#core/conditions/fixed-date.ts";
import { dateInDigits } from "#core/waves/raised.ts";
import { listAssets } from "#store/assets.sql.ts";
import { applyEffects, listEvents, listVariables } from "#store/events.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { knownOf } from "#store/write-audit.ts";
import { assetPage, eventPage, variablePage } from "./fact-shapes.ts";
import { mayDoIt } from "./guard.ts";
import { invalid, notFound } from "./problem.ts";
import { describe, isoOrNull, object, optional, plainText, projectParams } from "./route.ts";
import { type Infer, list } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { isDate } from "./start-run.ts";
import type { AssetView, EventView, Page, VariableView } from "./types.ts";

/** An estate has some thousands; a page of all is what people filter. */
const most = 10_000;

const name = plainText("Its name.");
const changes = object(
  {
    emit: optional(
      list(
        object(
          {
            name,
            date: plainText("YYYY-MM-DD, YYYYMMDD as other schedulers write it, or `static`."),
            id: optional(
              plainText(
                "What whoever raises it calls this one time: told again it is nothing new, also when the event was cleared since.",
              ),
            ),
          },
          "An event.",
        ),
        "Events that are there from now on.",
      ),
    ),
    clear: optional(
      list(
        object(
          {
            name,
            date: optional(
              plainText(
                "Only for it, or as `12-31` for that day of all years; else for every date.",
              ),
            ),
          },
          "An event.",
        ),
        "Events that are not there any more.",
      ),
    ),
    set: optional(
      list(
        object({ name, value: plainText("Its new value.", 10_000) }, "A variable."),
        "Variables that get a value.",
      ),
    ),
    unset: optional(list(name, "Variables that lose theirs.")),
    update: optional(list(name, "Assets that were updated.")),
    date: optional(plainText("Business date of the updates; today in UTC when left out.")),
    reason: optional(plainText("Why.", 1000)),
  },
  "What to change: all of it or nothing.",
);
type Changes = Infer<typeof changes>;

const filter = object(
  { project: optional(plainText("Only of this project.")), name: optional(name) },
  "What to list.",
);
type Filter = Infer<typeof filter>;

export const eventRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Filter }>(
      "/events",
      {
        schema: describe({
          id: "listEvents",
          action: "readProject",
          tag: "runs",
          summary: "Events that are there",
          query: filter,
          answers: { 200: { description: "At most 10,000 of them.", schema: eventPage } },
        }),
      },
      async ({ query, sight: { classes, projects } }): Promise<Page<EventView>> => {
        const rows = await listEvents(pool, {
          project: query.project ?? null,
          name: query.name ?? null,
          ...{ classes, projects, limit: most },
        });
        return {
          items: rows.map(({ run_id: run, at, ...row }) => ({ ...row, ...by(at, run) })),
          next: null,
        };
      },
    );
    app.get<{ Querystring: Filter }>(
      "/variables",
      {
        schema: describe({
          id: "listVariables",
          action: "readProject",
          tag: "runs",
          summary: "Variables and their values",
          query: filter,
          answers: { 200: { description: "At most 10,000 of them.", schema: variablePage } },
        }),
      },
      async ({ query, sight: { classes, projects } }): Promise<Page<VariableView>> => {
        const narrow = { project: query.project ?? null, classes, projects };
        const rows = await listVariables(pool, { ...narrow, limit: most });
        const found = rows.filter((row) => query.name === undefined || row.name === query.name);
        return {
          items: found.map(({ run_id: run, at, ...row }) => ({ ...row, ...by(at, run) })),
          next: null,
        };
      },
    );
    app.get<{ Querystring: Filter }>(
      "/assets",
      {
        schema: describe({
          id: "listAssets",
          action: "readProject",
          tag: "runs",
          summary: "Assets, their newest updates and whether they are fresh",
          query: filter,
          answers: { 200: { description: "At most 10,000 of them.", schema: assetPage } },
        }),
      },
      async ({ query, sight: { classes, projects, known } }): Promise<Page<AssetView>> => {
        const narrow = { name: query.name ?? null, classes, projects };
        const rows = await listAssets(pool, { ...narrow, limit: most });
        return {
          items: rows.map(({ run_id: run, at, fresh, fresh_until, ...row }) => ({
            ...row,
            project: projectShown(row, known),
            run,
            at: isoOrNull(at),
            state: fresh ? "fresh" : "stale",
            freshUntil: isoOrNull(fresh_until),
          })),
          next: null,
        };
      },
    );
    app.post<{ Params: { project: string }; Body: Changes }>(
      "/projects/:project/changes",
      {
        schema: describe({
          id: "changeFacts",
          action: ["changeEvents", "changeVariables"],
          tag: "runs",
          summary: "Emit and clear events, set variables, report updates of assets",
          params: projectParams,
          body: changes,
          answers: { 200: { description: "It is done.", schema: object({}, "Nothing more.") } },
        }),
      },
      async (request): Promise<object> => {
        const { params, body, actor } = request;
        const facts = [body.emit, body.clear, body.update, body.date];
        const variables = [body.set, body.unset].some((one) => one !== undefined);
        if (variables) await mayDoIt(request, "changeVariables");
        if (!variables || facts.some((one) => one !== undefined))
          await mayDoIt(request, "changeEvents");
        if (!(await getProject(pool, { name: params.project })))
          throw notFound(`project "${params.project}"`);
        checkDates(body);
        await applyEffects(pool, {
          project: params.project,
          date: body.date ?? new Date().toISOString().slice(0, 10),
          ...{ actor, act: "change" satisfies AuditAct, ...knownOf(actor) },
          reason: body.reason ?? null,
          effects: effectsOf(body),
        });
        return {};
      },
    );
  };

/** The project of an update, unless that may not be known: then that of the first who writes or reads it. */
const projectShown = (
  { project, writers, readers }: { project: string; writers: string[]; readers: string[] },
  known: readonly string[] | null,
): string =>
  known === null || known.includes(project)
    ? project
    : ([...writers, ...readers][0]?.split("/")[0] ?? "");

const by = (at: Date, run: string | null) => ({ at: at.toISOString(), run });

const effectsOf = ({ emit, clear, set, unset, update }: Changes): object[] => [
  ...(emit ?? []).map(({ name, date, id }) => ({
    ...{ emit: name, date: dateInDigits(date) ?? date },
    ...(id === undefined ? {} : { id }),
  })),
  ...(clear ?? []).map(({ name, date }) => ({ clear: name, date: date ?? null })),
  ...(set ?? []).map(({ name, value }) => ({ set: name, value })),
  ...(unset ?? []).map((one) => ({ unset: one })),
  ...(update ?? []).map((one) => ({ update: one })),
];

const isStatic = (text: string): boolean => text === "static";

/** Also a day of each year: of all of them it is cleared. */
const isCleared = (text: string): boolean =>
  isStatic(text) || (isFixedDate(text) && !hasYear(text) && dateExists(text));

/** @throws Problem 422 naming every date that is none. */
function checkDates({ emit, clear, date }: Changes): void {
  const dates = [
    ...(emit ?? []).map(
      ({ date }, n) => [`emit.${n}.date`, dateInDigits(date) ?? date, isStatic] as const,
    ),
    ...(clear ?? []).map((one, n) => [`clear.${n}.date`, one.date, isCleared] as const),
    ["date", date, () => false] as const,
  ];
  const wrong = dates.filter(
    ([, text, allows]) => text !== undefined && !isDate(text) && !allows(text),
  );
  if (wrong.length > 0)
    throw invalid(
      wrong.map(([at, text]) => ({ at, message: `"${text}" is not a date like 2026-11-23` })),
    );
}
