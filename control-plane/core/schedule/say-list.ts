// Lists, ordinals and lengths of time in words, as descriptions of schedules have them.

/** `a`, `a and b`, `a, b and c`. */
export const andList = (items: readonly string[], last = "and"): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;

/** `1st`, `22nd`, `113th`. */
export function ordinal(n: number): string {
  const teens = n % 100 >= 11 && n % 100 <= 13;
  const end = teens ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[n % 10] ?? "th");
  return `${n}${end}`;
}

/** `1st`, `last`, `2nd last`. */
export const nthText = (n: number): string =>
  n > 0 ? ordinal(n) : n === -1 ? "last" : `${ordinal(-n)} last`;

/** Ascending values, neighbours in one: of `text(first)` and `text(last)` for three and more. */
export function runsOf(values: readonly number[], text: (value: number) => string): string[] {
  const runs: number[][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.at(-1) === value - 1) last.push(value);
    else runs.push([value]);
  }
  return runs.flatMap((run) =>
    run.length < 3 ? run.map(text) : [`${text(run[0] as number)} to ${text(run.at(-1) as number)}`],
  );
}

const units = [
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** `hour`, `15 minutes`, `90 seconds`: of the longest unit that divides it. */
export function lengthText(seconds: number): string {
  const [unit, name] = units.find(([length]) => seconds % length === 0) ?? units[2];
  const count = seconds / unit;
  return count === 1 ? name : `${count} ${name}s`;
}

/** `06:00`, with seconds where there are any. */
export function clockText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[2] === 0 ? parts.slice(0, 2) : parts;
  return shown.map((part) => `${part}`.padStart(2, "0")).join(":");
}
