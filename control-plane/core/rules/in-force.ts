// Which rules and waivers hold for a project on a day: an expired waiver stops counting by itself.

import { canonicalJson } from "../canonical.ts";
import { matchesPattern } from "../ceilings/pattern.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Rule, RuleSet, RulesInForce, Waiver } from "./rule.ts";

/** So many days before its end a plan speaks of a waiver. */
const soonDays = 14;

export interface RuledProject {
  project: string;
  environment: string;
  /** YYYY-MM-DD in UTC. */
  today: string;
}

/** Null where no rule is for the project. */
export function rulesInForce(
  set: RuleSet | undefined,
  { project, environment, today }: RuledProject,
): RulesInForce | null {
  const fits = (value: string, patterns: readonly string[] | null) =>
    patterns === null || patterns.some((pattern) => matchesPattern(value, pattern));
  const rules = (set?.rules ?? []).filter(
    ({ when }) => fits(project, when.projects) && fits(environment, when.environments),
  );
  if (rules.length === 0) return null;
  const names = new Set(rules.map(({ name }) => name));
  const waivers = (set?.waivers ?? []).filter(
    ({ rule, expires }) => names.has(rule) && expires >= today,
  );
  const soon = Temporal.PlainDate.from(today).add({ days: soonDays }).toString();
  return { project, environment, rules, waivers, soon };
}

/** Names what specs are judged by: with another text a project is judged again, and what workers have found is found anew. */
export const rulesText = ({ rules, waivers, project, environment }: RulesInForce): string =>
  canonicalJson({ rules, waivers, project, environment });

export function isFor({ when }: Rule, { name, tags }: Pick<Pipeline, "name" | "tags">): boolean {
  if (when.pipelines && !when.pipelines.some((pattern) => matchesPattern(name, pattern)))
    return false;
  return Object.entries(when.tags).every(([tag, words]) =>
    (Object.hasOwn(tags, tag) ? (tags[tag] ?? []) : []).some((word) => words.includes(word)),
  );
}

/** Of several the one that lasts longest; undefined when nobody has given leave. */
export function waiverFor(
  { name }: Rule,
  pipeline: string,
  { project, waivers }: RulesInForce,
): Waiver | undefined {
  const place = `${project}/${pipeline}`;
  return waivers
    .filter(
      ({ rule, pipelines }) =>
        rule === name && pipelines.some((pattern) => matchesPattern(place, pattern)),
    )
    .sort((a, b) => (a.expires < b.expires ? 1 : -1))[0];
}
