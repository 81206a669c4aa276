// What two states of a control repository are compared by: the server, every project, and the pipelines that there are or
// could be.

import type { Resource } from "#access/access.ts";
import type { ChangedResource } from "#access/access-changes.ts";
import { type AccessFacts, accessFacts, classKey } from "#core/access/access-class.ts";
import { tagsNamed } from "#core/access/policy-shape.ts";
import type { Tags } from "#core/access/teams.ts";
import type { Ground, GroundProject } from "./access-ground.ts";
import { ownTexts } from "./access-what.ts";
import { readProjectAt } from "./read-project.ts";

export interface Compared {
  resources: ChangedResource[];
  /** What projects forbid within themselves, by project and path. */
  own: Record<string, Record<string, string>>;
}

export async function comparedResources(before: Ground, after: Ground): Promise<Compared> {
  const server: Resource = { kind: "server" };
  const resources: ChangedResource[] = [{ what: "the server", before: server, after: server }];
  const own: Compared["own"] = {};
  const tags = tagsOf([before, after]);
  const names = [...Object.keys(before.projects), ...Object.keys(after.projects)];
  for (const name of [...new Set(names)].sort()) {
    const old = before.projects[name];
    const now = after.projects[name];
    const project = (one: GroundProject | undefined): Resource | null =>
      one ? { kind: "project", name, environment: one.environment } : null;
    resources.push({ what: `project ${name}`, before: project(old), after: project(now) });
    const checkout = now?.checkout ?? old?.checkout ?? null;
    if (checkout !== null) own[name] = ownTexts(checkout);
    const classes =
      checkout === null
        ? imagined(name, now ?? old, tags)
        : await found(name, checkout, now ?? old);
    for (const [what, facts] of classes) {
      const side = (one: GroundProject | undefined): Resource | null =>
        one ? { kind: "pipeline", facts: { ...facts, environment: one.environment } } : null;
      resources.push({ what, before: side(old), after: side(now) });
    }
  }
  return { resources, own };
}

/** One of each kind, named for the first of them. */
async function found(
  name: string,
  checkout: string,
  project: GroundProject | undefined,
): Promise<[string, AccessFacts][]> {
  const { estate } = await readProjectAt(checkout, undefined);
  const facts = estate.sources.flatMap(({ pipeline, path }) =>
    pipeline
      ? {
          pipeline: pipeline.name,
          facts: accessFacts({ name, environment: project?.environment ?? "" }, path, pipeline),
        }
      : [],
  );
  return [...Map.groupBy(facts, (one) => classKey(one.facts)).values()].flatMap(
    ([first, ...others]): [string, AccessFacts][] => {
      if (first === undefined) return [];
      const more = others.length === 0 ? "" : ` and ${others.length} like it`;
      return [[`${name}/${first.pipeline}${more}`, first.facts]];
    },
  );
}

/** What could be there, as far as anybody's rights could tell it apart. */
function imagined(
  name: string,
  project: GroundProject | undefined,
  tags: readonly (readonly [string, string])[],
): [string, AccessFacts][] {
  const { environment = "", owner = null, tags: own = {} } = project ?? {};
  const plain = { project: name, environment, folder: "pipelines", owner, tags: asTags(own) };
  return [
    [`a pipeline of ${name}`, plain],
    ...tags.map(([key, value]): [string, AccessFacts] => [
      `a pipeline of ${name} with ${key}=${value}`,
      { ...plain, tags: { ...plain.tags, [key]: [value] } },
    ]),
  ];
}

const asTags = (tags: Tags): Record<string, string[]> =>
  Object.fromEntries(Object.entries(tags).map(([key, values]) => [key, [...values]]));

/** Each tag that teams, projects or policies have, once, sorted. */
function tagsOf(sides: readonly Ground[]): (readonly [string, string])[] {
  const all = sides.flatMap(({ teams, projects, policies }) => [
    ...[teams.teams, teams.people, teams.robots, projects]
      .flatMap((holders) => Object.values<{ tags: Tags }>(holders))
      .flatMap(({ tags }) => Object.entries(tags))
      .flatMap(([key, values]) => values.map((value) => [key, value] as const)),
    ...policies.flatMap(({ json }) => tagsNamed(json)),
  ]);
  const texts = [...new Set(all.map((one) => JSON.stringify(one)))].sort();
  return texts.map((text) => JSON.parse(text) as [string, string]);
}
