// Resources of `insert_resource` and how many units they have.

import type { LegacyResource } from "#migrators/legacy.ts";
import type { JilStatement } from "./parse.ts";
import { readNumber } from "./values.ts";

const kinds: Readonly<Record<string, LegacyResource["kind"]>> = {
  ...{ R: "pool", D: "spent", T: "threshold" },
};

/** Renewable unless it says otherwise; units that are no number are unknown. */
export function resourceOf({ name, statement, attributes }: JilStatement): LegacyResource {
  const type = attributes.get("res_type")?.at(-1)?.value.trim().toUpperCase() ?? "R";
  const amount = attributes.get("amount")?.at(-1);
  const read = amount && readNumber(0)(amount.value);
  const units = read && "value" in read ? { value: read.value, from: [amount] } : null;
  return { name, statement, kind: kinds[type] ?? "pool", units };
}
