// Patterns of files below a folder, and which names of a listing are believed. A listing comes from another system: its names
// are data of strangers.

import { matchesPattern } from "./ceilings/pattern.ts";
import { unseen } from "./printable.ts";

/**
 * `*` and `?` stay within a name and don't stand for a dot at its beginning, `**` stands for any folders, none included, but
 * not for such with a dot. Everything else is itself. Takes time by the product of both lengths at most, whatever the pattern.
 */
export interface FilePattern {
  /** @param path Below the folder, with `/` between its parts. */
  matches(path: string): boolean;
  /** Whether files of that folder, or of one below it, may match. */
  mayMatchIn(folder: string): boolean;
  /** Whether files in folders below may match. */
  isDeep: boolean;
}

/** @param text What `filePatternProblem` finds nothing wrong with. */
export function filePattern(text: string): FilePattern {
  const parts = text.split("/");
  return {
    isDeep: parts.length > 1,
    matches: (path) => reach(parts, path.split("/")).has(parts.length),
    mayMatchIn: (folder) => {
      const reached = reach(parts, folder === "" ? [] : folder.split("/"));
      return [...reached].some((place) => place < parts.length);
    },
  };
}

/** Which numbers of the pattern's parts the names can be. */
function reach(parts: readonly string[], names: readonly string[]): Set<number> {
  let reached = pastFolders(parts, new Set([0]));
  for (const name of names) {
    const next = new Set<number>();
    for (const place of reached) {
      const part = parts[place];
      if (part === undefined) continue;
      if (part === "**") {
        if (!name.startsWith(".")) next.add(place);
      } else if (matchesName(name, part)) next.add(place + 1);
    }
    reached = pastFolders(parts, next);
  }
  return reached;
}

/** `**` also stands for no folder. */
function pastFolders(parts: readonly string[], places: Set<number>): Set<number> {
  for (const place of places)
    if (parts[place] === "**" && place < parts.length - 1) places.add(place + 1);
  return places;
}

const matchesName = (name: string, part: string): boolean =>
  (!name.startsWith(".") || part.startsWith(".")) && matchesPattern(name, part, "?");

/** What is wrong with a pattern, as a part of a sentence; null when it is good. */
export function filePatternProblem(text: string): string | null {
  const parts = text.split("/");
  const wrong = parts.map(nameProblem).find((problem) => problem !== null);
  if (wrong !== undefined) return wrong;
  if (parts.at(-1) === "**") return "it ends in `**`, which stands for folders: write `**/*`";
  if (parts.some((part) => part.includes("**") && part !== "**"))
    return "`**` stands between slashes alone";
  return null;
}

/** What is wrong with a path below a folder, as a part of a sentence; null when it leads to something below it. */
export const filePathProblem = (path: string): string | null =>
  path
    .split("/")
    .map(nameProblem)
    .find((problem) => problem !== null) ?? null;

const hidden = new RegExp(unseen, "v");

/** The same of one name: nothing of it leads elsewhere, or is another name to whoever reads it. */
export function nameProblem(name: string): string | null {
  if (name === "") return "a part of it is empty";
  if (name === "." || name === "..") return `it has \`${name}\` in it`;
  if (/[/\\]/.test(name)) return "a name has a slash in it";
  if (hidden.test(name)) return "it has a control character in it";
  // What isn't UTF-8 is read as this, and is then the name of another file, or of none.
  if (name.includes("\ufffd") || !name.isWellFormed()) return "it isn't UTF-8";
  // More than any file system takes.
  return name.length > 255 ? "a name is longer than 255 characters" : null;
}
