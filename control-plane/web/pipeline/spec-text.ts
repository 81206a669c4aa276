// A spec as text, each key with what the schema says of it. Nothing is edited here.

import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import type { Pipeline } from "#core/pipeline.ts";
import { toSpec } from "#core/to-spec.ts";
import { type Html, html } from "../html.ts";
import { beginOf } from "./spec-begin.ts";

interface Schema {
  description?: string;
  properties?: Readonly<Record<string, Schema>>;
}

const schemaOf = (name: string): Schema =>
  JSON.parse(
    readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), "utf8"),
  );
const told = new Map(
  ["task", "pipeline"].flatMap((name) =>
    Object.entries(schemaOf(name).properties ?? {}).flatMap(([key, { description }]) =>
      description === undefined ? [] : [[key, description] as const],
    ),
  ),
);

/** Of a spec of thousands of tasks the rest is in Git. */
const mostLines = 400;

export function specText(pipeline: Pipeline): Html {
  const { spec, tasks } = toSpec(beginOf(pipeline, mostLines));
  const shown = tasks.slice(0, mostLines).map(({ name, spec: task }) => [name, task]);
  const text = stringify({ ...spec, tasks: Object.fromEntries(shown) }, { lineWidth: 110 });
  const lines = text.split("\n");
  return html`<div class="spec" tabindex="0" role="region" aria-label="The spec, with every default">${lines
    .slice(0, mostLines)
    .map(
      lineOf,
    )}${lines.length > mostLines ? html`<div>… ${lines.length - mostLines} more lines</div>` : null}</div>`;
}

function lineOf(line: string): Html {
  const [, before = "", key = "", rest = ""] = /^([\s-]*)([A-Za-z]\w*)(:.*)$/.exec(line) ?? [];
  const what = told.get(key);
  return what === undefined
    ? html`<div>${line}</div>`
    : html`<div>${before}<a class="key" href="/docs/search?q=${encodeURIComponent(key)}" title="${what}">${key}</a>${rest}</div>`;
}
