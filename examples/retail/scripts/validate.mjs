// Checks what landed for a date, one region or all: row counts and checksums against the manifest, foreign keys, sums.

import { readLanding } from "./landing.mjs";
import { InputError, output, regions, task } from "./task.mjs";

/** Enough to see the pattern; a wholly broken file would otherwise fill the log. */
const shownFaults = 20;

task(["date", "region?"], ({ date, region }) => {
  const landings = (region ? [region] : regions).map((name) => readLanding(date, name));
  const faults = landings.flatMap((landing) => landing.faults);
  if (faults.length > 0) {
    const more = faults.length > shownFaults ? [`… and ${faults.length - shownFaults} more`] : [];
    const title = `${faults.length} ${faults.length === 1 ? "fault" : "faults"} in the files of ${date}:`;
    throw new InputError([title, ...faults.slice(0, shownFaults), ...more].join("\n"));
  }
  const count = (kind) => landings.reduce((sum, landing) => sum + landing[kind].length, 0);
  output({ rows: count("orders") + count("refunds") + count("payments") });
});
