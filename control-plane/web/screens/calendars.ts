// Calendars: which end soon, what they leave out next, who goes by them; and the days of one, a year at a time.

import type { CalendarView, ProjectView } from "#api/types.ts";
import { field, sharedTabs } from "../estate-tabs.ts";
import { type Html, html } from "../html.ts";
import { editInGit } from "../in-git.ts";
import { addressOf, type Query } from "../paging.ts";
import { state } from "../state.ts";
import { dayText } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface CalendarsData {
  /** YYYY-MM-DD */
  today: string;
  calendars: readonly CalendarView[];
  projects: readonly ProjectView[];
  query: Query;
  /** Of which year the days are shown; null: none are asked for. */
  year: number | null;
}

/** Within so many days somebody should have continued it. */
const soon = 60;
const path = "/calendars";

export function calendarsScreen({
  today,
  calendars,
  projects,
  query,
  year,
}: CalendarsData): Screen {
  const isEnding = ({ daysAhead }: CalendarView) => daysAhead !== null && daysAhead <= soon;
  const ending = calendars.filter(isEnding);
  const over = calendars.filter(({ daysAhead }) => daysAhead !== null && daysAhead < 0);
  const ahead = ({ daysAhead }: CalendarView) => daysAhead ?? Number.POSITIVE_INFINITY;
  const sorted = calendars.toSorted((a, b) =>
    ahead(a) < ahead(b) ? -1 : ahead(a) > ahead(b) ? 1 : 0,
  );
  return {
    title: "Calendars",
    current: "/pools",
    watch: ["all"],
    body: html`<div class="head"><h1>Calendars</h1><span class="q">files of <code>calendars/</code> in Git that deployed pipelines go by</span></div>
${sharedTabs(path)}
<form class="filter" action="${path}">${field("project", "Project", query.project)}${field("name", "Name", query.name)}<button class="b">Show</button></form>
<section class="verdict" aria-label="Verdict">${state(over.length > 0 ? "fail" : ending.length > 0 ? "risk" : "ok")}<p class="big">${ending.length === 0 ? "No calendar of a deployed pipeline ends within two months." : `${ending.length} ${ending.length === 1 ? "calendar ends" : "calendars end"} within two months${over.length === 0 ? "" : `, ${over.length} of them ${over.length === 1 ? "has" : "have"} ended`}: what goes by them is not due after that.`}</p></section>
${calendars.length === 0 ? html`<p class="q">No deployed pipeline goes by a calendar that you may see: <a href="/docs/calendars.md">calendars</a>.</p>` : tableOf(sorted, { today, projects })}
${year === null ? null : sorted.map((one) => yearOf(one, year, query, today))}`,
  };
}

const tableOf = (
  calendars: readonly CalendarView[],
  { today, projects }: Pick<CalendarsData, "today" | "projects">,
): Html =>
  html`<table class="t stack" id="calendars"><thead><tr><th>Calendar</th><th>Project</th><th>Last date</th><th class="n">Days ahead</th><th>Leaves out next</th><th>Pipelines</th><th>File</th></tr></thead><tbody>${calendars.map(
    (one, n) =>
      html`<tr id="calendar-${one.project}-${one.name}-${n}"><td><a class="nm" href="${addressOf(path, { project: one.project, name: one.name, year: today.slice(0, 4) })}#year-${one.name}">${one.name}</a></td><td data-l="project">${one.project}</td><td class="nw" data-l="last date">${one.until ?? html`<span class="q">none</span>`}</td><td class="n" data-l="days ahead">${aheadOf(one)}</td><td class="full">${leftOut(one)}</td><td class="full">${usersOf(one)}</td><td>${editInGit(projects, one.project, one.file)}</td></tr>`,
  )}</tbody></table>`;

function aheadOf({ daysAhead }: CalendarView): Html {
  if (daysAhead === null) return html`<span class="q">no end</span>`;
  if (daysAhead < 0) return html`${state("fail")} <b>ended ${-daysAhead} d ago</b>`;
  return daysAhead <= soon
    ? html`${state("risk")} <b class="risk">${daysAhead}</b>`
    : html`${daysAhead}`;
}

const leftOut = ({ leavesOut }: CalendarView): Html =>
  leavesOut.length === 0
    ? html`<span class="q">none of its weekdays within 400 days</span>`
    : html`${leavesOut.map(({ date, name }, n) => html`${n > 0 ? ", " : ""}<span class="nw">${date}</span>${name === null ? null : html` <span class="q">${name}</span>`}`)}`;

const mostNamed = 5;

const usersOf = ({ project, count, pipelines }: CalendarView): Html =>
  html`${pipelines.slice(0, mostNamed).map((name, n) => html`${n > 0 ? ", " : ""}<a href="/pipelines/${encodeURIComponent(project)}/${encodeURIComponent(name)}">${name}</a>`)}${count > mostNamed ? ` and ${count - mostNamed} more` : ""}`;

const cell = 15;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A row for each month, a square for each day: filled where the calendar has it. */
function yearOf(one: CalendarView, year: number, query: Query, today: string): Html {
  const has = new Set(one.days ?? []);
  const dates = months.map((_, month) =>
    Array.from({ length: new Date(Date.UTC(year, month + 1, 0)).getUTCDate() }, (__, day) =>
      new Date(Date.UTC(year, month, day + 1)).toISOString().slice(0, 10),
    ),
  );
  const link = (to: number) => addressOf(path, { ...query, year: String(to) });
  const square = (date: string, row: number, column: number): Html =>
    html`<rect class="${has.has(date) ? "day-on" : "day-off"}" x="${34 + column * cell}" y="${20 + row * cell}" width="11" height="11"><title>${dayText(`${date}T12:00:00Z`, "UTC")}: ${has.has(date) ? "has it" : "leaves it out"}</title></rect>${date === today ? html`<rect class="tod" x="${32.5 + column * cell}" y="${18.5 + row * cell}" width="14" height="14"/>` : null}`;
  return html`<section class="sec" id="year-${one.name}"><div class="sh"><h2>${one.name}, ${year}</h2><span class="q">${has.size} days; filled: it has the day</span><span class="r"><a href="${link(year - 1)}">${year - 1}</a> <a href="${link(year + 1)}">${year + 1}</a></span></div>
<div class="scroll cal" tabindex="0" role="region" aria-label="Days of ${one.name} in ${year}"><svg class="bars" width="${36 + 31 * cell}" height="${22 + 12 * cell}" role="img" aria-label="${one.name} has ${has.size} days of ${year}: ${months.map((name, n) => `${name} ${dates[n]?.filter((date) => has.has(date)).length ?? 0}`).join(", ")}">${[1, 5, 10, 15, 20, 25, 31].map((day) => html`<text x="${34 + (day - 1) * cell}" y="12">${day}</text>`)}${dates.map((days, row) => html`<text x="0" y="${30 + row * cell}">${months[row] ?? ""}</text>${days.map((date, column) => square(date, row, column))}`)}</svg></div></section>`;
}
