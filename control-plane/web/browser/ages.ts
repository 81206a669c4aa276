// Ages go on: "18 min" is right for as long as it is looked at.

import { lengthOf } from "./length.ts";
import { serverClock } from "./live.ts";

const everyMs = 15_000;

export function keepAges(): void {
  setInterval(() => {
    const now = Date.parse(serverClock.now) + performance.now() - serverClock.heardAt;
    if (Number.isNaN(now)) return;
    for (const age of document.querySelectorAll<HTMLElement>("[data-since]"))
      age.textContent = lengthOf(Math.max(0, now - Date.parse(age.dataset.since ?? "")));
    for (const left of document.querySelectorAll<HTMLElement>("[data-until]"))
      left.textContent = lengthOf(Math.max(0, Date.parse(left.dataset.until ?? "") - now));
  }, everyMs);
}
