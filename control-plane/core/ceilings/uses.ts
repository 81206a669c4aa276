// What a task of a normalized pipeline uses of what ceilings limit: judged again each time that one of its attempts starts.

import type { Action, ConnectorAction } from "../action.ts";
import { hostTexts } from "../connector/places.ts";
import { renderText } from "../connector/render.ts";
import { ExpressionError, hasExpression } from "../expression.ts";
import type { Task } from "../pipeline.ts";
import { parseWebUrl } from "../web-url.ts";
import type { Use } from "./ceilings.ts";
import { hostText, placeOfUrl } from "./pattern.ts";

/**
 * All but pools: whether one is shared with other projects is for the caller to know.
 * A URL whose host comes with an answer is judged when it is asked.
 */
export function usesOf(task: Pick<Task, "runsOn" | "runAs" | "secrets" | "action">): Use[] {
  const uses: Use[] = [];
  const add = (kind: Use["kind"], values: readonly string[]) => {
    for (const value of values) uses.push({ kind, value });
  };
  // Revisions of before there were labels, users and secrets don't have the properties.
  add("runsOn", task.runsOn ?? []);
  add("runAs", task.runAs === null || task.runAs === undefined ? [] : [task.runAs]);
  add("secrets", task.secrets ?? []);
  add("network", placesOf(task.action));
  return uses;
}

/** Names of the pools and locks that a task takes. */
export const poolsOf = ({ gates }: Pick<Task, "gates">): string[] =>
  (gates?.takes ?? []).map(({ pool }) => pool);

/** As `host:port`, each once. */
export function placesOf(action: Action): string[] {
  if (action.kind === "sql") return [hostText(action.connection)];
  if (action.kind === "connector") return connectorPlaces(action);
  if (action.kind !== "http") return [];
  const urls = [action.url, action.poll?.url, action.poll?.cancel?.url];
  return [...new Set(urls.flatMap((url) => (url === undefined ? [] : (placeOfText(url) ?? []))))];
}

/** Hosts of all its requests, each once; what is in the way of a URL shows when it is asked. */
function connectorPlaces({ connector, connection }: ConnectorAction): string[] {
  const urls = hostTexts(connector).flatMap((text) => {
    try {
      return placeOfText(renderText(text, { connection })) ?? [];
    } catch (error) {
      if (error instanceof ExpressionError) return [];
      throw error;
    }
  });
  return [...new Set(urls)];
}

/** Of a URL as written: its host is written out, or it is one expression alone; null for that, and for what is no URL. */
export function placeOfText(text: string): string | null {
  const host = /^https?:\/\/[^/?#]+/i.exec(text)?.[0];
  if (host === undefined || hasExpression(host)) return null;
  const parsed = parseWebUrl(host);
  return "problem" in parsed ? null : placeOfUrl(parsed.url);
}
