// The API's description as a page: each operation with its right, what it takes and what it answers, and each shape once.

import { frame } from "./frame.ts";
import { type Html, html } from "./html.ts";

/** JSON Schema as far as the description uses it. */
interface Shape {
  $ref?: string;
  type?: string | readonly string[];
  description?: string;
  enum?: readonly unknown[];
  items?: Shape;
  anyOf?: readonly Shape[];
  properties?: Readonly<Record<string, Shape>>;
  required?: readonly string[];
  additionalProperties?: boolean | Shape;
  default?: unknown;
}

type Content = Readonly<Record<string, { schema: Shape }>>;

interface Operation {
  operationId: string;
  summary: string;
  tags: readonly string[];
  parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema: Shape;
  }[];
  requestBody?: { description?: string; content: Content };
  responses: Readonly<Record<string, { description: string; content?: Content }>>;
  security?: readonly unknown[];
  "x-action"?: string | readonly string[] | null;
}

/** OpenAPI 3.1, as `/openapi.json` answers it. */
export interface ApiDescription {
  info: { title: string; version: string };
  tags: readonly { name: string; description: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: { schemas: Readonly<Record<string, Shape>> };
}

export function apiReference({ info, tags, paths, components }: ApiDescription): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ path, operation, method: method.toUpperCase() },
    })),
  );
  const groups = tags.map(({ name, description }) => ({
    ...{ name, description },
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const shapes = Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return frame({
    title: "API",
    current: "/docs/reference",
    body: html`<div class="document"><article class="text">
<h1>API, version ${info.version}</h1>
<p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). How to log in, pages and problems: <a href="/docs/api.md">api.md</a>.</p>
${groups.map(
  (group) =>
    html`<h2 id="${group.name}">${group.name}</h2><p>${prose(group.description)}</p>${group.operations.map(operationOf)}`,
)}
<h2 id="shapes">Shapes</h2>
${shapes.map(([name, shape]) => html`<section><h3 id="${anchorOf(name)}">${name}</h3><p>${prose(shape.description)}</p>${fieldsOf(shape)}</section>`)}
</article>
<nav class="contents" aria-label="On this page"><ul>${groups.map(
      (group) =>
        html`<li><a href="#${group.name}">${group.name}</a><ul>${group.operations.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`)}</ul></li>`,
    )}<li><a href="#shapes">Shapes</a></li></ul></nav></div>`,
  });
}

function operationOf({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): Html {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  return html`<section><h3 id="${operationId}">${summary}</h3>
<p><code class="route"><b>${method}</b> ${path}</code></p>
<p class="q">${rightOf(operation)}</p>
${
  parameters.length === 0
    ? null
    : table(
        parameters.map(({ name, required, description, schema, in: place }) =>
          row(name, required ?? false, { ...schema, description: description ?? "" }, place),
        ),
      )
}
${body === undefined ? null : html`<h4>Body</h4>${fieldsOf(body)}`}
<h4>Answers</h4>
<table><tbody>${Object.entries(responses).map(
    ([status, { description, content = {} }]) =>
      html`<tr><th>${status === "default" ? "else" : status}</th><td>${prose(description)} ${Object.entries(content).map(([type, { schema }]) => html`${typeOf(schema)} <span class="q">${type}</span>`)}</td></tr>`,
  )}</tbody></table></section>`;
}

function rightOf({ security, "x-action": action }: Operation): Html {
  if (security === undefined) return html`Open to everybody.`;
  const actions = [action ?? []].flat();
  if (actions.length === 0) return html`Needs a login.`;
  const links = actions.map(
    (one, n) => html`${n > 0 ? " or " : null}<a href="/docs/access.md"><code>${one}</code></a>`,
  );
  return html`Needs the right ${links}.`;
}

/** Text of a description: what stands in backticks is code. */
const prose = (text: string | undefined): Html =>
  html`${(text ?? "").split("`").map((part, n) => (n % 2 === 1 ? html`<code>${part}</code>` : part))}`;

function fieldsOf(shape: Shape): Html {
  const { properties, required = [] } = shape;
  if (properties === undefined) return html`<p>${typeOf(shape)}</p>`;
  const rows = (
    of: Readonly<Record<string, Shape>>,
    needed: readonly string[],
    before: string,
  ): Html[] =>
    Object.entries(of).flatMap(([name, field]) => {
      const inner = field.properties ?? field.items?.properties;
      const innerNeeded = (field.properties ? field.required : field.items?.required) ?? [];
      const path = `${before}${name}`;
      return [
        row(path, needed.includes(name), field),
        ...(inner ? rows(inner, innerNeeded, `${path}${field.properties ? "." : "[]."}`) : []),
      ];
    });
  return table(rows(properties, required, ""));
}

const table = (rows: readonly Html[]): Html => html`<table><tbody>${rows}</tbody></table>`;

const row = (name: string, required: boolean, shape: Shape, place: string | null = null): Html =>
  html`<tr><th><code>${name}</code>${required ? null : html` <span class="q">optional</span>`}</th><td>${typeOf(shape)}${place === null ? null : html` <span class="q">in the ${place}</span>`}</td><td>${prose(shape.description)}${shape.default === undefined ? null : ` Usually ${JSON.stringify(shape.default)}.`}</td></tr>`;

function typeOf(shape: Shape): Html {
  if (shape.$ref !== undefined) {
    const name = shape.$ref.split("/").at(-1) as string;
    return html`<a href="#${anchorOf(name)}">${name}</a>`;
  }
  if (shape.enum !== undefined)
    return html`${shape.enum.map((value, n) => html`${n > 0 ? " | " : null}<code>${String(value)}</code>`)}`;
  if (shape.anyOf !== undefined)
    return html`${shape.anyOf.map((one, n) => html`${n > 0 ? " or " : null}${typeOf(one)}`)}`;
  if (shape.items !== undefined) return html`list of ${typeOf(shape.items)}`;
  if (typeof shape.additionalProperties === "object")
    return html`map of ${typeOf(shape.additionalProperties)}`;
  const name = [shape.type ?? "anything"].flat().join(" or ");
  const fields = Object.keys(shape.properties ?? {});
  return fields.length === 0 ? html`${name}` : html`${name} of <code>${fields.join(", ")}</code>`;
}

/** No operation has such a name. */
const anchorOf = (name: string): string => `shape-${name}`;
