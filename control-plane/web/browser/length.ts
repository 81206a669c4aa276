// Lengths of time in the two units that matter, the same as the server writes them and as they go on in the browser.

/** 42 min 36 s: at most two units, and whole ones. */
export function lengthOf(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const units = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ] as const;
  const at = units.findIndex(([size]) => seconds >= size);
  if (at < 0) return "0 s";
  const [first, second] = [units[at], units[at + 1]];
  if (first === undefined) return "0 s";
  const whole = Math.floor(seconds / first[0]);
  const rest = second === undefined ? 0 : Math.floor((seconds % first[0]) / second[0]);
  return `${whole} ${first[1]}${second === undefined || rest === 0 ? "" : ` ${rest} ${second[1]}`}`;
}
