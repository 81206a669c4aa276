// A spec as text, each key with what the schema says of it where that is pointed at, focused or chosen. Nothing is edited here.

import { LineCounter, parseDocument, stringify, visit } from "yaml";
import type { Pipeline } from "#core/pipeline.ts";
import { toSpec } from "#core/to-spec.ts";
import { codeWords } from "../code-words.ts";
import { type Html, html } from "../html.ts";
import { type KeyWords, wordsOfKey } from "./schema-words.ts";
import { beginOf } from "./spec-begin.ts";

/** Of a spec of thousands of tasks the rest is in Git. */
const mostLines = 400;

export function specText(pipeline: Pipeline): Html {
  const { spec, tasks } = toSpec(beginOf(pipeline, mostLines));
  const shown = tasks.slice(0, mostLines).map(({ name, spec: task }) => [name, task]);
  const text = stringify({ ...spec, tasks: Object.fromEntries(shown) }, { lineWidth: 110 });
  const lines = text.split("\n");
  const keys = keysOf(lines.slice(0, mostLines).join("\n"));
  return html`<div class="spec" tabindex="0" role="region" aria-label="The spec, with every default">${lines
    .slice(0, mostLines)
    .map((line, n) =>
      lineOf(line, n + 1, keys.get(n + 1)),
    )}${lines.length > mostLines ? html`<div>… the rest is in Git</div>` : null}</div>`;
}

interface Key {
  /** From 0. */
  column: number;
  path: readonly (string | number)[];
  /** Of the task that it is in. */
  uses: string | null;
}

/** By line: as the text is written here no line has two keys with something to tell. */
function keysOf(text: string): ReadonlyMap<number, Key> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, logLevel: "silent" });
  const found = new Map<number, Key>();
  const walk = (node: unknown, path: readonly (string | number)[], uses: string | null): void => {
    visit(node as Parameters<typeof visit>[0], {
      Seq(_, list) {
        for (const [n, item] of list.items.entries()) walk(item, [...path, n], uses);
        return visit.SKIP;
      },
      Map(_, map) {
        const own = path.length === 2 && path[0] === "tasks" ? map.get("uses") : null;
        for (const { key, value } of map.items) {
          const { value: name, range } = key as {
            value: unknown;
            range?: [number, number, number];
          };
          if (typeof name !== "string" || !range) continue;
          const within = typeof own === "string" ? own : uses;
          const { line, col } = counter.linePos(range[0]);
          if (!found.has(line))
            found.set(line, { column: col - 1, path: [...path, name], uses: within });
          walk(value, [...path, name], within);
        }
        return visit.SKIP;
      },
    });
  };
  walk(document.contents, [], null);
  return found;
}

function lineOf(line: string, number: number, key: Key | undefined): Html {
  const words = key && wordsOfKey(key.path, key.uses);
  if (!key || !words) return html`<div>${line}</div>`;
  const name = String(key.path.at(-1));
  const end = key.column + name.length;
  // A name in quotes is one of the pipeline's own.
  if (line.slice(key.column, end) !== name) return html`<div>${line}</div>`;
  const id = `spec-${number}`;
  return html`<div>${line.slice(0, key.column)}<a class="key" id="${id}" href="#${id}" aria-describedby="${id}-is">${name}</a>${line.slice(end)}${hintOf(name, key, words, `${id}-is`)}</div>`;
}

const hintOf = (name: string, { path }: Key, { description, values }: KeyWords, id: string): Html =>
  html`<span class="hint" role="tooltip" id="${id}"><b>${name}</b>: ${codeWords(description)}${values.length === 0 ? null : ` One of ${values.join(", ")}.`}${path.length === 1 ? null : html` <span class="q">${pathText(path)}</span>`}</span>`;

/** `tasks.load.retry.delay`. */
const pathText = (path: readonly (string | number)[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`,
    "",
  );
