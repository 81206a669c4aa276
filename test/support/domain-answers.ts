// What is asked of a server with two domains, by paths of one's own and by those of the other, and what of the answers counts.

import type { Reply } from "#test/control-plane/api/api-under-test.ts";
import { type Route, requestOf } from "./described-routes.ts";
import { hidden, type TwoDomains } from "./two-domains.ts";

export type Values = Record<string, string>;

export const ask = (
  { api }: TwoDomains,
  route: Route,
  values: Values,
  token: string | null,
  more: Parameters<typeof requestOf>[3] = {},
): Promise<Reply> => api.inject(requestOf(route, values, token, more));

/** Names and ids of one domain by what a path says they are; of another parameter each of them is tried. */
function valuesOf(route: Route, names: Record<string, Values[]>, rest: string[]): Values[] {
  if (route.pathParameters.length === 0) return [{}];
  const kind = /^\/api\/v1\/([\w-]+)\/\{/.exec(route.path)?.[1] ?? "";
  const known = names[kind];
  if (known) return known;
  return rest.map((value) => Object.fromEntries(route.pathParameters.map((name) => [name, value])));
}

export const ownValues = ({ ownIds }: TwoDomains, route: Route): Values[] =>
  valuesOf(
    route,
    {
      pipelines: [
        { project: "shop", name: "campaign" },
        { project: "-", name: "report" },
        { project: "-", name: "weekly" },
      ],
      projects: [{ project: "shop" }],
      runs: [{ id: ownIds.run }, { id: String(Number(ownIds.run) + 1) }],
      backfills: [{ id: ownIds.backfill }],
      blackouts: [{ id: ownIds.blackout }],
      alerts: [{ id: ownIds.alert }],
      messages: [{ id: ownIds.message }],
      grants: [{ id: ownIds.grant }],
      days: [{ date: "2026-01-05" }],
    },
    ["1", "shop"],
  );

export const hiddenValues = (at: TwoDomains, route: Route): Values[] =>
  valuesOf(
    route,
    {
      pipelines: [
        { project: "shop", name: "zz-ledger" },
        { project: "zz-vault", name: "zz-payroll" },
        { project: "zz-vault", name: "weekly" },
        { project: "-", name: "zz-payroll" },
      ],
      projects: [{ project: "zz-vault" }],
      runs: [{ id: at.hiddenIds.run }],
      backfills: [{ id: at.hiddenIds.backfill }],
      blackouts: [{ id: at.hiddenIds.blackout }],
      alerts: [{ id: at.hiddenIds.alert }],
      messages: [{ id: at.hiddenIds.message }],
      grants: [{ id: at.hiddenIds.grant }],
      days: [],
      workers: [],
    },
    hiddenWords(at),
  );

export const hiddenNames = ["zz-vault", "zz-ledger", "zz-payroll", "zz-vault/zz-payroll"];
export const hiddenWords = ({ hiddenIds }: TwoDomains): string[] => [
  ...hiddenNames,
  ...Object.values(hiddenIds),
];

/** A name or an id of the same form that nothing has. */
export const missingWord = (word: string): string =>
  /^\d+$/.test(word) ? "987654" : word.replaceAll(hidden, "qq-");
export const missingFor = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value === "weekly" || value === "shop" || value === "-" ? value : missingWord(value),
    ]),
  );

/** Whether an answer speaks of what is hidden; what was asked for may come back. */
export function told(text: string, values: Values): boolean {
  let rest = text;
  for (const value of Object.values(values))
    if (value.includes(hidden)) rest = rest.replaceAll(value, "");
  return rest.includes(hidden);
}

/** Without what differs from one answer, and one database, to the next. */
export function plain({ status, text }: Reply): { status: number; text: string } {
  return {
    status,
    text: text
      .replaceAll(/"requestId":"[^"]*"/g, '"requestId":""')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "INSTANT")
      .replaceAll(/"(traceId|spanId|parentSpanId)":"[0-9a-f]+"/g, '"$1":""')
      .replaceAll(/"(token)":"[^"]+"/g, '"$1":""')
      .replaceAll(/[\d.]+ (?:ms|s|m|h|d)\b/g, "TIME")
      .replaceAll(/"lagSeconds":\d+/g, '"lagSeconds":0'),
  };
}

/** Without what was asked for, which may come back. */
export function without(answer: { status: number; text: string }, names: readonly string[]) {
  let { text } = answer;
  for (const value of names.toSorted((a, b) => b.length - a.length))
    for (const form of [value, encodeURIComponent(value)])
      text = text.replaceAll(new RegExp(`(?<![\\w-])${RegExp.escape(form)}(?![\\w-])`, "g"), "IT");
  return { ...answer, text };
}
