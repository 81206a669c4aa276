// Calendars that deployed pipelines go by: how far they reach, what they leave out next, who uses them.

import type { FastifyInstance } from "fastify";
import type { Calendar } from "#core/calendar/calendar.ts";
import { daysAhead, daysInYear, nextLeftOut } from "#core/calendar/outlook.ts";
import { usedCalendars } from "#store/day.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { describe, iso, list, object, optional, plainText } from "./route.ts";
import { definition, type Infer, integer, maybe, pageOf, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Page } from "./types.ts";

const [most, mostPipelines, mostLeftOut] = [500, 50, 5];

const calendarView = definition(
  "Calendar",
  {
    name: text("Its name."),
    project: text("The project whose pipelines go by it."),
    file: text("Its file, from the project's root."),
    weekdays: maybe(list(text("Such as `mon`."), "The weekdays that it has; null: it says none.")),
    from: maybe(text("The first date of which it says anything, YYYY-MM-DD.")),
    until: maybe(text("The last one; what goes by it is not due after that.")),
    daysAhead: maybe(integer("Days from today until then; negative once it has ended.")),
    leavesOut: list(
      object(
        { date: text("YYYY-MM-DD."), name: maybe(text("As the calendar names it.")) },
        "A day that its weekdays have and it leaves out.",
      ),
      "The next five within 400 days.",
    ),
    count: integer("Deployed pipelines that go by it, as it is here."),
    pipelines: list(text("A name."), "The first 50 of them."),
    days: optional(list(text("YYYY-MM-DD."), "With `year`: the days of that year that it has.")),
  },
  "A calendar as it is in force.",
);
const calendarPage = pageOf("CalendarPage", calendarView);
export type CalendarView = Infer<typeof calendarView>;

const query = object(
  {
    project: optional(plainText("Only of this project.")),
    name: optional(plainText("Only those of this name.")),
    year: optional(integer("With the days of this year.", { minimum: 1900, maximum: 2200 })),
  },
  "Which.",
);

export const calendarRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof query> }>(
      "/calendars",
      {
        schema: describe({
          id: "listCalendars",
          action: "read",
          tag: "pipelines",
          summary: "Calendars that deployed pipelines go by",
          query,
          answers: {
            200: {
              description:
                "By project and name; twice where pipelines go by different versions of it.",
              schema: calendarPage,
            },
          },
        }),
      },
      async ({ query: { project, name, year }, sight }): Promise<Page<CalendarView>> => {
        const { classes } = sight;
        const rows = await usedCalendars(pool, {
          ...{ project: project ?? null, name: name ?? null, classes },
          ...{ limit: most, pipelines: mostPipelines },
        });
        const { now } = (await databaseClock(pool)) as { now: Date };
        const today = iso(now).slice(0, 10);
        const items = rows.map((row) => {
          const calendar = row.calendar as Calendar;
          return {
            ...{ name: calendar.name, project: row.project, weekdays: calendar.weekdays },
            file: `calendars/${calendar.name}.yaml`,
            ...{ from: calendar.from, until: calendar.until },
            daysAhead: daysAhead(calendar, today),
            leavesOut: nextLeftOut(calendar, today, mostLeftOut),
            ...{ count: row.count, pipelines: row.pipelines as string[] },
            ...(year === undefined ? {} : { days: daysInYear(calendar, year) }),
          };
        });
        return { items, next: null };
      },
    );
  };
