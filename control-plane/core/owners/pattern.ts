// Patterns of paths as CODEOWNERS has them: gitignore's, without `!` and `[…]`.

import { matchesPattern } from "../ceilings/pattern.ts";

/** Whether a path (relative to the project's root) is meant; null for a pattern that isn't one. */
export type PathPattern = (path: string) => boolean;

/**
 * `/a/b` begins at the root, `b` and `b/` are found in any folder, what ends in a slash is a folder with all that is in it;
 * `*` and `?` stay within a name, `**` stands for any folders.
 */
export function pathPattern(text: string): PathPattern | null {
  if (text === "" || /[![\]\\]/.test(text) || text.includes("//")) return null;
  const isFolder = text.endsWith("/");
  const body = text.replace(/^\//, "").replace(/\/$/, "");
  const isRooted = text.startsWith("/") || body.includes("/");
  const parts = body === "" ? ["**"] : body.split("/");
  if (parts.some((part) => part.includes("**") && part !== "**")) return null;
  const whole = [...(isRooted ? [] : ["**"]), ...parts, ...(isFolder ? ["**"] : [])];
  return (path) => {
    const names = path.split("/");
    if (matchesNames(whole, names, isFolder)) return true;
    // A name without a slash behind it may be a folder as well, as in gitignore; `*` at its end stays a file's.
    return !isFolder && !body.endsWith("*") && matchesNames([...whole, "**"], names, true);
  };
}

/** `needsMore`: the last `**` stands for one name at least, so that `docs/` isn't the file `docs`. Walks a row of places, so it is quadratic at most. */
function matchesNames(
  parts: readonly string[],
  names: readonly string[],
  needsMore: boolean,
): boolean {
  let reached = new Set([0]);
  const widen = (places: Set<number>): Set<number> => {
    for (const place of places)
      if (parts[place] === "**" && !(needsMore && place === parts.length - 1))
        places.add(place + 1);
    return places;
  };
  reached = widen(reached);
  for (const name of names) {
    const next = new Set<number>();
    for (const place of reached) {
      const part = parts[place];
      if (part === undefined) continue;
      if (part === "**") {
        next.add(place);
        if (needsMore && place === parts.length - 1) next.add(place + 1);
      } else if (matchesPattern(name, part, "?")) next.add(place + 1);
    }
    reached = widen(next);
  }
  return reached.has(parts.length);
}
