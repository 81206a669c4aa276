// What the lists of shared things ask of the API: pools, events, variables, calendars.

import { addressOf } from "#web/paging.ts";
import { calendarsScreen } from "#web/screens/calendars.ts";
import { eventsScreen, variablesScreen } from "#web/screens/facts.ts";
import { poolsScreen } from "#web/screens/pools.ts";
import type { Asked, PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import type {
  CalendarView,
  EventView,
  Page,
  PoolView,
  ProjectView,
  VariableView,
} from "../types.ts";

const atOnce = 200;
const filters = {
  project: "Only of this project.",
  name: "Only of this name.",
  from: "How many are passed over.",
};
const now = (): string => new Date().toISOString();

async function factsOf<T>(reader: PageReader, path: string, { query }: Asked) {
  const narrow = { project: query.project, name: query.name };
  const { items } = await reader.get<Page<T>>(addressOf(path, narrow));
  const from = /^\d{1,5}$/.test(query.from ?? "") ? Number(query.from) : 0;
  return {
    ...{ now: now(), csrf: reader.me.csrf, query: narrow, from, total: items.length },
    items: items.slice(from, from + atOnce),
    done: query.done === undefined ? null : "It is done; the audit has who and why.",
  };
}

export const poolsPage: PageRoute = {
  ...{ path: "/pools", id: "showPools", summary: "Pools, locks and rates, and who waits for them" },
  query: { project: "Only what this project declares." },
  async show(reader, { query: { project } }) {
    const { items } = await reader.get<Page<PoolView>>(addressOf("/pools", { project }));
    const projects = await projectsOf(reader);
    return poolsScreen({ now: now(), project, pools: items, projects });
  },
};

export const eventsPage: PageRoute = {
  ...{ path: "/events", id: "showEvents", summary: "Events that are there" },
  query: { ...filters, done: "Something was just done." },
  show: async (reader, asked) => eventsScreen(await factsOf<EventView>(reader, "/events", asked)),
  async act(reader, { form }) {
    const { project = "", event = "", date = "", reason = "", act } = form;
    const path = `/projects/${encodeURIComponent(project)}/changes`;
    await reader.post(
      path,
      act === "clear"
        ? { reason, clear: [{ name: event, ...(date === "" ? {} : { date }) }] }
        : { reason, emit: [{ name: event, date: date === "" ? now().slice(0, 10) : date }] },
    );
    return addressOf("/events", { project, name: event, done: "yes" });
  },
};

export const variablesPage: PageRoute = {
  ...{ path: "/variables", id: "showVariables", summary: "Variables and their values" },
  query: filters,
  show: async (reader, asked) =>
    variablesScreen(await factsOf<VariableView>(reader, "/variables", asked)),
};

export const calendarsPage: PageRoute = {
  ...{
    path: "/calendars",
    id: "showCalendars",
    summary: "Calendars, how far they reach, their days",
  },
  query: {
    project: "Only of this project.",
    name: "Only those of this name.",
    year: "The year whose days are shown.",
  },
  async show(reader, { query: { project, name, year = "" } }) {
    const shown = /^(19|20|21)\d\d$/.test(year) ? Number(year) : null;
    const [{ items }, projects] = await Promise.all([
      reader.get<Page<CalendarView>>(
        addressOf("/calendars", { project, name, year: shown === null ? "" : String(shown) }),
      ),
      projectsOf(reader),
    ]);
    return calendarsScreen({
      ...{ today: now().slice(0, 10), calendars: items, projects, year: shown },
      query: { project, name },
    });
  },
};

/** Those that may be read: where their files are. */
async function projectsOf(reader: PageReader): Promise<readonly ProjectView[]> {
  return (await reader.find<Page<ProjectView>>("/projects?limit=500"))?.items ?? [];
}
