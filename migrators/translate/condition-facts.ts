// A legacy condition in the words of `awaits`.

import type { ConditionSpec } from "#schemas/types.ts";
import type { LegacyCondition } from "../legacy/condition.ts";
import type { LegacyFact } from "../legacy/condition-parts.ts";
import { asksSchedule, datedEvent } from "./condition-date.ts";
import { jobFact } from "./condition-of-job.ts";
import { compareText, joined } from "./condition-words.ts";
import type { PipelineDraft } from "./draft.ts";
import type { Waiter } from "./waiter.ts";

/** Null where it can't be said, which the waiter is told. */
export function conditionSpec(condition: LegacyCondition, waiter: Waiter): ConditionSpec | null {
  if (!("of" in condition)) return factSpec(condition, waiter);
  const parts = condition.of.map((each) => conditionSpec(each, waiter));
  if (parts.includes(null)) return null;
  return joined(condition.kind, parts as ConditionSpec[]);
}

function factSpec(fact: LegacyFact, waiter: Waiter): ConditionSpec | null {
  switch (fact.kind) {
    case "event":
      return eventSpec(fact, waiter);
    case "variable":
      return variableSpec(fact, waiter);
    default:
      return jobFact(fact, waiter);
  }
}

function eventSpec(
  { event, date, from }: Extract<LegacyFact, { kind: "event" }>,
  waiter: Waiter,
): ConditionSpec | null {
  if (asksSchedule(date) && !isScheduled(waiter.draft)) {
    const message = `${event} is of its ${date.kind} scheduled date, and nothing schedules it`;
    waiter.refuse("event-date-unscheduled", message, from);
    return null;
  }
  return datedEvent(event, date);
}

export const isScheduled = ({ spec }: PipelineDraft): boolean =>
  spec.triggers?.some(({ schedule }) => schedule !== undefined) ?? false;

function variableSpec(
  { variable, compare, value, from }: Extract<LegacyFact, { kind: "variable" }>,
  waiter: Waiter,
): ConditionSpec | null {
  askFor(variable, from, waiter);
  if (compare === "=") return { variable, equals: value };
  if (value === "") {
    waiter.refuse("condition-value", `${variable} is compared with nothing`, from);
    return null;
  }
  if (compare !== "!=") waiter.assume("condition-number");
  return { variable, compare: compareText(compare, value) };
}

/** Whoever imports must give the variable its first value: no spec does. */
function askFor(
  variable: string,
  from: LegacyFact["from"],
  { project: { asked, estate } }: Waiter,
): void {
  if (asked.has(variable)) return;
  const value = estate.variables.find(({ name }) => name === variable)?.value.value ?? null;
  asked.set(variable, value);
  const [first] = from;
  if (first)
    estate.findings.push({
      ...{ code: "variable-first", severity: "warning", place: first.place },
      message: `${variable} must be set before anything starts: variables.md has the command`,
    });
}
