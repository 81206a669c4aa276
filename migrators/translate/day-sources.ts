// What a rule for days was read from, and how it differs from that of what stands around.

import type { DayRule } from "../legacy/schedule.ts";
import type { LegacyAttribute } from "../statement.ts";

/** Attributes of a rule and of all within it, each once. */
export function sourcesOfRule(rule: DayRule): readonly LegacyAttribute[] {
  const found = new Set<LegacyAttribute>();
  const add = (one: DayRule): void => {
    for (const attribute of one.from) found.add(attribute);
    if ("rules" in one) one.rules.forEach(add);
    if ("of" in one && typeof one.of === "object") add(one.of);
    if ("not" in one) add(one.not);
  };
  add(rule);
  return [...found];
}

/** The rule without that of the group around, which holds of all its members. */
export function withinGroup(rule: DayRule, around: DayRule | null): DayRule {
  if (around === null || rule.rule !== "all") return rule;
  const same = textOf(around);
  const rules = rule.rules.filter((each) => textOf(each) !== same);
  const [first = rule] = rules;
  return rules.length === 1 ? first : { ...rule, rules };
}

const textOf = (rule: DayRule): string =>
  JSON.stringify(rule, (key, value) => (key === "from" ? undefined : value));
