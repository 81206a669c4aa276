// A choice that looks random and is the same each time, for the same text.

/** A number from 0 to `count` - 1, by FNV-1a of the text. */
export function stableChoice(text: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  // The low bits of FNV repeat early.
  return ((hash ^ (hash >>> 15)) >>> 0) % count;
}
