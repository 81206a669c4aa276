// What the product's documentation leaves open: how it is read here is an assumption, which the ledger names at each instance.

import type { LegacyAttribute } from "../../statement.ts";
import { type Definition, given, partsOf, sourcesOf } from "./definition.ts";

/** Attributes, each with the code of what is assumed of it. */
export function uncertain(definition: Definition): [LegacyAttribute, string][] {
  const { fields } = definition;
  const found: [LegacyAttribute, string][] = [];
  const add = (from: readonly LegacyAttribute[], code: string) => {
    for (const attribute of from) found.push([attribute, code]);
  };
  const [from, till] = [given(fields, "ACTIVE_FROM") ?? "", given(fields, "ACTIVE_TILL") ?? ""];
  if (till !== "" && from > till)
    add(sourcesOf(fields, ["ACTIVE_FROM", "ACTIVE_TILL"]), "control-m-active-gap");
  if (/\bD[A-Z]{3}W\d/i.test(given(fields, "WEEKDAYS") ?? "") && given(fields, "WEEKSCAL") === null)
    add(sourcesOf(fields, ["WEEKDAYS"]), "control-m-week-of-month");
  for (const { fields: own } of partsOf(definition, "INCOND"))
    if (/^\d{4}$/.test(given(own, "ODATE") ?? ""))
      add(sourcesOf(own, ["ODATE"]), "control-m-year-day");
  return found;
}
