// Whether the policies of the control repository let a run use a secret or a connection. Asked only by attempts of tasks
// that name one: a worker without such tasks loads no policy engine.

import { liveAccess } from "#access/live-access.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import { mayUse, type RunUse, type UseDecision, useActions } from "#core/access/run-use.ts";
import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import type { Db } from "#store/connect.ts";

export interface UseQuestion {
  run: string;
  use: RunUse;
  /** What the task names, by its pinned definition. */
  named: readonly RunUse[];
  ceilings: ProjectCeilings | null;
  project: string;
  environment: string;
  /** Of the run's pipeline; null until a server has looked at it. */
  facts: AccessFacts | null;
}

export interface JudgedUse extends UseDecision {
  /** What went wrong; then it is denied. */
  errors: readonly string[];
}

export type UseAccess = (question: UseQuestion) => Promise<JudgedUse>;

/** Definition and ceilings alone, as where nobody has written down policies. */
export const byDefinition: UseAccess = async ({ use, named, ceilings }) => ({
  ...mayUse({ identity: { kind: "run" }, use, named, ceilings }),
  errors: [],
});

/** A policy that changes holds for the attempts of a second later. */
const keptMs = 1_000;

/** @param now Milliseconds of a clock that never goes back. */
export function createUseAccess(
  db: Db,
  onMessage: (message: string) => void,
  now: () => number = () => performance.now(),
): UseAccess {
  const live = liveAccess(db, onMessage);
  let looked: { at: number; look: Promise<void> } | null = null;
  return async (question) => {
    // No policy gives a run what its reviewed definition does not name.
    const first = await byDefinition(question);
    if (!first.allowed) return first;
    if (looked === null || now() - looked.at > keptMs) {
      const look = live.refresh(null);
      looked = { at: now(), look };
      look.catch(() => {
        looked = null;
      });
    }
    try {
      await looked.look;
    } catch (error) {
      return { ...denied, errors: [(error as Error).message] };
    }
    if (live.access.version === "local") return first;
    const { run, use, project, environment, facts, named } = question;
    if (facts === null) return { ...denied, errors: ["no server has looked at its pipeline yet"] };
    const granted = named.filter(({ kind }) => kind === use.kind).map(({ name }) => name);
    return live.access.decide(
      { kind: "run", name: run, groups: [], mfa: false, scopes: null },
      useActions[use.kind],
      { ...use, project, environment },
      { run: { facts, isRunning: true, granted } },
    );
  };
}

const denied = { allowed: false, policies: [] };
