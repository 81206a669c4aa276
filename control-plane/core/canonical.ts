// One text per value: what revisions are hashed from and plans compare.

/** `"key":` by key: few distinct ones make up all pipelines. */
const labels = new Map<string, string>();
const mostLabels = 10_000;

/**
 * JSON with the keys of every object sorted by UTF-16 code units and no blanks. Undefined members are left out.
 * Equal values give equal texts, whatever order they were built in.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return arrayText(value);
  const record = value as Record<string, unknown>;
  let text = "";
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined) continue;
    text += (text === "" ? "" : ",") + labelOf(key) + canonicalJson(member);
  }
  return `{${text}}`;
}

function arrayText(items: readonly unknown[]): string {
  let text = "";
  for (const [index, item] of items.entries())
    text += (index === 0 ? "" : ",") + canonicalJson(item ?? null);
  return `[${text}]`;
}

function labelOf(key: string): string {
  const known = labels.get(key);
  if (known !== undefined) return known;
  const label = `${JSON.stringify(key)}:`;
  if (labels.size < mostLabels) labels.set(key, label);
  return label;
}
