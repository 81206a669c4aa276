// What pipelines share, one list each: pools, events, variables, calendars.

import { type Html, html } from "./html.ts";

const tabs = [
  ["/pools", "Pools"],
  ["/events", "Events"],
  ["/variables", "Variables"],
  ["/calendars", "Calendars"],
] as const;

export const sharedTabs = (current: string): Html =>
  html`<nav class="tabs" aria-label="What pipelines share">${tabs.map(([path, name]) => html`<a class="b" href="${path}"${path === current ? html` aria-current="page"` : null}>${name}</a>`)}</nav>`;

/** One field of a filter; what is chosen stays in it. */
export const field = (
  name: string,
  label: string,
  value: string | undefined,
  type = "text",
): Html =>
  html`<label>${label} <input class="fld" type="${type}" name="${name}" value="${value ?? ""}" maxlength="400"></label>`;
