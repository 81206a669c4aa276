// Time goes on: "18 min" is right for as long as it is looked at, and what was still to come is shown anew when it has.

import { lengthOf } from "./length.ts";
import { refresh } from "./refresh.ts";
import { serverTime } from "./server-clock.ts";

const everyMs = 15_000;

/** Those whose time has come are asked for once, not for as long as they stand there. */
const come = new Set<string>();

export function keepAges(): void {
  setInterval(() => {
    const now = serverTime();
    if (Number.isNaN(now)) return;
    for (const age of document.querySelectorAll<HTMLElement>("[data-since]"))
      age.textContent = lengthOf(Math.max(0, now - Date.parse(age.dataset.since ?? "")));
    for (const left of document.querySelectorAll<HTMLElement>("[data-until]")) {
      const { until = "" } = left.dataset;
      const ms = Date.parse(until) - now;
      if (ms >= 0) left.textContent = lengthOf(ms);
      else if (!come.has(until)) {
        come.add(until);
        // What fails is asked for again with whatever changes next.
        refresh().catch(() => {});
      }
    }
  }, everyMs);
}
