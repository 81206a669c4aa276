// Words of conditions: how they are joined, compared, and which run they mean.

import { formatDuration } from "#core/duration.ts";
import type { ConditionSpec } from "#schemas/types.ts";
import type { Comparison, LookBack } from "../legacy/condition.ts";

/** Without a list of one, without lists of the same kind within, and nothing twice. Null of nothing. */
export function joined(kind: "all" | "any", parts: readonly ConditionSpec[]): ConditionSpec | null {
  const texts = new Set<string>();
  const distinct = parts
    .flatMap((part) => part[kind] ?? [part])
    .filter((part) => texts.size < texts.add(JSON.stringify(part)).size);
  const [first = null] = distinct;
  return distinct.length < 2 ? first : { [kind]: distinct };
}

/** Such as `<= 4`. */
export const compareText = (compare: Comparison, value: string | number): string =>
  `${compare === "=" ? "==" : compare} ${value}`;

/** Which run is meant: the newest, whenever it ended, or within the look-back. */
export function newest(lookBack: LookBack): Pick<ConditionSpec, "latest" | "since" | "within"> {
  if ("minutes" in lookBack) return { within: lengthText(lookBack.minutes) };
  return lookBack.kind === "none" ? { latest: true } : { since: "lastEnd" };
}

/** `2h30m`; of parts of a minute in whole seconds, rather longer. */
export function lengthText(minutes: number): string {
  if (!Number.isInteger(minutes)) return formatDuration(Math.ceil(minutes * 60) * 1000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `${hours > 0 ? `${hours}h` : ""}${rest > 0 || hours === 0 ? `${rest}m` : ""}`;
}
