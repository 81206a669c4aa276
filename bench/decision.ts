// How long does one decision take once policies are loaded, with the default ones and 40 more, 50 teams and 500 people?

import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { allowedClasses } from "#access/classes.ts";
import { explain } from "#access/explain.ts";
import { readPolicies } from "#access/policy-set.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import { identityOf } from "#core/access/people.ts";
import type { Team, Teams } from "#core/access/teams.ts";
import { alternate, median, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const teamCount = 50;
const ownPolicies = 40;
const asked = 2_000;
const classCount = 40;
const pipelines = 10_000;

const domain = (n: number) => `domain-${n % 8}`;

function teamsOf(): Teams {
  const teams = Array.from({ length: teamCount }, (_, n): [string, Team] => [
    `team-${n}`,
    {
      members: Array.from({ length: 10 }, (_, m) => `p${n}-${m}@example.com`),
      groups: [`group-${n}`],
      robots: [`robot-${n}`],
      roles: n % 2 === 0 ? ["operator"] : ["viewer"],
      tags: { domain: [domain(n)] },
    },
  ]);
  return { teams: Object.fromEntries(teams), people: {}, robots: {}, withoutDefaults: [] };
}

const policyText = Array.from(
  { length: ownPolicies },
  (_, n) => `@id("own-${n}")
${n % 4 === 0 ? "forbid" : "permit"} (principal in trunkline::Team::"team-${n}", action in trunkline::Action::"view", resource is trunkline::Pipeline)
when { resource.hasTag("tier") && resource.getTag("tier").contains("t${n}") };
`,
).join("");

const classOf = (n: number): AccessFacts => ({
  project: `project-${n % 5}`,
  environment: n % 2 === 0 ? "prod" : "dev",
  folder: `pipelines/area-${n % 7}/part`,
  owner: `team-${n % teamCount}`,
  tags: { domain: [domain(n)], tier: [`t${n}`] },
});

/** The plain way: the same question without anything loaded before, as a program that asks once would. */
const plainAsked = 20;

export async function run(rounds: number): Promise<Result> {
  const cedar = await loadCedar();
  const teams = teamsOf();
  const { policies, diagnostics } = readPolicies(cedar, [["policies/a.cedar", policyText]], teams);
  if (diagnostics.length > 0) throw new Error(diagnostics[0]?.message);
  const access = await cedarAccess({ policies, teams });
  const facts = Array.from({ length: classCount }, (_, n) => classOf(n));
  const people = Array.from({ length: 20 }, (_, n) => identityOf(`p${n}-1@example.com`));
  const at = <T>(all: readonly T[], n: number): T => all[n % all.length] as T;
  const one = (n: number) =>
    access.decide(at(people, n), n % 3 === 0 ? "trigger" : "read", {
      kind: "pipeline",
      facts: at(facts, n * 7),
    });
  const texts = Object.fromEntries(access.policies.map(({ id, text }) => [id, text]));
  const plain = (n: number) =>
    cedar.isAuthorized({
      ...access.question(at(people, n), "read", { kind: "pipeline", facts: at(facts, n * 7) }),
      policies: { staticPolicies: texts },
    });
  const medianMs = (count: number, work: (n: number) => unknown) => {
    const times = Array.from({ length: count }, (_, n) => {
      const start = performance.now();
      work(n);
      return performance.now() - start;
    });
    return { p50: median(times), p99: times.toSorted((a, b) => a - b)[Math.floor(count * 0.99)] };
  };
  medianMs(200, one);
  const p99: number[] = [];
  const explained: number[] = [];
  const ours = async () => {
    const found = medianMs(scaled(asked), one);
    p99.push(found.p99 as number);
    explained.push(
      medianMs(10, (n) =>
        explain(cedar, access, at(people, n), "trigger", { kind: "pipeline", facts: at(facts, n) }),
      ).p50,
    );
    return found.p50;
  };
  const reference = async () => medianMs(plainAsked, plain).p50;
  const { all, ...figures } = await alternate(rounds, reference, ours);
  // A list: each class once, then remembered.
  const classes = facts.map((one, id) => ({ id, facts: one }));
  const who = identityOf("p2-2@example.com");
  const start = performance.now();
  allowedClasses(access, classes, who, "read");
  const firstList = performance.now() - start;
  const again = medianMs(200, () => allowedClasses(access, classes, who, "read")).p50;
  const round = (ms: number) => Math.round(ms * 1000) / 1000;
  const params = {
    reference: "the same question with the policies parsed each time",
    policies: access.policies.length,
    teams: teamCount,
    people: teamCount * 10,
    p99Ms: round(median(p99)),
    explainMs: round(median(explained)),
    list: { pipelines, classes: classCount, firstMs: round(firstList), againMs: round(again) },
    all,
  };
  return { name: "decision", ...figures, unit: "ms", params };
}
