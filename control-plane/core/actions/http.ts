// `uses: http`.

import type { HttpInputs } from "#schemas/types.ts";
import type { HttpAction } from "../action.ts";
import { placeOfText } from "../ceilings/pattern.ts";
import { httpAction, httpInputs } from "../http-action.ts";
import { checkHttp } from "../http-check.ts";
import { say } from "../plan/said.ts";
import { arrow, mapChanges, quoted } from "../plan/wording.ts";
import { otherChanges } from "./changes.ts";
import { type Kind, reachesNothing } from "./kind.ts";

export const http: Kind<HttpAction> = {
  ...reachesNothing,
  needs: ["a request", "with: {url: …}"],
  check: (task, _, problems) => checkHttp(task, problems),
  action: (spec) => httpAction(spec.with as unknown as HttpInputs, spec.outputs ?? {}),
  spec: (action) => ({ uses: "http", with: { ...httpInputs(action) } }),
  secrets: ({ auth }) => (auth ? [auth.secret] : []),
  places: (action) => [
    ...new Set(
      urlsOf(action).flatMap((url) => (url === undefined ? [] : (placeOfText(url) ?? []))),
    ),
  ],
  *uses(given) {
    for (const path of secretPaths) {
      const value = textAt(given, path);
      if (value !== null) yield { use: { kind: "secrets", value }, path };
    }
    for (const path of urlPaths) {
      const value = placeOfText(textAt(given, path) ?? "");
      if (value !== null) yield { use: { kind: "network", value }, path };
    }
  },
  text: ({ method, url }) => `asks ${method} ${quoted(url)}`,
  changes(before, after) {
    const [was, is] = [before, after].map(({ method, url }) => `${method} ${quoted(url)}`) as [
      string,
      string,
    ];
    const first = was === is ? [] : [say("work", `request: ${arrow(was, is)}`)];
    const maps = (["headers", "query"] as const).flatMap((key) =>
      mapChanges(before[key], after[key], quoted).map((text) => say("work", `${key}: ${text}`)),
    );
    const told = ["kind", "method", "url", "headers", "query"] as const;
    return [...first, ...maps, ...otherChanges(before, after, told)];
  },
  reaches: (action) =>
    urlsOf(action).flatMap((url) =>
      url === undefined || placeOfText(url) !== null ? [] : [`reaches ${url}`],
    ),
};

const urlsOf = ({ url, poll }: HttpAction) => [url, poll?.url, poll?.cancel?.url];

const secretPaths = [
  ["auth", "bearer"],
  ["auth", "basic", "password"],
  ["auth", "header", "secret"],
];
const urlPaths = [["url"], ["poll", "url"], ["poll", "cancel", "url"]];

/** A text below a value; null where there is none. */
function textAt(value: unknown, path: readonly string[]): string | null {
  let node = value;
  for (const key of path) node = (node as Record<string, unknown> | null | undefined)?.[key];
  return typeof node === "string" ? node : null;
}
