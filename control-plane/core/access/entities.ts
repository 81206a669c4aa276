// What Cedar is asked with: who asks and what it is done to, as entities of policies/schema.cedarschema. Only what a
// decision needs: each entity costs it about 5 µs.

import type { AccessFacts } from "./access-class.ts";
import type { Identity } from "./identity.ts";
import type { Standing, Tags } from "./teams.ts";

export interface EntityUid {
  type: string;
  id: string;
}

export type EntityValue =
  | string
  | boolean
  | EntityValue[]
  | { [attribute: string]: EntityValue }
  | { __entity: EntityUid }
  | { __extn: { fn: string; arg: string } };

export interface Entity {
  uid: EntityUid;
  attrs: Record<string, EntityValue>;
  parents: EntityUid[];
  tags?: Record<string, EntityValue>;
}

/** Of a project, beside its name and environment: as its registration says. */
export interface ProjectFacts {
  owner: string | null;
  tags: Tags;
}

/** What it is done to. Runs, tasks, logs and waits are asked about as their pipeline. */
export type Resource =
  | { kind: "pipeline"; facts: AccessFacts; name?: string }
  | { kind: "project"; name: string; environment: string }
  | { kind: "secret" | "connection"; project: string; environment: string; name: string }
  | { kind: "server" };

export const uid = (type: string, id: string): EntityUid => ({ type: `trunkline::${type}`, id });

/** @param facts Of the project in which it is. */
export function resourceEntities(
  resource: Resource,
  facts: (project: string) => ProjectFacts,
): { resource: EntityUid; entities: Entity[] } {
  const project = (name: string, environment: string) =>
    projectEntity(name, environment, facts(name));
  switch (resource.kind) {
    case "server": {
      const server = uid("Server", "this");
      return { resource: server, entities: [{ uid: server, attrs: {}, parents: [] }] };
    }
    case "project":
      return {
        resource: uid("Project", resource.name),
        entities: [project(resource.name, resource.environment)],
      };
    case "pipeline": {
      const { facts: own } = resource;
      // One for all that are alike: a policy that named a pipeline would be asked about another.
      const pipeline = uid("Pipeline", "this");
      return {
        resource: pipeline,
        entities: [
          { uid: pipeline, ...placed(own) },
          ...folders(own.project, own.folder),
          project(own.project, own.environment),
        ],
      };
    }
    case "secret":
    case "connection": {
      const { name, environment } = resource;
      const type = resource.kind === "secret" ? "Secret" : "Connection";
      const own = uid(type, `${resource.project}/${name}`);
      const parent = uid("Project", resource.project);
      const attrs = { name, environment, project: { __entity: parent } };
      return {
        resource: own,
        entities: [{ uid: own, attrs, parents: [parent] }, project(resource.project, environment)],
      };
    }
  }
}

/** @param run Of its pipeline, where a run asks. */
export function principalEntities(
  identity: Identity,
  standing: Standing,
  run: AccessFacts | null,
): { principal: EntityUid; entities: Entity[] } {
  const { kind, name } = identity;
  switch (kind) {
    case "local": {
      const principal = uid("Local", "token");
      return { principal, entities: [{ uid: principal, attrs: {}, parents: [] }] };
    }
    case "run": {
      const principal = uid("Run", name);
      if (run === null) return { principal, entities: [] };
      const entities = [{ uid: principal, ...placed(run) }, ...folders(run.project, run.folder)];
      return { principal, entities };
    }
    case "user":
    case "robot": {
      const principal = uid(kind === "user" ? "User" : "Robot", nameOf(identity));
      const parents = [
        ...standing.teams.map((team) => uid("Team", team)),
        ...standing.roles.map((role) => uid("Role", role)),
      ];
      return {
        principal,
        entities: [{ uid: principal, attrs: {}, parents, tags: tagValues(standing.tags) }],
      };
    }
  }
}

/** A policy names a person by the e-mail address in small letters, whatever the identity provider says. */
const nameOf = ({ kind, name }: Identity): string => (kind === "user" ? name.toLowerCase() : name);

function placed({ project, folder, environment, owner, tags }: AccessFacts): Omit<Entity, "uid"> {
  const parent = uid("Project", project);
  return {
    attrs: { ...ownerOf(owner), project: { __entity: parent }, environment },
    parents: [folder === "" ? parent : uid("Folder", `${project}/${folder}`)],
    tags: tagValues(tags),
  };
}

const projectEntity = (name: string, environment: string, facts: ProjectFacts): Entity => ({
  uid: uid("Project", name),
  attrs: { ...ownerOf(facts.owner), environment },
  parents: [],
  tags: tagValues(facts.tags),
});

/** From the innermost to the project. */
function folders(project: string, folder: string): Entity[] {
  const parts = folder === "" ? [] : folder.split("/");
  return parts.map((_, index) => {
    const path = parts.slice(0, parts.length - index).join("/");
    const above = parts.slice(0, parts.length - index - 1).join("/");
    return {
      uid: uid("Folder", `${project}/${path}`),
      attrs: {},
      parents: [above === "" ? uid("Project", project) : uid("Folder", `${project}/${above}`)],
    };
  });
}

const ownerOf = (owner: string | null): Record<string, EntityValue> =>
  owner === null ? {} : { owner: { __entity: uid("Team", owner) } };

const tagValues = (tags: Tags): Record<string, EntityValue> =>
  Object.fromEntries(Object.entries(tags).map(([key, values]) => [key, [...values]]));
