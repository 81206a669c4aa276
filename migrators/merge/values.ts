// Three versions of a value, merged by their structure.

import { canonicalJson } from "#core/canonical.ts";

/** Undefined stands for what is not there; null where both have changed the same thing. */
export function mergeValues(
  base: unknown,
  ours: unknown,
  theirs: unknown,
): { value: unknown } | null {
  const [was, here, there] = [base, ours, theirs].map(textOf);
  if (here === there || was === there) return { value: ours };
  if (was === here) return { value: theirs };
  if (!isMap(ours) || !isMap(theirs)) return null;
  const from = isMap(base) ? base : {};
  const merged: [string, unknown][] = [];
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const member = mergeValues(own(from, key), own(ours, key), own(theirs, key));
    if (member === null) return null;
    if (member.value !== undefined) merged.push([key, member.value]);
  }
  return { value: Object.fromEntries(merged) };
}

export const textOf = (value: unknown): string => (value === undefined ? "" : canonicalJson(value));

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const own = (map: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(map, key) ? map[key] : undefined;
