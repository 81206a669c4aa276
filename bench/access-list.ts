// What does it cost that a list shows only what whoever asks may see? Pages of 50 of 10,000 pipelines and of 300,000 runs with
// 40 classes, through the API: once as a robot that may read half of the classes, with row-level security behind it, once with
// neither. Both are told beside it for one that may read one class, and one whose few runs are the oldest.
// Cedar decides, by the default policies and 40 of the organisation's own: the first list of a robot asks about every class, which
// is told apart (`first`), and its answers are remembered until teams, policies or classes change, as they are on a server.

import type { FastifyInstance } from "fastify";
import type { Access } from "#access/access.ts";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readPolicies } from "#access/policy-set.ts";
import { createToken } from "#access/tokens.ts";
import { createApi } from "#api/server.ts";
import { noTeams, type Team, type Teams } from "#core/access/teams.ts";
import { createPool, createReaderPool } from "#store/connect.ts";
import { raiseWalls } from "#store/walls.ts";
import { benchDatabase } from "./support/database.ts";
import { classes, fillListed, pipelines, runs } from "./support/listed-estate.ts";
import { alternate, median, type Result } from "./support/rounds.ts";

const limit = 50;
/** Of each list in a round, one after the other. */
const asked = 20;
const token = "bench";
const lists = {
  runs: `/api/v1/runs?limit=${limit}`,
  pipelines: `/api/v1/pipelines?limit=${limit}`,
};

/** By robot: which of the classes it may read. */
const readable: Record<string, (domain: number) => boolean> = {
  half: (domain) => domain % 2 === 0,
  one: (domain) => domain === 6,
  oldest: (domain) => domain === classes - 1,
};

/** A team for each robot, with the tags of what it may read. */
const teams: Teams = {
  ...noTeams,
  teams: Object.fromEntries(
    Object.entries(readable).map(([robot, may]): [string, Team] => {
      const domain = Array.from({ length: classes }, (_, n) => n)
        .filter(may)
        .map((n) => `d${n}`);
      return [
        robot,
        { members: [], groups: [], robots: [robot], roles: ["viewer"], tags: { domain } },
      ];
    }),
  ),
};

/** Beside the default ones; none of them takes anything from the robots. */
const ownPolicies = Array.from(
  { length: 40 },
  (_, n) => `@id("own-${n}")
${n % 4 === 0 ? "forbid" : "permit"} (principal in trunkline::Team::"half", action in trunkline::Action::"view", resource is trunkline::Pipeline)
when { resource.hasTag("tier") && resource.getTag("tier").contains("t${n}") };
`,
).join("");

async function cedar(): Promise<Access> {
  const texts: [string, string][] = [["policies/own.cedar", ownPolicies]];
  const { policies, diagnostics } = readPolicies(await loadCedar(), texts, teams);
  if (diagnostics[0]) throw new Error(diagnostics[0].message);
  return cedarAccess({ policies, teams });
}

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  await fillListed(db, false);
  const walls = await raiseWalls(db.connectionString, "own");
  const [readers, engine] = [createReaderPool(walls.api), createPool(walls.engine)];
  const api = (pool: typeof readers | typeof engine, more: { access?: Access }) =>
    createApi({
      ...{ pool, engine, token, ...more },
      projects: { names: [], sync: async () => ({ state: "Busy" }) },
      scheduler: { wake() {}, held: () => null },
    });
  const [walled, open] = [await api(readers, { access: await cedar() }), await api(db.pool, {})];
  const tokens: Record<string, string> = {};
  for (const robot of Object.keys(readable))
    tokens[robot] = (
      await createToken(db.pool, { robot, scopes: null, lifeMs: 86_400_000 }, "bench")
    ).token;

  const reference = (list: keyof typeof lists) => ms(open, lists[list], token);
  const ours = (list: keyof typeof lists, robot: string) =>
    ms(walled, lists[list], tokens[robot] as string);
  const medianMs: Record<string, number> = {};
  for (const robot of Object.keys(readable))
    medianMs[`first, ${robot}`] = await ms(walled, lists.runs, tokens[robot] as string, 1);
  // First plans of every statement.
  for (const robot of Object.keys(readable))
    for (const list of ["runs", "pipelines"] as const)
      await Promise.all([reference(list), ours(list, robot)]);

  const both = async (of: (list: keyof typeof lists) => Promise<number>) =>
    (await of("runs")) + (await of("pipelines"));
  const { all, ...figures } = await alternate(
    rounds,
    () => both(reference),
    () => both((list) => ours(list, "half")),
  );
  for (const list of ["runs", "pipelines"] as const) {
    const of = async (measure: () => Promise<number>) =>
      median(await Array.fromAsync({ length: rounds }, measure));
    medianMs[`${list}, without`] = await of(() => reference(list));
    for (const robot of Object.keys(readable))
      medianMs[`${list}, ${robot}`] = await of(() => ours(list, robot));
  }
  await Promise.all([walled.close(), open.close()]);
  await Promise.all([readers.end(), engine.end()]);
  const params = { rounds, pipelines, runs, classes, limit, asked, medianMs, all };
  return { name: "access-list", ...figures, unit: "ms", params };
}

/** Of one page. @throws for an answer that isn't a whole one. */
async function ms(
  api: FastifyInstance,
  url: string,
  bearer: string,
  times = asked,
): Promise<number> {
  const since = performance.now();
  for (let n = 0; n < times; n++) {
    const reply = await api.inject({ url, headers: { authorization: `Bearer ${bearer}` } });
    const { items } = reply.json() as { items?: unknown[] };
    if ((items?.length ?? 0) < Math.min(limit, Math.floor(pipelines / classes)))
      throw new Error(`${url}: ${reply.statusCode}, ${items?.length} of ${limit}`);
  }
  return (performance.now() - since) / times;
}
