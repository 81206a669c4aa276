// What a lost connection means for the page: since when its data are what they are, and no act by what it shows.

import { lengthOf } from "./length.ts";
import { serverClock } from "./server-clock.ts";

const everyMs = 1_000;

/** Why acts wait; null: they don't. */
let reason: string | null = null;

/** Says it beside the name of the reader, and at every form that would change something. */
export function setLost(why: string | null): void {
  reason = why;
  age();
  document.body.toggleAttribute("data-lost", why !== null);
  for (const form of document.querySelectorAll<HTMLFormElement>("main form[method=post]")) {
    if (why === null) delete form.dataset.lost;
    else form.dataset.lost = `Waits for the connection. ${why}.`;
  }
  for (const act of document.querySelectorAll<HTMLButtonElement>("main form[method=post] button")) {
    if (act.dataset.refused !== undefined) continue;
    act.disabled = why !== null;
    act.title = why ?? "";
    if (why === null) act.removeAttribute("aria-describedby");
    else act.setAttribute("aria-describedby", "live-text");
  }
}

/** How old what is shown is. */
function age(): void {
  const place = document.getElementById("live-age");
  const ms = performance.now() - serverClock.heardAt;
  if (place !== null) place.textContent = reason === null ? "" : `${lengthOf(ms)} old`;
}

export function keepLost(): void {
  // What was shown anew has acts that know nothing of it.
  document.addEventListener("page:fresh", () => {
    if (reason !== null) setLost(reason);
  });
  setInterval(age, everyMs);
}
