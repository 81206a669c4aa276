// Keeps the page as of now, and says since when it isn't: then nothing is acted on by what it shows.

import { keepLost, setLost } from "./lost.ts";
import { refresh } from "./refresh.ts";
import { hear, serverClock } from "./server-clock.ts";
import { follow } from "./stream.ts";
import { isAbout, watched } from "./watch.ts";

export function keepLive(): void {
  const place = document.getElementById("live");
  const text = document.getElementById("live-text");
  if (place === null || text === null || watched().length === 0) return;
  hear(place.dataset.asOf ?? "");
  keepLost();

  const again = () =>
    refresh().catch(() => {
      // What fails is asked for again once the stream is back.
    });
  follow(place.dataset.after ?? "", {
    missed: again,
    changed: (changes) => {
      const what = watched();
      if (changes.some((change) => isAbout(what, change))) void again();
    },
    alive(now) {
      hear(now);
      setLost(null);
      text.textContent = `Live, as of ${clock(now)}`;
    },
    lost() {
      const since = `Data as of ${clock(serverClock.now)}, reconnecting`;
      text.textContent = since;
      setLost(since);
    },
  });
}

const clock = (instant: string): string =>
  new Date(instant).toLocaleTimeString("en-GB", {
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
    timeZoneName: "short",
  });
