// Exit codes as a condition of a rule.

import type { CodeRange } from "../legacy/result.ts";

/** Above it there are none on Unix. */
const highest = 255;

/** Such as `exitCode in [5, 6, 7]`; null of no codes. */
export function codesText(ranges: readonly CodeRange[]): string | null {
  const single = ranges.filter(({ first, last }) => first === last).map(({ first }) => first);
  const [only] = single;
  const parts = [
    ...(single.length === 1 ? [`exitCode == ${only}`] : []),
    ...(single.length > 1 ? [`exitCode in [${single.join(", ")}]`] : []),
    ...ranges
      .filter(({ first, last }) => first !== last)
      .map(({ first, last }) => `exitCode >= ${first} && exitCode <= ${last}`),
  ];
  if (parts.length < 2) return parts[0] ?? null;
  return parts.map((part) => (part.includes("&&") ? `(${part})` : part)).join(" || ");
}

export const hasCode = (ranges: readonly CodeRange[], code: number): boolean =>
  ranges.some(({ first, last }) => first <= code && code <= last);

/** The same codes without 0, which every command has as its success. */
export const withoutZero = (ranges: readonly CodeRange[]): CodeRange[] =>
  ranges.flatMap(({ first, last }) =>
    first > 0 || last < 0
      ? [{ first, last }]
      : [...(first < 0 ? [{ first, last: -1 }] : []), ...(last > 0 ? [{ first: 1, last }] : [])],
  );

/** Whether there is any code above 0 that is not among them. */
export const leavesAny = (ranges: readonly CodeRange[]): boolean =>
  Array.from({ length: highest }, (_, index) => index + 1).some((code) => !hasCode(ranges, code));
