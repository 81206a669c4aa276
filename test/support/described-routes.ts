// Requests of every route that openapi.json describes, made from its schemas: a new route needs nothing here.

import type { InjectOptions } from "fastify";

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
}

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema;
}

interface Operation {
  operationId: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  security?: object[];
  responses: Record<string, { content?: Record<string, object> }>;
  "x-action"?: string | string[] | null;
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Route {
  /** Such as `POST /api/v1/runs/{id}/cancel`. */
  name: string;
  method: "GET" | "POST";
  path: string;
  /** Needs no token. */
  open: boolean;
  /** Answers with HTML. */
  isPage: boolean;
  action: string | string[] | null | undefined;
  pathParameters: string[];
  /** Of which the value is a text. */
  queryTexts: string[];
  /** Of which the value is a list of texts. */
  queryLists: string[];
  /** None, and a body with every property but `actor`: whoever asks by an own token goes by their own name. */
  bodies: (object | undefined)[];
  /** A body, or a query, without which nothing is looked for. */
  needsBody: boolean;
  /** Its answer goes on until somebody hangs up. */
  isStream: boolean;
  /** Its body is bytes, and names nobody. */
  takesBytes: boolean;
  needsQuery: boolean;
  /** Of which the value is a text. */
  bodyTexts: string[];
  /** Of which the value is a list of texts. */
  bodyLists: string[];
}

export function routesOf(document: Document): Route[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Route => {
      const { parameters = [], requestBody } = operation;
      const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
      const isText = ({ schema: { type, enum: values } }: { schema: Schema }) =>
        type === "string" && !values;
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase() as Route["method"],
        path,
        open: operation.security === undefined,
        isPage: operation.tags?.includes("page") === true && operation.security === undefined,
        action: operation["x-action"],
        pathParameters: parameters.filter((one) => one.in === "path").map(({ name }) => name),
        queryTexts: parameters
          .filter((one) => one.in === "query" && isText(one))
          .map(({ name }) => name),
        queryLists: parameters
          .filter(({ in: place, schema: { items } }) => place === "query" && items)
          .map(({ name }) => name),
        isStream: Object.hasOwn(operation.responses[200]?.content ?? {}, "text/event-stream"),
        takesBytes: Object.hasOwn(requestBody?.content ?? {}, "application/octet-stream"),
        needsBody: (schema?.required ?? []).length > 0,
        needsQuery: parameters.some((one) => one.in === "query" && one.required === true),
        bodies: schema ? [undefined, bodyOf(schema, document)] : [undefined],
        bodyTexts: Object.entries(schema?.properties ?? {})
          .filter(([, one]) => isText({ schema: one }))
          .map(([name]) => name),
        bodyLists: Object.entries(schema?.properties ?? {})
          .filter(([, { items }]) => items && isText({ schema: items }))
          .map(([name]) => name),
      };
    }),
  );
}

/** What a person might send. */
const texts: Record<string, string> = {
  date: "2026-01-05",
  from: "2026-01-01",
  to: "2026-01-03",
  until: "2099-01-01T00:00:00Z",
  expiresIn: "1d",
  overlap: "1h",
  path: "tasks.load.timeout",
  actions: "cancel",
  for: "1h",
  ignore: "time",
  ticket: "INC1",
  slot: "20260105",
  digest: `sha256:${"a".repeat(64)}`,
  guard: "0123456789abcdef",
  call: "0123456789abcdef",
  traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
};

function bodyOf(schema: Schema, document: Document): object {
  const { actor: _, ...body } = sampleOf(schema, document) as Record<string, unknown>;
  return body;
}

function sampleOf(schema: Schema, document: Document, name = ""): unknown {
  if (schema.$ref !== undefined) {
    const target = document.components.schemas[schema.$ref.split("/").at(-1) as string];
    return target ? sampleOf(target, document, name) : "x";
  }
  const [alternative] = schema.anyOf ?? schema.oneOf ?? [];
  if (alternative) return sampleOf(alternative, document, name);
  if (schema.enum) return schema.enum[0];
  switch ([schema.type].flat()[0]) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, one]) => [
          key,
          sampleOf(one, document, key),
        ]),
      );
    case "array":
      return schema.items ? [sampleOf(schema.items, document, name)] : [];
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    default:
      return texts[name] ?? "x";
  }
}

/** @param values By the names of the path's parameters. */
export function requestOf(
  { method, path }: Route,
  values: Readonly<Record<string, string>>,
  token: string | null,
  { query = {}, body }: { query?: Record<string, string>; body?: object | undefined } = {},
): InjectOptions {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(values[name] ?? "x"),
  );
  const search = new URLSearchParams(query).toString();
  return {
    method,
    url: search === "" ? filled : `${filled}?${search}`,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { payload: body }),
  };
}
