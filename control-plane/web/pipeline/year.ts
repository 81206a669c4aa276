// A year of a pipeline, a row for each month: what ran and how, what is to come, what is left out, and what nobody knows. Each
// day says it by its shape, in words for who can't see it, and leads to its runs or to why it has none.

import type { WhyView, YearView } from "#api/types.ts";
import { andList } from "#core/schedule/say-list.ts";
import { type Choices, chosen, queryText } from "../choices.ts";
import { codeWords } from "../code-words.ts";
import { type Html, html } from "../html.ts";
import { pipelinePath } from "../screens/pipelines.ts";
import { type Shape, shapeOf, state, wordOf } from "../state.ts";

export type Day = YearView["days"][number];

export const monthNames = [
  ...["January", "February", "March", "April", "May", "June", "July", "August", "September"],
  ...["October", "November", "December"],
] as const;
const weekdays = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] as const;
/** A month of 31 days that begins on a Sunday ends in the 37th column. */
const columns = 37;

/** Monday is 0. */
const weekdayOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

/** @param why Of the day that was chosen. */
export function yearOf(view: YearView, choices: Choices, why: WhyView | null): Html {
  const { year, days, today, timezone, newDay, counts } = view;
  const path = pipelinePath({ project: view.project, name: view.pipeline });
  const months = Map.groupBy(days, ({ date }) => Number(date.slice(5, 7)) - 1);
  const to = (other: number) => `${chosen(path, choices, { year: String(other), day: null })}#year`;
  const begins = newDay === "00:00" ? "" : `; a day begins at ${newDay}`;
  return html`<section class="sec" aria-labelledby="year"><div class="sh"><h2 id="year">Year</h2><span class="q">by business date, ${timezone}${begins}</span><nav class="r" aria-label="Years"><a rel="prev" href="${to(year - 1)}">${year - 1}</a> <b>${year}</b> <a rel="next" href="${to(year + 1)}">${year + 1}</a></nav></div>
<table class="year" role="table"><caption class="vh">${year}: ${countsText(counts)}</caption><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="m"><span class="vh">Month</span></th>${Array.from({ length: columns }, (_, n) => html`<th role="columnheader" scope="col">${weekdays[n % 7] ?? ""}</th>`)}</tr></thead><tbody role="rowgroup">${[...months].map(([month, of]) => monthOf(month, of, { path, choices, today, view }))}</tbody></table>
${legendOf(view)}${dayShown(view, choices, why)}</section>`;
}

interface Around {
  path: string;
  choices: Choices;
  today: string;
  view: YearView;
}

function monthOf(month: number, days: readonly Day[], around: Around): Html {
  const before = weekdayOf(days[0]?.date ?? "1970-01-01");
  const after = columns - before - days.length;
  const empty = (count: number, of: string) =>
    Array.from({ length: count }, () => html`<td role="cell" class="${of}"></td>`);
  return html`<tr role="row"><th role="rowheader" scope="row" class="m"><span class="short" aria-hidden="true">${monthNames[month]?.slice(0, 3) ?? ""}</span><span class="vh">${monthNames[month] ?? ""}</span></th>${empty(before, "lead")}${days.map((day) => cellOf(day, around))}${empty(after, "rest")}</tr>`;
}

function cellOf(day: Day, { path, choices, today, view }: Around): Html {
  const { date, is } = day;
  const words = wordsOf(day);
  const href =
    is === "ran"
      ? `/runs?${queryText({ project: view.project, pipeline: view.pipeline, date })}`
      : `${chosen(path, choices, { year: String(view.year), day: date })}#day`;
  const classes = [markClass(day), date === today ? "tod" : "", date === choices.day ? "sel" : ""];
  return html`<td role="cell" class="${classes.filter(Boolean).join(" ")}"><a href="${href}" title="${date}: ${words}"${date === today ? html` aria-current="date"` : null}>${Number(date.slice(8))}${markOf(day)}<span class="vh">: ${words}</span></a></td>`;
}

/** Left out as in every week, or by nothing: both are no run by the rule of the schedule's days. */
const isUsual = ({ exclusions }: Day): boolean =>
  exclusions.length > 0 && exclusions.every(({ isWeekly }) => isWeekly);

type Look = "ran" | "planned" | "excluded" | "none" | "unobserved";

const lookOf = (day: Day): Look => (day.is === "excluded" && isUsual(day) ? "none" : day.is);

const markClass = (day: Day): string =>
  day.worst === null
    ? lookOf(day)
    : `ran ${day.late > 0 && day.worst === "succeeded" ? "late" : day.worst}`;

