// Resources and how many units they have.

import type { LegacyResource } from "#migrators/legacy.ts";
import type { JilStatement } from "./parse.ts";
import { readNumber } from "./values.ts";

const kinds: Readonly<Record<string, LegacyResource["kind"]>> = {
  ...{ R: "pool", D: "spent", T: "threshold" },
};

/** As they stand when all statements have been applied in order. */
export function resourcesOfExport(statements: readonly JilStatement[]): LegacyResource[] {
  const found = new Map<string, JilStatement>();
  for (const parsed of statements) {
    const { act, object, name, attributes } = parsed;
    if (object !== "resource") continue;
    const known = found.get(name);
    if (act === "insert") found.set(name, parsed);
    else if (act === "delete") found.delete(name);
    else if (known)
      found.set(name, { ...known, attributes: new Map([...known.attributes, ...attributes]) });
  }
  return [...found.values()].map(resourceOf);
}

/** Renewable unless it says otherwise; units that are no number are unknown. */
function resourceOf({ name, statement, attributes }: JilStatement): LegacyResource {
  const type = attributes.get("res_type")?.at(-1)?.value.trim().toUpperCase() ?? "R";
  const amount = attributes.get("amount")?.at(-1);
  const read = amount && readNumber(0)(amount.value);
  const units = read && "value" in read ? { value: read.value, from: [amount] } : null;
  return { name, statement, kind: kinds[type] ?? "pool", units };
}
