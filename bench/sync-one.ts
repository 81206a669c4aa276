// What does a sync of one changed file cost, and does it depend on the size of the estate?

import { execFileSync } from "node:child_process";
import { createParseCache } from "#core/parse-cache.ts";
import { openSource } from "#git/open.ts";
import { reconcile } from "#reconcile";
import { registerProject } from "#store/projects.sql.ts";
import { benchDatabase } from "./support/database.ts";
import { commitOneChange, type EstateSize, largeEstate, smallEstate } from "./support/estate.ts";
import { median, type Result } from "./support/rounds.ts";
import { serveEstate } from "./support/served-estate.ts";

export async function run(rounds: number): Promise<Result> {
  const figures: Record<string, number> = {};
  let reference = 0;
  for (const transport of ["native", "isomorphic"] as const)
    for (const size of [smallEstate, largeEstate]) {
      const measured = await measure(size, transport, rounds);
      figures[`${transport}, ${size.specs} specs`] = Math.round(measured.sync);
      reference = measured.fetch;
    }
  const ours = Math.max(...Object.values(figures));
  const params = { rounds, medianMs: figures };
  return { name: "sync-one", ours, reference, ratio: ours / reference, unit: "ms", params };
}

/** Median milliseconds of a sync after one changed file, and of native `git fetch` of the same. */
async function measure(
  size: EstateSize,
  transport: "native" | "isomorphic",
  rounds: number,
): Promise<{ sync: number; fetch: number }> {
  await using estate = await serveEstate(size);
  await using db = await benchDatabase();
  await registerProject(db.pool, {
    name: "estate",
    environment: "bench",
    repository: estate.url,
    branch: "main",
    path: "",
  });
  const source = await openSource({ repository: estate.url, cacheDir: estate.folder(), transport });
  const cache = createParseCache();
  const sync = () => reconcile({ pool: db.pool, project: "estate", source, actor: "bench", cache });
  await sync();
  const clone = estate.folder();
  execFileSync("git", ["clone", "--quiet", "--bare", estate.repository, clone]);
  const times = { sync: [] as number[], fetch: [] as number[] };
  // The first is not counted: statements are prepared, code is compiled.
  for (let round = 0; round <= rounds; round++) {
    commitOneChange(estate.repository, size, size.commits + 1 + round);
    const start = performance.now();
    const outcome = await sync();
    const synced = performance.now();
    if (outcome.state !== "Synced" || outcome.plan?.changes.length !== 1)
      throw new Error(`the sync ended ${outcome.state}: the figure would mean nothing`);
    execFileSync("git", ["-C", clone, "fetch", "--quiet", estate.repository, "main"]);
    if (round === 0) continue;
    times.sync.push(synced - start);
    times.fetch.push(performance.now() - synced);
  }
  await source.close();
  return { sync: median(times.sync), fetch: median(times.fetch) };
}
