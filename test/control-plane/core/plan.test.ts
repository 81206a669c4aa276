// Plans are values: the golden cases show each kind (`vitest run -u` accepts new ones), the properties what holds for all.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration } from "#core/duration.ts";
import { plannedOf } from "#core/judge.ts";
import { ownersChange } from "#core/owners/owners-change.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { foresee } from "#core/plan/foresight.ts";
import { planMarkdown } from "#core/plan/markdown.ts";
import { type Plan, type PlanInput, type PlannedPipeline, plan, planHash } from "#core/plan.ts";
import { type PoolDeclaration, poolChanges } from "#core/pools/declaration.ts";
import { rulesOf } from "#core/registration.ts";
import { renderPlan } from "#core/render-plan.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { Registration } from "#schemas/types.ts";
import { pipeline, sha256, task } from "#test/support/deploy.ts";

const root = new URL("../../golden/plan/", import.meta.url);
const at = Temporal.Instant.from("2026-03-27T12:00:00Z");
const commits = { base: "b".repeat(40), commit: "c".repeat(40) };

interface GoldenPipeline {
  file: string;
  pipeline: Pipeline;
}

interface GoldenDesired {
  pipelines: GoldenPipeline[];
  base?: null;
  broken?: string[];
  kept?: string[];
  scripts?: Record<string, string[]>;
  pools?: { live: PoolDeclaration[]; desired: PoolDeclaration[] };
  /** By `pipeline/task`. */
  durations?: Record<string, string>;
  registration?: Registration;
  /** Texts of OWNERS. */
  owners?: { before: string; after: string };
}

const foreseen = (made: Plan, wanted: GoldenDesired, live: PlannedPipeline[]) =>
  foresee({
    ...{ plan: made, live, good: sides(wanted.pipelines), diagnostics: [] },
    pools: wanted.pools ?? { live: [], desired: [] },
    ...(wanted.owners && { owners: ownersChange(wanted.owners.before, wanted.owners.after) }),
    rules: wanted.registration ? rulesOf(wanted.registration) : null,
    durations: new Map(
      Object.entries(wanted.durations ?? {}).map(([name, text]) => {
        const ms = parseDuration(text) as number;
        return [name, { medianMs: ms, p90Ms: ms }];
      }),
    ),
  });

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, root), "utf8")) as T;

const sides = (of: readonly GoldenPipeline[]): PlannedPipeline[] =>
  of.map(({ file, pipeline }) => {
    const whole = storedPipeline(pipeline as unknown as Parameters<typeof storedPipeline>[0]);
    const { text: _, ...planned } = plannedOf(file, whole, sha256);
    return planned;
  });

const input = (desired: PlannedPipeline[], live: PlannedPipeline[]): PlanInput => ({
  project: "shop",
  ...commits,
  at,
  desired,
  live,
  broken: [],
  kept: new Set(),
  scripts: new Map(),
  pools: [],
  isForecast: true,
});

test.each(readdirSync(root).sort())("golden plan: %s", async (name) => {
  const wanted = read<GoldenDesired>(`${name}/desired.json`);
  const live = sides(read<GoldenPipeline[]>(`${name}/live.json`));
  const made = plan(
    {
      ...input(sides(wanted.pipelines), live),
      ...(wanted.base === null ? { base: null } : {}),
      broken: wanted.broken ?? [],
      kept: new Set(wanted.kept),
      scripts: new Map(Object.entries(wanted.scripts ?? {})),
      pools: wanted.pools ? poolChanges(wanted.pools.live, wanted.pools.desired) : [],
    },
    sha256,
  );
  const file = (end: string) => fileURLToPath(new URL(`${name}/plan.${end}`, root));
  const foresight = foreseen(made, wanted, live);
  await expect(`${renderPlan(made, foresight)}\n`).toMatchFileSnapshot(file("txt"));
  await expect(planMarkdown(made, foresight)).toMatchFileSnapshot(file("md"));
  await expect(`${JSON.stringify({ ...made, ...foresight }, null, 2)}\n`).toMatchFileSnapshot(
    file("json"),
  );
});

const pipelines = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom("a", "b", "c", "d", "e", "f"),
      script: fc.constantFrom("true", "false", "./go.sh"),
      folder: fc.constantFrom("pipelines", "pipelines/team"),
    }),
    { selector: ({ name }) => name },
  )
  .map((all) =>
    sides(
      all.map(({ name, script, folder }) => ({
        file: `${folder}/${name}.yaml`,
        pipeline: pipeline(name, [
          task("t", { action: { kind: "command", script, variables: {} } }),
        ]),
      })),
    ),
  );

describe("of any pipelines", () => {
  test("plan(x, x) has no changes, in whatever order x is", () => {
    fc.assert(
      fc.property(pipelines, (all) => {
        expect(plan(input(all, all.toReversed()), sha256).changes).toEqual([]);
      }),
    );
  });

  test("its changes lead from live to desired, and nothing else is in it", () => {
    fc.assert(
      fc.property(pipelines, pipelines, (desired, live) => {
        const made = plan(input(desired, live), sha256);
        const result = new Map(live.map((one) => [one.name, `${one.hash} ${one.file}`]));
        for (const { action, pipeline: name, before, after } of made.changes) {
          expect(before && `${before.hash} ${before.file}`).toBe(result.get(name) ?? null);
          expect(action).toBe(before ? (after ? "changed" : "removed") : "added");
          if (after) result.set(name, `${after.hash} ${after.file}`);
          else result.delete(name);
        }
        const wanted = new Map(desired.map((one) => [one.name, `${one.hash} ${one.file}`]));
        expect(result).toEqual(wanted);
        expect(made.changes.map((change) => change.pipeline)).toEqual(
          made.changes.map((change) => change.pipeline).toSorted(),
        );
      }),
    );
  });

  test("the hash is of the change: equal at any time and in any order, another for another change", () => {
    fc.assert(
      fc.property(pipelines, pipelines, pipelines, (desired, other, live) => {
        const made = plan(input(desired, live), sha256);
        const later = {
          ...input(desired.toReversed(), live.toReversed()),
          at: at.add({ hours: 999 }),
        };
        expect(plan(later, sha256).hash).toBe(made.hash);
        expect(planHash(made, sha256)).toBe(made.hash);
        const another = plan(input(other, live), sha256);
        const same = JSON.stringify(another.changes) === JSON.stringify(made.changes);
        expect(another.hash === made.hash).toBe(same);
      }),
    );
  });
});

test("what a broken file keeps is not removed", () => {
  const live = sides([{ file: "pipelines/a.yaml", pipeline: pipeline("a", [task("t")]) }]);
  const kept = { ...input([], live), kept: new Set(["a"]) };
  expect(plan(kept, sha256).changes).toEqual([]);
});

test("the hash knows nothing of the dates that the moment of the deployment decides", () => {
  const of = (newDay: string) =>
    sides([
      {
        file: "pipelines/a.yaml",
        pipeline: pipeline("a", [task("t")], {
          newDay,
          triggers: [{ schedule: { daily: ["03:00"] }, timezone: "UTC", missed: "latest" }],
        }),
      },
    ]);
  const asked = input(of("07:00"), of("00:00"));
  const [now, later] = [asked, { ...asked, at: at.add({ hours: 24 }) }].map((one) =>
    plan(one, sha256),
  );
  expect(now?.changes[0]?.dates?.map(({ date }) => date)).toEqual(["2026-03-27"]);
  expect(later?.changes[0]?.dates?.map(({ date }) => date)).toEqual(["2026-03-28"]);
  expect(later?.hash).toBe(now?.hash);
});
