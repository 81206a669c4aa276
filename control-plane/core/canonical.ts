// One text per value: what revisions are hashed from and plans compare.

/** `"key":` by key: few distinct ones make up all pipelines. */
const labels = new Map<string, string>();
const mostLabels = 10_000;

/**
 * JSON with the keys of every object sorted by UTF-16 code units and no blanks. Undefined members are left out.
 * Equal values give equal texts, whatever order they were built in.
 */
export function canonicalJson(value: unknown): string {
  // What `normalize` makes is mostly in order: a look at it and the engine's own writer take half the time.
  if (isInOrder(value)) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join()}]`;
  const record = value as Record<string, unknown>;
  let text = "";
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined) continue;
    text += (text === "" ? "" : ",") + labelOf(key) + canonicalJson(member);
  }
  return `{${text}}`;
}

function isInOrder(value: unknown): boolean {
  if (value === null || typeof value !== "object") return true;
  if (Array.isArray(value)) {
    for (const item of value) if (!isInOrder(item)) return false;
    return true;
  }
  let last = "";
  for (const key in value) {
    if (key < last || !isInOrder((value as Record<string, unknown>)[key])) return false;
    last = key;
  }
  return true;
}

function labelOf(key: string): string {
  const known = labels.get(key);
  if (known !== undefined) return known;
  const label = `${JSON.stringify(key)}:`;
  if (labels.size < mostLabels) labels.set(key, label);
  return label;
}
