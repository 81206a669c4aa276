// What every route's schema has in common: its name, its answer, its problems and the need of a token.

import type { AccessAction } from "#core/access/action.ts";
import type { Schema } from "./schema.ts";
import { integer, list, object, optional, text } from "./schema.ts";

type Tag = "projects" | "pipelines" | "runs" | "server" | "access" | "page";

export interface RouteText {
  /** Of the operation; clients generated from the document call their methods so. */
  id: string;
  tag: Tag;
  summary: string;
  /**
   * What whoever asks must have the right to do, to what the path names. Of several the body says which: the route asks
   * `mayDo` itself. Null only with `open`.
   */
  action: AccessAction | readonly AccessAction[] | null;
  /** By status; the first is the usual one. */
  answers: Record<number, { description: string; schema: Schema<unknown>; type?: string }>;
  query?: Schema<unknown>;
  params?: Schema<unknown>;
  /** JSON, or by its type. */
  body?: Schema<unknown> | { content: Record<string, { schema: Schema<unknown> }> };
  open?: boolean;
}

/** The `schema` of a fastify route. */
export function describe(route: RouteText): object {
  const { id, tag, summary, action, answers, query, params, body, open = false } = route;
  const response = Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, type = "application/json" }]) => [
      status,
      { description, content: { [type]: { schema } } },
    ]),
  );
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(open ? {} : { security: [{ token: [] }], "x-action": action }),
    ...(query ? { querystring: query } : {}),
    ...(params ? { params } : {}),
    ...(body ? { body } : {}),
    response: {
      ...response,
      default: {
        description: "A problem.",
        content: { "application/problem+json": { schema: { $ref: "Problem#" } } },
      },
    },
  };
}

/** Postgres holds no NUL; nothing that is asked for has other control characters. */
export const plainText = (description: string, maxLength = 200): Schema<string> =>
  text(description, { maxLength, pattern: "^[^\\u0000-\\u001f\\u007f]*$" });

export const pageQuery = {
  after: optional(plainText("`next` of the page before.")),
  limit: optional(integer("Items at most.", { minimum: 1, maximum: 500, default: 50 })),
};

export const projectParams = object({ project: text("The project's name.") }, "In the path.");
export const pipelineParams = object(
  {
    project: text("The project's name; `-` while only one project has a pipeline of the name."),
    name: text("The pipeline's name."),
  },
  "In the path.",
);
export const runParams = object({ id: text("The run's id.") }, "In the path.");

/** A page of `limit` out of `limit + 1` rows that were read. */
export function pageFrom<R, T>(
  rows: readonly R[],
  limit: number,
  cursorOf: (row: R) => string,
  view: (row: R) => T,
): { items: T[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    next: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}

export { list, object, optional };

export const iso = (date: Date): string => date.toISOString();
export const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;
