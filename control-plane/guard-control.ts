// Stands before each new commit of a control repository: asks its forge, has it judged, and holds what lacks something.

import type pg from "pg";
import type { ControlSettings } from "#git/control-source.ts";
import { openForgeClient } from "#git/forges/open.ts";
import { anyHost } from "#git/forges/secrets.ts";
import { readForge } from "#git/forges/settings.ts";
import type { Commit, GitSource } from "#git/source.ts";
import { messageOf } from "#store/errors.ts";
import { holdControl, knowControl } from "#store/registrations.sql.ts";
import { changesOf } from "./changes-of.ts";
import { type ControlVerdict, type JudgeControlInput, judgeControl } from "./judge-control.ts";

export interface GuardControlOptions extends ControlSettings {
  pool: pg.Pool;
  /** With the forge's token. */
  env: NodeJS.ProcessEnv;
  onMessage: (message: string) => void;
}

/** `base`: what was last applied when it was judged. */
export type Guarded = { base: string | null; verdict: ControlVerdict };

export interface Guard {
  /** Of a tip that it held and that it needs not judge again yet. */
  stillHolds(tip: string): boolean;
  /** @throws GitError when somebody who must be asked doesn't answer: nothing is applied, and nothing held. */
  judge(source: GitSource, commit: string): Promise<Guarded>;
}

/** Approvals come when they come. */
const againMs = 60_000;

/** Null without anything to ask for. @param id Of the control repository's row. */
export function guardControl(options: GuardControlOptions, id: number): Guard | null {
  const { pool, repository, branch, path, guard, env, onMessage } = options;
  if (!guard) return null;
  let held: { tip: string; at: number } | null = null;
  let asking: JudgeControlInput["changeOf"];
  const changeOf = async (source: GitSource) => {
    if (guard.forge === null) return {};
    const { forge: settings } = readForge(guard.forge, repository, env, anyHost);
    if (settings === null) return {};
    const report = (what: string, error: unknown) =>
      onMessage(`the forge of the control repository: ${what}: ${messageOf(error)}`);
    asking ??= changesOf({ forge: await openForgeClient(settings), branch, source, report });
    return { changeOf: asking as (commit: Commit) => ReturnType<NonNullable<typeof asking>> };
  };
  return {
    stillHolds: (tip) => held?.tip === tip && performance.now() - held.at < againMs,
    async judge(source, commit) {
      const base = (await knowControl(pool, { repository, branch, path }))?.observed_commit ?? null;
      const verdict = await judgeControl({
        ...{ pool, control: id, source, path, guard, base, head: commit },
        ...(await changeOf(source)),
      });
      held = verdict.refused === null ? null : { tip: commit, at: performance.now() };
      if (held) await holdControl(pool, { id, commit, reason: verdict.refused });
      return { base, verdict };
    },
  };
}
