// How far back conditions of pipelines look: of so much of the time before, facts must be known.

import type { DateRule } from "#core/conditions/condition.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { factsAsked } from "./facts-asked.ts";

const dayMs = 86_400_000;
/** Runs take up to a day, and dates begin up to another one apart. */
const leastMs = 2 * dayMs;
/** What is farther back counts as not known. */
const mostMs = 45 * dayMs;

/** In milliseconds. Of the newest run, whenever it was, nothing is said. */
export function lookBackMs(pipelines: Iterable<Pipeline>): number {
  let days = 0;
  let ms = 0;
  for (const pipeline of pipelines)
    for (const fact of factsAsked(pipeline)) {
      if ("which" in fact && fact.which.by === "within") ms = Math.max(ms, fact.which.ms);
      if ("which" in fact && fact.which.by === "date")
        days = Math.max(days, daysOf(fact.which.date));
      if ("date" in fact && typeof fact.date === "object") days = Math.max(days, daysOf(fact.date));
    }
  return Math.min(mostMs, leastMs + Math.max(days * dayMs, ms));
}

function daysOf(rule: DateRule): number {
  if ("days" in rule) return Math.max(0, -rule.days);
  // Two business days in a row may have a week of holidays between them.
  if ("businessDays" in rule) return rule.businessDays < 0 ? 7 - 2 * rule.businessDays : 0;
  return "scheduled" in rule && rule.scheduled > 0 ? 0 : mostMs / dayMs;
}
