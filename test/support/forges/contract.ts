// Judges requests to a test's forge by a trimmed contract, and answers too: a wrong method, path, query or body is
// refused with 422 and remembered, so that no test passes over one.

import { Ajv, type ValidateFunction } from "ajv";

interface Parameter {
  name: string;
  in: "path" | "query";
  required?: boolean;
  schema: object;
}

interface Operation {
  operationId: string;
  parameters: ({ $ref: string } | Parameter)[];
  requestBody?: { required: boolean; content: { "application/json": { schema: object } } };
  responses: Record<string, { content: { "application/json": { schema: object } } }>;
}

export interface ContractDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { parameters: Record<string, Parameter>; schemas: Record<string, object> };
}

export interface Call {
  operation: string;
  path: Record<string, string>;
  query: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every operation
  body: any;
}

export interface Contract {
  /** The call, or what is wrong with it. */
  judge(method: string, url: string, body: string): Call | { wrong: string };
  /** What is wrong with an answer of ours, or null. */
  judgeAnswer(operation: string, status: number, body: unknown): string | null;
}

export function contractOf(document: ContractDocument): Contract {
  const ajv = new Ajv({ strict: false, validateFormats: false, coerceTypes: false });
  const { parameters, schemas } = document.components;
  ajv.addSchema({ $id: "contract", components: { schemas: closed(schemas) } });
  const compile = (schema: object): ValidateFunction => ajv.compile(rewritten(closed(schema)));
  const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const all = operation.parameters.map((one) =>
        "$ref" in one ? (parameters[one.$ref.split("/").at(-1) ?? ""] as Parameter) : one,
      );
      const body = operation.requestBody;
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        pattern: patternOf(template),
        parameters: all.map((one) => ({ ...one, judge: ajv.compile(one.schema) })),
        body: body ? compile(body.content["application/json"].schema) : null,
        isBodyNeeded: body?.required ?? false,
        // Answers have more than is read of them.
        answers: Object.entries(operation.responses).map(([status, { content }]) => ({
          status: Number(status),
          judge: ajv.compile(rewritten(content["application/json"].schema)),
        })),
      };
    }),
  );

  return {
    judge(method, url, body) {
      const { pathname, searchParams } = new URL(url, "http://contract");
      const operation = operations.find(
        (one) => one.method === method && one.pattern.test(pathname),
      );
      if (operation === undefined) return { wrong: `${method} ${pathname} is no operation` };
      const path = operation.pattern.exec(pathname)?.groups ?? {};
      const query = Object.fromEntries(searchParams);
      const known = new Set(operation.parameters.map(({ name }) => name));
      const unknown = Object.keys(query).find((name) => !known.has(name));
      if (unknown !== undefined) return { wrong: `${operation.id} knows no query ${unknown}` };
      for (const { name, in: place, required, judge, schema } of operation.parameters) {
        const text = (place === "path" ? path : query)[name];
        if (text === undefined && required) return { wrong: `${operation.id} needs ${name}` };
        if (text === undefined) continue;
        const isNumber = (schema as { type?: string }).type === "integer";
        if (!judge(isNumber ? Number(text) : decodeURIComponent(text)))
          return { wrong: `${operation.id}: ${name} ${ajv.errorsText(judge.errors)}` };
      }
      const read = readBody(body);
      if (read === undefined) return { wrong: `${operation.id}: the body is no JSON` };
      if (read === null && operation.isBodyNeeded) return { wrong: `${operation.id} needs a body` };
      if (read !== null && operation.body === null)
        return { wrong: `${operation.id} takes no body` };
      if (read !== null && operation.body !== null && !operation.body(read))
        return { wrong: `${operation.id}: ${ajv.errorsText(operation.body.errors)}` };
      return { operation: operation.id, path: decoded(path), query, body: read };
    },
    judgeAnswer(id, status, body) {
      const operation = operations.find((one) => one.id === id);
      const answer = operation?.answers.find((one) => one.status === status);
      if (answer === undefined) return `${id} never answers ${status}`;
      return answer.judge(body) ? null : `${id}: ${ajv.errorsText(answer.judge.errors)}`;
    },
  };
}

const decoded = (path: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(path).map(([name, text]) => [name, decodeURIComponent(text)]));

function readBody(body: string): unknown {
  if (body === "") return null;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const patternOf = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);

/** An object that lists its properties takes no others: a misspelt one would be passed over in silence. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [
    key,
    key === "anyOf" || key === "enum" ? value : closed(value),
  ]);
  const made = Object.fromEntries(entries) as Record<string, unknown>;
  if (made.type === "object" && made.properties && made.additionalProperties === undefined)
    made.additionalProperties = false;
  return made as T;
}

const rewritten = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"contract#/components/'));
