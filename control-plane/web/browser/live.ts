// Keeps the page as of now, and says since when it isn't: then nothing is acted on by what it shows.

import { refresh } from "./refresh.ts";
import { type Change, follow } from "./stream.ts";

/** What the page is about: `all`, or `run:ID` and `project:NAME`, in `data-watch` of its main part. */
const watched = (): readonly string[] =>
  (document.querySelector<HTMLElement>("[data-watch]")?.dataset.watch ?? "").split(" ");

const isAbout = ({ kind, project, run }: Change): boolean => {
  const what = watched();
  return (
    what.includes("all") || what.includes(kind === "run" ? `run:${run}` : `project:${project}`)
  );
};

/** Since the last thing that the server said, by its clock. */
export const serverClock = { now: "", heardAt: performance.now() };

export function keepLive(): void {
  const place = document.getElementById("live");
  const text = document.getElementById("live-text");
  if (place === null || text === null || watched()[0] === "") return;
  heardAt(place.dataset.asOf ?? "");

  const again = () =>
    refresh().catch(() => {
      // What fails is asked for again once the stream is back.
    });
  follow(place.dataset.after ?? "", {
    missed: again,
    changed: (changes) => {
      if (changes.some(isAbout)) void again();
    },
    alive(now) {
      heardAt(now);
      setLost(null);
      text.textContent = `Live, as of ${clock(now)}`;
    },
    lost() {
      const since = `Data as of ${clock(serverClock.now)}, reconnecting`;
      text.textContent = since;
      setLost(since);
    },
  });
  document.addEventListener("page:fresh", () => {
    if (document.body.dataset.lost) setLost(document.body.dataset.lost);
  });
}

function heardAt(now: string): void {
  serverClock.now = now;
  serverClock.heardAt = performance.now();
}

/** Acts wait for what they would be based on. */
function setLost(why: string | null): void {
  document.body.toggleAttribute("data-lost", why !== null);
  if (why !== null) document.body.dataset.lost = why;
  for (const act of document.querySelectorAll<HTMLButtonElement>("button[data-act]")) {
    const isRefused = act.dataset.refused !== undefined;
    act.disabled = why !== null || isRefused;
    if (!isRefused) act.title = why ?? "";
  }
}

const clock = (instant: string): string =>
  new Date(instant).toLocaleTimeString("en-GB", {
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
    timeZoneName: "short",
  });
