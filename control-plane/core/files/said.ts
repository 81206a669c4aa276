// What was seen of a folder, in words.

import { bytesText } from "../bytes-text.ts";
import type { Judged } from "./judge.ts";

/** How many are named; the rest is counted. */
const named = 5;

/** Such as `a.csv (12 B): it hasn't stayed unchanged for 30s yet; 3 more are ready`. */
export function seenText({ ready, waiting }: Pick<Judged, "ready" | "waiting">): string {
  if (ready.length + waiting.length === 0) return "no file that counts";
  const texts = waiting
    .slice(0, named)
    .map(({ file, why }) => `${file.name} (${bytesText(file.size)}): ${why}`);
  const more = waiting.length - texts.length;
  if (more > 0) texts.push(`${more} more that aren't ready`);
  if (ready.length > 0) texts.push(ready.length === 1 ? "1 is ready" : `${ready.length} are ready`);
  return texts.join("; ");
}