function markOf(day: Day): Html {
  const look = lookOf(day);
  if (day.worst !== null) return state(shapeOfRan(day));
  if (look === "planned") return state("blank");
  if (look === "excluded") return excluded;
  return html`<span aria-hidden="true">${look === "none" ? "·" : "?"}</span>`;
}

const shapeOfRan = ({ worst, late }: Day): Shape =>
  late > 0 && worst !== "failed" ? "risk" : shapeOf(worst ?? "");

/** A box with a stroke. */
const excluded = html`<svg class="i out" viewBox="0 0 12 12" aria-hidden="true"><rect x="1.3" y="1.3" width="9.4" height="9.4"/><path d="M2 10l8-8"/></svg>`;

/** All that is known of a day, in words. */
export function wordsOf(day: Day): string {
  const { is, runs, late, planned, isMore, exclusions, unobserved } = day;
  const ran = Object.entries(runs).map(
    ([state, count]) => `${count} ${wordOf(state).toLowerCase()}`,
  );
  const parts = [
    ...ran,
    ...(late > 0 ? [`${late} late`] : []),
    ...(planned > 0 ? [`${planned}${isMore ? " or more" : ""} planned`] : []),
    ...(is === "none" ? ["no run by its schedule"] : []),
    ...(unobserved !== null && is === "unobserved" ? [`unobserved, ${unobserved}`] : []),
    ...exclusions.map(({ by, text }) =>
      by === "calendar" || by === "moved" ? `left out: ${text}` : text,
    ),
  ];
  return parts.join(", ");
}

const countsText = (counts: YearView["counts"]): string =>
  andList(
    (["ran", "planned", "excluded", "none", "unobserved"] as const).flatMap((is) =>
      counts[is]
        ? [
            `${counts[is]} ${counts[is] === 1 ? "day" : "days"} ${is === "none" ? "without a run" : is}`,
          ]
        : [],
    ),
  );

/** What the shapes mean, of those that are there, with how many days have each. */
function legendOf({ days }: YearView): Html {
  const ran = Map.groupBy(
    days.filter(({ worst }) => worst !== null),
    (day) => (shapeOfRan(day) === "risk" ? "late" : (day.worst ?? "")),
  );
  const looks = Map.groupBy(
    days.filter(({ worst }) => worst === null),
    lookOf,
  );
  const words: Readonly<Record<Look, string>> = {
    ...{
      ran: "",
      planned: "planned",
      excluded: "left out",
      none: "no run by its schedule",
    },
    unobserved: "unobserved",
  };
  return html`<p class="legend">${[...ran].map(([name, of]) => html`<span>${state(name === "late" ? "risk" : shapeOf(name))} ${name === "late" ? "late" : wordOf(name).toLowerCase()} ${of.length}</span>`)}${[...looks].map(([look, of]) => html`<span><span class="year-key ${look}">${of[0] === undefined ? null : markOf(of[0])}</span> ${words[look]} ${of.length}</span>`)}</p>`;
}

/** The day that was chosen, in full. */
function dayShown(view: YearView, choices: Choices, why: WhyView | null): Html | null {
  const day = view.days.find(({ date }) => date === choices.day);
  if (day === undefined) return null;
  const told = wordsOf(day);
  const reasons = (why?.reasons ?? [])
    .map(({ message }) => message)
    .filter((message) => !told.includes(message))
    .slice(0, mostReasons);
  return html`<div class="verdict" id="day" role="group" aria-label="${day.date}">${markOf(day)}<p class="big">${weekdays[weekdayOf(day.date)] ?? ""} ${day.date}: ${told}</p>${reasons.map((message) => html`<p>${codeWords(message)}</p>`)}</div>`;
}

const mostReasons = 6;

/** What would have run on a day that is still to come, and does not. */
export function exclusionsOf({ days, today, year }: YearView): Html | null {
  const next = days.filter((day) => day.is === "excluded" && day.date >= today && !isUsual(day));
  if (next.length === 0) return null;
  const shown = next.slice(0, mostExclusions);
  return html`<section class="sec" aria-labelledby="exclusions"><div class="sh"><h2 id="exclusions">Next exclusions</h2><span class="q">${shown.length < next.length ? `${shown.length} of ${next.length}` : next.length} in ${year}</span></div><table class="t"><thead><tr><th scope="col">Business date</th><th scope="col">Left out by</th></tr></thead><tbody>${shown.map(({ date, exclusions }) => html`<tr><td class="nw">${weekdays[weekdayOf(date)] ?? ""} ${date}</td><td class="q">${exclusions.map(({ text }, n) => html`${n > 0 ? "; " : null}${text}`)}</td></tr>`)}</tbody></table></section>`;
}

const mostExclusions = 8;
