// Looks through a folder and those below it for files that match, within limits, whatever the folder says it has.

import { type FilePattern, nameProblem } from "#core/file-pattern.ts";
import { printable } from "#core/printable.ts";
import {
  deepestFolder,
  defaultListLimits,
  type FoundFile,
  type Listing,
  type ListLimits,
  TooMuch,
} from "./place.ts";

/** What is in a folder; whatever is neither a plain file nor a folder is left out by who reads it. */
export type Entry = { kind: "folder"; name: string } | { kind: "file"; file: FoundFile };

/** @param readFolder Gives the entries of a folder by its path below the place's, whose own is "". */
export async function walk(
  patterns: readonly FilePattern[],
  readFolder: (folder: string) => AsyncIterable<Entry>,
  limits: ListLimits = defaultListLimits,
): Promise<Listing> {
  const found = new Found(patterns, limits);
  const open = [""];
  for (const folder of open)
    for await (const entry of readFolder(folder)) {
      const name = entry.kind === "file" ? entry.file.name : entry.name;
      const path = folder === "" ? name : `${folder}/${name}`;
      if (entry.kind === "file") found.add({ ...entry.file, name: path }, name);
      else if (found.isWanted(path, name)) open.push(path);
    }
  return found.listing();
}

/** What matches so far. Names are judged here, for all places. */
export class Found {
  readonly #patterns: readonly FilePattern[];
  readonly #limits: ListLimits;
  readonly #files: FoundFile[] = [];
  readonly #refused: string[] = [];
  #entries = 0;

  constructor(patterns: readonly FilePattern[], limits: ListLimits) {
    this.#patterns = patterns;
    this.#limits = limits;
  }

  /** @param judged What of its path its listing has given. @throws TooMuch */
  add(file: FoundFile, judged: string): void {
    this.#count();
    if (!this.#patterns.some((pattern) => pattern.matches(file.name))) return;
    if (!this.#isTaken(judged)) return;
    if (this.#files.length >= this.#limits.files)
      throw new TooMuch(`more than ${this.#limits.files} files match`);
    this.#files.push(file);
  }

  /** Whether a folder is looked into. @throws TooMuch */
  isWanted(path: string, name: string): boolean {
    this.#count();
    if (path.split("/").length > deepestFolder) return false;
    if (!this.#patterns.some((pattern) => pattern.mayMatchIn(path))) return false;
    return this.#isTaken(name);
  }

  listing(): Listing {
    return {
      files: this.#files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
      refused: this.#refused,
    };
  }

  #isTaken(name: string): boolean {
    const problems = name.split("/").map(nameProblem);
    const problem = problems.find((one) => one !== null);
    if (problem === undefined) return true;
    // Enough to look into; how many more there are changes nothing.
    if (this.#refused.length < 20)
      this.#refused.push(`${JSON.stringify(printable(name).slice(0, 300))}: ${problem}`);
    return false;
  }

  #count(): void {
    if (++this.#entries > this.#limits.entries)
      throw new TooMuch(`there are more than ${this.#limits.entries} entries to look at`);
  }
}
