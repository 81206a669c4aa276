// Everybody whom teams.yaml knows, and how commands and decision cases write them.

import type { Identity } from "./identity.ts";
import { standingOf, type Teams } from "./teams.ts";

/** `ann@example.com`, `robot:ci`, `group:GROUP` (whoever logs in with it), `local`. */
export function identityOf(who: string, mfa = false): Identity {
  const base = { groups: [], mfa, scopes: null };
  if (who === "local") return { ...base, kind: "local", name: "local-token", mfa: false };
  const [, kind, name = ""] = /^(robot|group):(.+)$/.exec(who) ?? [];
  if (kind === "robot") return { ...base, kind, name, mfa: false };
  // Nobody has this name, so that nothing but the group counts.
  if (kind === "group") return { ...base, kind: "user", name: who, groups: [name] };
  return { ...base, kind: "user", name: who };
}

/** As `identityOf` reads them: people, robots and groups, each once, sorted. */
export function everybody({ teams, people, robots }: Teams): string[] {
  const all = Object.values(teams);
  return [
    ...new Set([
      ...[...all.flatMap(({ members }) => members), ...Object.keys(people)].map((name) =>
        name.toLowerCase(),
      ),
      ...[...all.flatMap((team) => team.robots), ...Object.keys(robots)].map(
        (name) => `robot:${name}`,
      ),
      ...all.flatMap(({ groups }) => groups).map((name) => `group:${name}`),
    ]),
  ].sort();
}

/** Those who are the same to all policies, together: few of them are asked about. */
export function alike(everyone: readonly string[], sides: readonly Teams[]): string[][] {
  const groups = Map.groupBy(everyone, (who) => {
    const identity = identityOf(who);
    return JSON.stringify([identity.kind, sides.map((teams) => standingOf(teams, identity))]);
  });
  return [...groups.values()];
}
