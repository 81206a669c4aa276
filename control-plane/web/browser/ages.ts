// Ages go on: "18 min" is right for as long as it is looked at.

import { serverClock } from "./live.ts";

const everyMs = 15_000;
const units = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** As the server writes it. */
function lengthOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const at = units.findIndex(([size]) => seconds >= size);
  const [first, second] = [units[at], units[at + 1]];
  if (first === undefined) return "0 s";
  const rest = second === undefined ? 0 : Math.floor((seconds % first[0]) / second[0]);
  return `${Math.floor(seconds / first[0])} ${first[1]}${second === undefined || rest === 0 ? "" : ` ${rest} ${second[1]}`}`;
}

export function keepAges(): void {
  setInterval(() => {
    const now = Date.parse(serverClock.now) + performance.now() - serverClock.heardAt;
    if (Number.isNaN(now)) return;
    for (const age of document.querySelectorAll<HTMLElement>("[data-since]"))
      age.textContent = lengthOf(now - Date.parse(age.dataset.since ?? ""));
  }, everyMs);
}
