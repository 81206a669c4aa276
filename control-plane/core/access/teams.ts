// Teams, people and robots as teams.yaml of the control repository has them, and what somebody is by it.

import type { Identity } from "./identity.ts";

export const roles = ["viewer", "operator", "author", "approver", "auditor", "admin"] as const;
export type Role = (typeof roles)[number];

export type Tags = Readonly<Record<string, readonly string[]>>;

interface Holder {
  roles: readonly Role[];
  tags: Tags;
}

export interface Team extends Holder {
  /** Names of people: their e-mail addresses. */
  members: readonly string[];
  robots: readonly string[];
  /** Of the identity provider: whoever logs in with one of them is a member. */
  groups: readonly string[];
}

export interface Teams {
  teams: Readonly<Record<string, Team>>;
  /** What they have beside what their teams give. */
  people: Readonly<Record<string, Holder & { accounts?: readonly string[] }>>;
  robots: Readonly<Record<string, Holder>>;
  /** Ids of default policies that are left out. */
  withoutDefaults: readonly string[];
}

export const noTeams: Teams = { teams: {}, people: {}, robots: {}, withoutDefaults: [] };

/** What somebody is: all that policies can know of a person or robot. */
export interface Standing {
  teams: string[];
  roles: Role[];
  tags: Record<string, string[]>;
}

/** In order, each once. What nobody has written down of somebody is nothing. */
export function standingOf(teams: Teams, identity: Identity): Standing {
  const { kind, name } = identity;
  if (kind !== "user" && kind !== "robot") return { teams: [], roles: [], tags: {} };
  const groups = new Set(kind === "user" ? identity.groups : []);
  const own = Object.entries(teams.teams).filter(([, team]) =>
    kind === "robot"
      ? team.robots.includes(name)
      : team.members.some((member) => isSame(member, name)) ||
        team.groups.some((group) => groups.has(group)),
  );
  const person = kind === "robot" ? teams.robots[name] : personOf(teams, name);
  const holders: Holder[] = [...own.map(([, team]) => team), ...(person ? [person] : [])];
  return {
    teams: own.map(([team]) => team).sort(),
    roles: rolesOf(holders),
    tags: tagsOf(holders),
  };
}

/**
 * Who is meant by an account of a forge, or by `Ann <ann@example.com>` as commits name people: by their e-mail address
 * where teams.yaml tells it, else as they are called there.
 */
export function personNamed({ people }: Teams, text: string): string {
  const name = (/<([^<>\s]+)>\s*$/.exec(text)?.[1] ?? text.trim()).toLowerCase();
  const login = /^(?:\d+\+)?([^@]+)@users\.noreply\./.exec(name)?.[1] ?? name;
  const [first, ...others] = Object.entries(people).flatMap(([person, { accounts = [] }]) =>
    accounts.some((one) => isSame(one, login)) ? person.toLowerCase() : [],
  );
  return first === undefined || others.length > 0 ? name : first;
}

/** E-mail addresses are the same however they are capitalised: nobody escapes a rule by it, nor is left out. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const personOf = ({ people }: Teams, name: string): Holder | undefined =>
  Object.entries(people).find(([one]) => isSame(one, name))?.[1];

/** Whoever has a role may look: every other includes `viewer`. */
function rolesOf(holders: readonly Holder[]): Role[] {
  const has = new Set(holders.flatMap((one) => one.roles));
  if (has.size > 0) has.add("viewer");
  return roles.filter((role) => has.has(role));
}

function tagsOf(holders: readonly Holder[]): Record<string, string[]> {
  const all = holders.flatMap(({ tags }) => Object.entries(tags));
  const keys = [...new Set(all.map(([key]) => key))].sort();
  const valuesOf = (key: string) => all.flatMap(([one, values]) => (one === key ? values : []));
  return Object.fromEntries(keys.map((key) => [key, [...new Set(valuesOf(key))].sort()]));
}
