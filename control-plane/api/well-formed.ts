// Texts of a body that no database keeps as they are: JSON can write half of a pair of UTF-16, which is no character.

import type { Issue } from "./problem.ts";

/** Places in bodies of ours are shorter. */
const longestPlace = 200;

/**
 * The first that is found, among names as among values; null: there is none. A list, not a recursion, and no more than one: a
 * body may be nested as deep as it is long.
 */
export function illFormedText(body: unknown): Issue | null {
  const left: [at: string, value: unknown][] = [["", body]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [at, value] = next;
    if (typeof value === "string" && !value.isWellFormed()) return issueAt(at);
    if (typeof value !== "object" || value === null) continue;
    for (const [key, one] of Object.entries(value)) {
      if (!key.isWellFormed()) return issueAt(at);
      left.push([at === "" ? key : `${at.slice(0, longestPlace)}.${key}`, one]);
    }
  }
  return null;
}

const issueAt = (place: string): Issue => {
  const at = place.slice(0, longestPlace);
  return { at, message: `${at || "the body"} holds half of a character (\\ud800 to \\udfff)` };
};
