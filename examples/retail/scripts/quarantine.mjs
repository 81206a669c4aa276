// Moves every unsound region of a date out of the landing area, with the faults beside the files.
// What is quarantined can no longer be loaded; a new ingest brings the region again.

import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { landingPath, readLanding } from "./landing.mjs";
import { dataPath, output, regions, task, writeWhole } from "./task.mjs";

task(["date"], ({ date }) => {
  const present = regions.filter((region) => existsSync(landingPath(date, region)));
  const moved = present.filter((region) => quarantine(date, region));
  output({ moved: moved.length });
});

function quarantine(date, region) {
  const { faults } = readLanding(date, region);
  if (faults.length === 0) return false;
  const parent = dataPath("quarantine", date);
  mkdirSync(parent, { recursive: true });
  const before = readdirSync(parent).filter((name) => name.startsWith(`${region}-`)).length;
  const target = join(parent, `${region}-${before + 1}`);
  renameSync(landingPath(date, region), target);
  writeWhole(join(target, "faults.txt"), `${faults.join("\n")}\n`);
  console.log(`${region}: ${faults.length} fault(s), moved to ${target}`);
  return true;
}
