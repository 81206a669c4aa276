// Lengths of time as users write them: `30s`, `5m`, `1h30m`, `2d`.

import { memo } from "./memo.ts";

const pattern = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const unitsMs = [86_400_000, 3_600_000, 60_000, 1_000] as const;
const unitNames = ["d", "h", "m", "s"] as const;

/** Milliseconds of a duration text, or null when it is not one. A day is 24 hours. */
export const parseDuration = memo(readDuration, 20_000);

function readDuration(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  let total = 0;
  for (const [index, unitMs] of unitsMs.entries()) total += Number(match[index + 1] ?? 0) * unitMs;
  return Number.isSafeInteger(total) ? total : null;
}

/** The shortest text for whole seconds of `ms`, largest unit first; `0s` for nothing. */
export function formatDuration(ms: number): string {
  let rest = ms;
  let text = "";
  for (const [index, unitMs] of unitsMs.entries()) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${unitNames[index]}`;
    rest -= count * unitMs;
  }
  return text === "" ? "0s" : text;
}
