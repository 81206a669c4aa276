// What an identity may read, as ids of classes and names of projects: what lists, counts and texts go by.

import type pg from "pg";
import { type Access, type Decision, onlyLocal, type Resource } from "#access/access.ts";
import { allowedClasses, type ClassRow, mayReadProject } from "#access/classes.ts";
import { decideWithGrants } from "#access/grants.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import type { AccessAction } from "#core/access/action.ts";
import type { Identity } from "#core/access/identity.ts";
import { isInScope } from "#core/access/scopes.ts";
import { readingNothing, type SeenClasses } from "#store/as-reader.ts";
import { decidedOver } from "#store/sight.sql.ts";

export interface Sight {
  /** Ids of the classes whose pipelines may be read; null: every pipeline. */
  classes: readonly number[] | null;
  /** Names of the projects that may be read as such, with what is theirs: events, variables, pools; null: every project. */
  projects: readonly string[] | null;
  /** Names that may be known: of those, and of projects of which some pipeline may be read; null: every project. */
  known: readonly string[] | null;
  /** Of which some pipelines may not be read: what is said of them as a whole may name those. */
  partial: readonly string[];
}

export const seesAll: Sight = { classes: null, projects: null, known: null, partial: [] };

/** What an identity may read, as far as it is known to the database. */
export interface Eyes {
  /** Also by what was granted for a while; a use of that is on record. */
  decide(identity: Identity, action: AccessAction, on: Resource): Promise<Decision>;
  /** Without teams and policies this server's own token may everything: nothing is looked up, and nothing is paid for it. */
  isUnlimited(identity: Identity): boolean;
  /**
   * What Postgres shows, of what the last look found: each request's sight is one. Scopes don't limit it: who may only start a
   * pipeline still has it looked up.
   */
  seenBy(identity: Identity): SeenClasses;
  /** What lists may speak of. */
  sightOf(identity: Identity): Promise<Sight>;
  /** The facts of a pipeline that may be read, whatever the token is limited to; null: it isn't there for whoever asks. */
  mayKnow(identity: Identity, classId: number | null): Promise<AccessFacts | null>;
  /** Whether any pipeline that is so may be read, whatever the token is limited to. */
  mayKnowAny(identity: Identity, facts: AccessFacts): boolean;
  /** Whether a project may be read as such, whatever the token is limited to. */
  mayKnowProject(identity: Identity, project: { name: string; environment: string }): boolean;
}

interface ProjectRow {
  name: string;
  environment: string;
}

/** What is known of a pipeline that was deployed before there were classes. */
const ofBefore: AccessFacts = { project: "", environment: "", folder: "", owner: null, tags: {} };

export function createEyes(pool: pg.Pool, access: () => Access): Eyes {
  const classes = new Map<number, ClassRow>();

  let highest = 0;

  /** Asked of each request, and of nothing that policies of Postgres hide. */
  async function look(): Promise<readonly ProjectRow[]> {
    const row = await readingNothing(() =>
      decidedOver(pool, { upTo: highest, known: classes.size }),
    );
    for (const found of (row?.classes ?? []) as ClassRow[]) {
      classes.set(found.id, found);
      highest = Math.max(highest, found.id);
    }
    return (row?.projects ?? []) as ProjectRow[];
  }

  const readable = (identity: Identity, of: readonly ClassRow[]): number[] =>
    allowedClasses(access(), of, { ...identity, scopes: null }, "read");

  const isUnlimited: Eyes["isUnlimited"] = ({ kind, scopes }) =>
    kind === "local" && scopes === null && access().version === onlyLocal.version;

  const mayKnowProject: Eyes["mayKnowProject"] = (identity, project) =>
    isUnlimited(identity) || mayReadProject(access(), project, { ...identity, scopes: null });

  const mayKnowAny: Eyes["mayKnowAny"] = (identity, facts) =>
    access().decide({ ...identity, scopes: null }, "read", { kind: "pipeline", facts }).allowed;

  async function mayKnow(identity: Identity, classId: number | null): Promise<AccessFacts | null> {
    // Of before there were classes: not for whoever's rights are limited.
    if (classId === null) return identity.kind === "local" ? ofBefore : null;
    if (!classes.has(classId)) await look();
    const row = classes.get(classId);
    return row && readable(identity, [row]).length > 0 ? row.facts : null;
  }

  async function sightOf(identity: Identity): Promise<Sight> {
    if (isUnlimited(identity)) return seesAll;
    const found = await look();
    const all = [...classes.values()];
    const seen = new Set(isInScope(identity, "read") ? readable(identity, all) : []);
    const rows = isInScope(identity, "readProject") ? found : [];
    const projects = rows.filter((row) => mayKnowProject(identity, row)).map(({ name }) => name);
    const projectsOf = (isSeen: boolean) =>
      all.flatMap(({ id, facts }) => (seen.has(id) === isSeen ? [facts.project] : []));
    // Policies may forbid this server's own token something; where they don't, it sees what has no class yet, too.
    const isAll =
      identity.kind === "local" && seen.size === all.length && projects.length === rows.length;
    if (isAll) return seesAll;
    return {
      classes: [...seen],
      projects,
      known: [...new Set([...projects, ...projectsOf(true)])],
      partial: [...new Set(projectsOf(false))],
    };
  }

  function seenBy(identity: Identity): SeenClasses {
    const whole = { ...identity, scopes: null };
    // Whoever holds the server's own token also sees what was not classified yet.
    if (
      whole.kind === "local" &&
      access().decide(whole, "manageServer", { kind: "server" }).allowed
    )
      return "all";
    return readable(whole, [...classes.values()]);
  }

  const decide: Eyes["decide"] = (identity, action, resource) =>
    decideWithGrants(access(), pool, { identity, action, resource });

  return { decide, isUnlimited, seenBy, sightOf, mayKnow, mayKnowAny, mayKnowProject };
}
