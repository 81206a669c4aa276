// Which routes an alert goes by, and for each of the others why not.

import { matchesPattern } from "../ceilings/pattern.ts";
import type { AlertEvent } from "./event.ts";
import { isOpen } from "./hours.ts";
import { isAsBad, isNews, type Severity } from "./kind.ts";
import type { AlertMatch, AlertRoute, SeverityRule } from "./settings.ts";

/** What of an event decides. */
export type Matched = Pick<
  AlertEvent,
  "kind" | "severity" | "project" | "environment" | "pipeline" | "owner" | "tags"
>;

/** A route with whose it is: null is the control repository's. */
export interface PlacedRoute {
  route: AlertRoute;
  project: string | null;
}

export interface RouteVerdict extends PlacedRoute {
  /** Null: it is told by it; else why not, as a clause. */
  refused: string | null;
}

/** Of all routes in order, those of the control repository first. `now`: milliseconds. */
export function judgeRoutes(
  routes: readonly PlacedRoute[],
  event: Matched,
  now: number,
): RouteVerdict[] {
  let stopped: string | null = null;
  return routes.map(({ route, project }): RouteVerdict => {
    const refused =
      project !== null && project !== event.project
        ? "it is another project's"
        : stopped !== null
          ? `the route ${stopped} before it stops there`
          : (mismatch(route.match, event) ?? shut(route, now));
    if (refused === null && route.stop) stopped = route.name;
    return { route, project, refused };
  });
}

/** The name by which an alert remembers a route: `control/NAME` or `PROJECT/NAME`. */
export const routeName = ({ route, project }: PlacedRoute): string =>
  `${project ?? "control"}/${route.name}`;

const shut = ({ hours }: AlertRoute, now: number): string | null =>
  hours === null || isOpen(hours, now) ? null : "it is outside its hours";

/** Why an event doesn't match, as a clause; null: it does. */
export function mismatch(match: AlertMatch, event: Matched): string | null {
  const { kinds, severity, projects, environments, pipelines, owners, tags } = match;
  if (kinds === null && isNews(event.kind)) return `it doesn't ask for ${event.kind} by name`;
  if (kinds !== null && !kinds.includes(event.kind))
    return `it is for ${kinds.join(", ")}, not ${event.kind}`;
  if (severity !== null && !isAsBad(event.severity, severity))
    return `it is for ${severity} and worse, not ${event.severity}`;
  const names: [string, readonly string[] | null, string[]][] = [
    ["project", projects, present(event.project)],
    ["environment", environments, present(event.environment)],
    [
      "pipeline",
      pipelines,
      event.pipeline === null ? [] : [event.pipeline, `${event.project}/${event.pipeline}`],
    ],
    ["owner", owners, present(event.owner)],
  ];
  for (const [word, patterns, found] of names)
    if (
      patterns !== null &&
      !found.some((name) => patterns.some((one) => matchesPattern(name, one)))
    )
      return `its ${word} is not ${patterns.join(" or ")}`;
  for (const [tag, words] of Object.entries(tags))
    if (!words.some((word) => event.tags[tag]?.includes(word)))
      return `it isn't tagged ${tag}: ${words.join(" or ")}`;
  return null;
}

const present = (name: string | null): string[] => (name === null ? [] : [name]);

/** How bad it is: by the first rule that matches. */
export function severityOf(rules: readonly SeverityRule[], event: Matched): Severity {
  return rules.find(({ match }) => mismatch(match, event) === null)?.severity ?? event.severity;
}
