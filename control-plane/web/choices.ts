// What is chosen of a list, in the address: links that change one choice, and a form that works without a script.

import { type Html, html } from "./html.ts";

export type Choices = Readonly<Record<string, string>>;

/** Of an address, behind its `?`. */
export const queryText = (values: Choices): string => new URLSearchParams(values).toString();

/** The same list with other choices, from its first page; null or empty takes one away. */
export function chosen(
  path: string,
  choices: Choices,
  changes: Readonly<Record<string, string | null>>,
): string {
  const all = { ...choices, after: null, ...changes };
  const set = Object.entries(all).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const query = queryText(Object.fromEntries(set));
  return query === "" ? path : `${path}?${query}`;
}

export interface Choice {
  name: string;
  label: string;
  /** Such as what may be written. */
  example?: string;
  /** Values with their words, behind `any`, or first the usual one; without them anything may be written. */
  of?: readonly (readonly [value: string, word: string])[];
  /** One of `of` always holds: the first where nothing is chosen. */
  isOrder?: boolean;
}

/** A form of all choices; what is chosen otherwise, such as by links, is kept. */
export function choiceForm(
  path: string,
  choices: Choices,
  fields: readonly Choice[],
  kept: readonly string[] = [],
): Html {
  const isChosen = fields.some(({ name }) => choices[name]);
  return html`<form class="filter" role="search" aria-label="Filter" action="${path}">${fields.map(
    (field) => fieldOf(field, choices[field.name] ?? ""),
  )}${kept.map((name) =>
    choices[name]
      ? html`<input type="hidden" name="${name}" value="${choices[name] ?? ""}">`
      : null,
  )}<button class="b">Filter</button>${isChosen ? html` <a class="b" href="${path}">All</a>` : null}</form>`;
}

const fieldOf = (
  { name, label, example = "", of, isOrder = false }: Choice,
  value: string,
): Html =>
  of === undefined
    ? html`<label><span class="q">${label}</span> <input class="fld" name="${name}" maxlength="200" placeholder="${example}" value="${value}"></label>`
    : html`<label><span class="q">${label}</span> <select class="fld" name="${name}">${isOrder ? null : html`<option value="">any</option>`}${of.map(
        ([key, word]) =>
          html`<option value="${key}"${key === value ? html` selected` : null}>${word}</option>`,
      )}</select></label>`;

/** Where a list goes on. @param after Of the next page; null on the last. */
export const paging = (path: string, choices: Choices, shown: string, after: string | null): Html =>
  html`<nav class="paging" aria-label="Pages"><span class="q">${shown}</span>${choices.after ? html` <a href="${chosen(path, choices, {})}">First page</a>` : null}${after === null ? null : html` <a rel="next" href="${chosen(path, choices, { after })}">Next page</a>`}</nav>`;
