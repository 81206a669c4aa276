// Times are written in the zone that the page names, since that is the zone of the schedule. Where whoever looks is in another one,
// their own time stands beside those that matter most, and is what each other time says when it is pointed at.

export function showZones(): void {
  show();
  document.addEventListener("page:fresh", show);
}

function show(): void {
  const zone = document.getElementById("main")?.dataset.zone;
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const time of document.querySelectorAll<HTMLTimeElement>("main time[datetime]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const [there, here] = [clockIn(at, zone ?? "UTC"), clockIn(at, own)];
    time.title = there.whole === here.whole ? there.whole : `${there.whole}; yours: ${here.whole}`;
    if (zone === undefined || there.local === here.local) delete time.dataset.yours;
    else time.dataset.yours = `yours: ${there.day === here.day ? "" : `${here.day} `}${here.clock}`;
  }
  const foot = document.getElementById("zone");
  if (foot === null || zone === undefined) return;
  const [there, here] = [clockIn(new Date(), zone), clockIn(new Date(), own)];
  const yours =
    there.local === here.local ? "yours is the same" : `yours is ${own} (${here.offset})`;
  foot.textContent = `Times are in ${zone} (${there.offset}), ${yours}`;
}

interface Clock {
  day: string;
  clock: string;
  offset: string;
  /** Equal where clocks show the same. */
  local: string;
  /** With its day, its seconds and how far the zone is from UTC. */
  whole: string;
}

function clockIn(at: Date, timeZone: string): Clock {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  const day = `${part("weekday")} ${part("day")} ${part("month")}`;
  const clock = `${part("hour")}:${part("minute")}`;
  const offset = part("timeZoneName").replace("GMT", "UTC");
  const local = `${day} ${part("year")} ${clock}:${part("second")}`;
  return { day, clock, offset, local, whole: `${local} ${timeZone} (${offset})` };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, weekday: "short", day: "numeric", month: "short", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "longOffset" },
  });
  formats.set(timeZone, made);
  return made;
}
