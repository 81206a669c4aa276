// What does a list cost as a page, beside the API's JSON of the same? Pages of 50 of 10,000 pipelines and of 300,000 runs, both
// through the whole server in the same run; the page also asks the API for what it shows, so a ratio of 1 would be free. Today, of
// which every pipeline is due once a day, is told beside it.

import type { FastifyInstance } from "fastify";
import { createApi } from "#api/server.ts";
import { benchDatabase } from "./support/database.ts";
import { fillListed, pipelines, runs } from "./support/listed-estate.ts";
import { alternate, median, type Result } from "./support/rounds.ts";

/** Of each list in a round, one after the other. */
const asked = 10;
const token = "bench";
const lists = {
  pipelines: ["/pipelines", "/api/v1/pipelines?order=attention&counts=true&runs=14&limit=50"],
  healthy: [
    "/pipelines?health=Healthy",
    "/api/v1/pipelines?order=attention&health=Healthy&counts=true&runs=14&limit=50",
  ],
  runs: ["/runs", "/api/v1/runs?limit=50"],
  failed: ["/runs?state=failed", "/api/v1/runs?state=failed&limit=50"],
} as const;

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  await fillListed(db, true);
  const api = await createApi({
    ...{ pool: db.pool, engine: db.pool, token },
    projects: { names: [], sync: async () => ({ state: "Busy" }) },
    scheduler: { wake() {}, held: () => null },
  });
  const names = Object.keys(lists) as (keyof typeof lists)[];
  const sum = async (of: 0 | 1) => {
    let total = 0;
    for (const name of names) total += await ms(api, lists[name][of]);
    return total;
  };
  await sum(0);
  await sum(1);
  const { all, ...figures } = await alternate(
    rounds,
    () => sum(1),
    () => sum(0),
  );
  const medianMs: Record<string, number> = {};
  for (const [name, url] of [
    ...names.map((name) => [name, lists[name][0]]),
    ["today", "/"],
  ] as const)
    medianMs[name ?? ""] = median(
      await Array.fromAsync({ length: rounds }, () => ms(api, url ?? "")),
    );
  await api.close();
  return {
    name: "page-lists",
    ...figures,
    unit: "ms",
    params: { rounds, pipelines, runs, asked, medianMs, all },
  };
}

/** Of one page. @throws for an answer that isn't one. */
async function ms(api: FastifyInstance, url: string): Promise<number> {
  const since = performance.now();
  for (let n = 0; n < asked; n++) {
    const reply = await api.inject({ url, headers: { authorization: `Bearer ${token}` } });
    if (reply.statusCode !== 200)
      throw new Error(`${url}: ${reply.statusCode} ${reply.body.slice(0, 300)}`);
  }
  return (performance.now() - since) / asked;
}
