// What becomes of a file of an import that is made again: three versions by their hashes, null where there is no file.

export type Outcome =
  /** It is as it shall be. */
  | "same"
  /** The import's version takes its place. */
  | "write"
  /** Nothing but the import has made it, and it makes it no more. */
  | "remove"
  /** Only people have changed it: it stays as they have it. */
  | "edited"
  /** People have removed it: it stays away. */
  | "gone"
  /** Both have changed it. */
  | "merge"
  /** People have edited it, and the import makes it no more. */
  | "orphan";

export interface Versions {
  /** What the import before has made. */
  base: string | null;
  /** What is there. */
  ours: string | null;
  /** What this import makes. */
  theirs: string | null;
}

export function outcomeOf({ base, ours, theirs }: Versions): Outcome {
  if (ours === theirs) return "same";
  if (ours === base) return theirs === null ? "remove" : "write";
  if (ours === null) return "gone";
  if (base === theirs) return "edited";
  return theirs === null ? "orphan" : "merge";
}
