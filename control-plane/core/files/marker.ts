// Marker files: `{name}.done` beside each file, or `_SUCCESS` for all files of a folder, says that they are whole.

import { nameProblem } from "../file-pattern.ts";

/** Path of a file's marker. `{name}` stands for its name, `{stem}` for that without its last extension. */
export function markerName(path: string, marker: string): string {
  const { folder, name } = parted(path);
  return folder + filled(marker, name, name.replace(/(?<=.)\.[^.]*$/, ""));
}

/** A pattern that the markers of all files match that match the pattern, and few others. */
export function markerPattern(pattern: string, marker: string): string {
  const { folder, name } = parted(pattern);
  // A star doesn't stand for a dot at the beginning of a name.
  const whole = filled(marker, name, name.startsWith(".") ? ".*" : "*");
  return folder + whole.replaceAll(/\*+/g, "*");
}

/** What is wrong with it as a part of a sentence; null when it is good. */
export function markerProblem(marker: string): string | null {
  if (/[*?]/.test(marker)) return "it is a name, not a pattern";
  if (filled(marker, "a", "b") === "a") return "it is the file itself";
  const rest = filled(marker, "a", "b");
  return /[{}]/.test(rest) ? "it knows `{name}` and `{stem}` alone" : nameProblem(rest);
}

const filled = (marker: string, name: string, stem: string): string =>
  marker.replaceAll(/\{(name|stem)\}/g, (_, which) => (which === "name" ? name : stem));

function parted(path: string): { folder: string; name: string } {
  const at = path.lastIndexOf("/") + 1;
  return { folder: path.slice(0, at), name: path.slice(at) };
}
