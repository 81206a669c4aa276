// Which values come back as they are when their YAML is read: of these nothing is learnt by reading it.

import { maxKeys } from "#core/yaml-limits.ts";

/** Less than files may have: what is nested deeper, or has longer keys, is read. */
const deepest = 12;
const longestKey = 100;

/** Whether `yamlText` writes a map of which readers have nothing to say, and which they read as the same. */
export const isSaidByYaml = (value: Readonly<Record<string, unknown>>): boolean => {
  for (const _ in value) return isSaid(value, deepest);
  return false;
};

function isSaid(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
      return value.isWellFormed();
    case "boolean":
      return true;
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null || depth === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isSaid(item, depth - 1)) return false;
    return true;
  }
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) return false;
  let keys = 0;
  for (const [key, member] of Object.entries(value)) {
    if (++keys > maxKeys || key.length > longestKey || key === "__proto__") return false;
    if (!key.isWellFormed() || !isSaid(member, depth - 1)) return false;
  }
  return true;
}
