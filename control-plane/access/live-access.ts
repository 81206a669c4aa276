// The access that a process goes by: teams and policies as they are in the database, taken up anew when they change.
// Every process of one database goes by the same, and goes on by it while Git is away.

import type { Teams } from "#core/access/teams.ts";
import { canonicalJson } from "#core/canonical.ts";
import { projectFactsOf, type StoredRules } from "#core/registration.ts";
import { projectsForAccess, storedAccess } from "#store/access.sql.ts";
import type { Db } from "#store/connect.ts";
import { type Access, onlyLocal } from "./access.ts";
import { type CedarAccess, cedarAccess } from "./cedar.ts";
import { loadCedar } from "./cedar-library.ts";
import type { Policy } from "./policy-file.ts";
import { closedProject, readOwnPolicies, readPolicies } from "./policy-set.ts";

/** What `trunkline.control` keeps of a set that was read without a mistake. */
export interface StoredAccess {
  teams: Teams;
  /** Texts by path. */
  policies: Record<string, string>;
}

export interface LiveAccess {
  /** The same all along; what it decides by changes. */
  readonly access: Access;
  /** The teams and policies that hold now; null: there are none. */
  rules(): CedarAccess | null;
  /** How often a policy has failed while it was evaluated, since this began; each time it was denied. */
  policyErrors(): number;
  /** Looks whether something else holds now. @param control Null: whichever control repository there is. */
  refresh(control: number | null): Promise<void>;
  /**
   * What a change of a project is judged by: what holds now, with what the project forbids by its deployed revision.
   * Null: nobody has written down teams.
   */
  deploying(project: string, own: unknown): Promise<CedarAccess | null>;
}

/** Until the first refresh, and where nobody has written down teams, the local token may everything and nobody else anything. */
export function liveAccess(db: Db, onMessage: (message: string) => void): LiveAccess {
  let rules: CedarAccess | null = null;
  let current: Access = onlyLocal;
  let seen = "";
  /** What was looked at last; undefined: nothing yet. */
  let looked: number | null | undefined;
  let own = new Map<string, unknown>();
  let last: Promise<void> = Promise.resolve();
  let policyErrors = 0;
  const onError = (message: string) => {
    policyErrors++;
    onMessage(message);
  };
  const access: Access = {
    get version() {
      return current.version;
    },
    decide: (...question) => current.decide(...question),
  };
  // One after the other: an older answer must not replace a newer one.
  const refresh = (control: number | null): Promise<void> => {
    looked = control;
    const next = last.then(() => look(control));
    last = next.catch(() => {});
    return next;
  };
  return {
    access,
    rules: () => rules,
    policyErrors: () => policyErrors,
    refresh,
    async deploying(project, policies) {
      if (looked === undefined) return null;
      await last;
      const isCurrent = canonicalJson(own.get(project) ?? null) === canonicalJson(policies ?? null);
      if (seen === "" || (rules !== null && !isCurrent)) await refresh(looked);
      return rules;
    },
  };

  async function look(control: number | null): Promise<void> {
    const stored = ((await storedAccess(db, { id: control }))?.access ??
      null) as StoredAccess | null;
    const projects = stored === null ? [] : await projectsForAccess(db);
    const now = canonicalJson([stored, projects]);
    if (now === seen) return;
    rules = stored === null ? null : await made(stored, projects, { onMessage, onError });
    current = rules ?? onlyLocal;
    own = new Map(projects.map(({ name, policies }) => [name, policies]));
    seen = now;
  }
}

interface ProjectRow {
  name: string;
  rules: unknown;
  policies: unknown;
}

async function made(
  { teams, policies }: StoredAccess,
  projects: readonly ProjectRow[],
  { onMessage, onError }: Record<"onMessage" | "onError", (message: string) => void>,
): Promise<CedarAccess> {
  const cedar = await loadCedar();
  const own = ({ name, policies }: ProjectRow): Policy[] => {
    const texts = Object.entries((policies ?? {}) as Record<string, string>);
    const read = readOwnPolicies(cedar, name, texts);
    const [first] = read.diagnostics;
    if (!first) return read.policies;
    // They had no mistake when they were stored; by this version's schema they have. Nobody knows what they would forbid.
    onMessage(`${name} is closed: ${first.file}:${first.line}: ${first.message}`);
    return [closedProject(cedar, name)];
  };
  const common = readPolicies(cedar, Object.entries(policies), teams);
  const [first] = common.diagnostics;
  if (first) throw new Error(`${first.file}:${first.line}: ${first.message}`);
  return cedarAccess({
    teams,
    policies: [...common.policies, ...projects.flatMap(own)],
    projects: Object.fromEntries(
      projects.map(({ name, rules }) => [name, projectFactsOf(rules as StoredRules)]),
    ),
    onError,
  });
}
