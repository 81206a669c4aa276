// Calendars: those that end soon, with how many pipelines go by them.

import type { ProjectView, StatusView } from "#api/types.ts";
import { sharedTabs } from "../estate-tabs.ts";
import { type Html, html } from "../html.ts";
import { editLink } from "../pipeline/edit-link.ts";
import { state } from "../state.ts";
import type { Screen } from "./screen.ts";

export function calendarsScreen({
  ending,
  projects,
  today,
}: {
  ending: StatusView["endingCalendars"];
  /** Those that may be read. */
  projects: readonly ProjectView[];
  today: string;
}): Screen {
  const over = ending.filter(({ until }) => until < today).length;
  return {
    title: "Calendars",
    current: "/pools",
    watch: ["all"],
    body: html`<div class="head"><h1>Calendars</h1><span class="q">files of <code>calendars/</code> in Git; a pipeline's page shows its days</span></div>
${sharedTabs("/calendars")}
<section class="verdict" aria-label="Verdict">${state(over > 0 ? "fail" : ending.length > 0 ? "risk" : "ok")}<p class="big">${ending.length === 0 ? "No calendar of a deployed pipeline ends within two months." : `${ending.length} ${ending.length === 1 ? "calendar ends" : "calendars end"} within two months${over === 0 ? "" : `, ${over} of them ${over === 1 ? "has" : "have"} ended`}: what goes by them is not due after that.`}</p></section>
${ending.length === 0 ? null : html`<table class="t stack"><thead><tr><th>Calendar</th><th>Project</th><th>Last date</th><th class="n">Pipelines</th></tr></thead><tbody>${ending.map(({ project, calendar, until, pipelines }) => html`<tr><td><b>${calendar}</b>${editOf(projects, project, calendar)}</td><td data-l="project">${project}</td><td class="nw" data-l="last date">${until}</td><td class="n" data-l="pipelines">${pipelines}</td></tr>`)}</tbody></table>`}`,
  };
}

/** Where its next dates are written. */
function editOf(projects: readonly ProjectView[], project: string, calendar: string): Html | null {
  const own = projects.find(({ name }) => name === project);
  const link = own && editLink(own, `calendars/${calendar}.yaml`);
  return link ? html` <a href="${link}" rel="noreferrer">Edit in Git</a>` : null;
}
