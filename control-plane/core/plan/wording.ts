// How the sentences of a plan are put together: what was and is, lists that end somewhere, texts that don't go on for ever.

/** Longer texts are cut: the whole is in `--output json`. */
const longestText = 90;
/** Of a list so many are named. */
const mostNamed = 6;

/**
 * `at 06:00 → 07:00 on Mondays` where one word differs, else both in full. Within a list the arrow would be read with the
 * wrong neighbour, so a word beside `and`, `or` or a comma is none.
 */
export function arrow(before: string, after: string): string {
  const [was, is] = [before.split(" "), after.split(" ")];
  const at = was.findIndex((word, index) => word !== is[index]);
  const oneDiffers =
    was.length === is.length &&
    was.length > 1 &&
    at !== -1 &&
    was.slice(at + 1).join(" ") === is.slice(at + 1).join(" ");
  const inList = [was[at - 1], was[at + 1]].some((word) => word === "and" || word === "or");
  const words = [was[at] ?? "", is[at] ?? ""];
  const isTime = words.some((word) => /^\d/.test(word)) && was[at - 1]?.endsWith(",");
  if (!oneDiffers || inList || isTime || words.some((word) => word.endsWith(",")))
    return `${before} → ${after}`;
  return [...was.slice(0, at), `${was[at]} → ${is[at]}`, ...was.slice(at + 1)].join(" ");
}

/** `none → team`: the absent side has a word. */
export const sides = (before: string | null, after: string | null, absent = "none"): string =>
  arrow(before ?? absent, after ?? absent);

/** Somebody's text in quotes, on one line, cut. */
export function quoted(text: string, longest = longestText): string {
  const whole = JSON.stringify(text);
  return whole.length <= longest + 2 ? whole : `${whole.slice(0, longest + 1)}…"`;
}

/** `a, b and 3 more`. */
export function named(names: readonly string[], most = mostNamed): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** What only one of two lists has, in their order. */
export function onlyIn<T>(some: readonly T[], others: readonly T[]): T[] {
  const known = new Set(others);
  return some.filter((one) => !known.has(one));
}

/** `+ a, b; - c`: what a list got and lost; null where it has the same members. */
export function gotAndLost(before: readonly string[], after: readonly string[]): string | null {
  const parts = [
    ["+", onlyIn(after, before)] as const,
    ["-", onlyIn(before, after)] as const,
  ].flatMap(([mark, names]) => (names.length === 0 ? [] : `${mark} ${named(names)}`));
  return parts.length === 0 ? null : parts.join("; ");
}

/** Changes of a map by key: `A: "1" → "2"`, `B is new: "x"`, `C is gone`. */
export function mapChanges<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  text: (value: T) => string,
): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => {
    const [was, is] = [before, after].map((map) =>
      Object.hasOwn(map, key) ? text(map[key] as T) : null,
    );
    if (was === is) return [];
    if (was == null) return `${key} is new: ${is}`;
    return is == null ? `${key} is gone` : `${key}: ${arrow(was, is)}`;
  });
}
