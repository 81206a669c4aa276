// The people of a rehearsal: they approve what is asked of them after a time that is the same for all, or never.

import type { Approval } from "#core/pipeline.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { openApprovals, vote } from "#store/approvals.sql.ts";
import type { Db } from "#store/connect.ts";

export interface Approvers {
  /** Hears what is asked for since the last call. */
  listen(): Promise<void>;
  /** When the next answer comes; null: none. */
  nextAt(): number | null;
  /** Gives the answers whose time has come; answers how many. */
  answer(now: number): Promise<number>;
}

const mostAtOnce = 10_000;

/** @param afterMs null: nobody ever approves */
export function createApprovers(db: Db, afterMs: number | null): Approvers {
  const known = new Set<string>();
  const answers: { at: number; run: string; idx: number; actors: string[] }[] = [];
  return {
    async listen() {
      if (afterMs === null) return;
      for (const row of await openApprovals(db, { project: null, limit: mostAtOnce })) {
        const key = `${row.run_id}:${row.idx}`;
        const approval = storedPipeline(row.spec).tasks[row.idx]?.gates?.approval;
        if (!approval || known.has(key)) continue;
        known.add(key);
        const { run_id: run, idx } = row;
        answers.push({
          at: row.asked_at.getTime() + afterMs,
          run,
          idx,
          actors: actorsOf(approval),
        });
      }
    },
    nextAt: () => answers.reduce<number | null>((a, { at }) => Math.min(a ?? at, at), null),
    async answer(now) {
      const due = answers.filter(({ at }) => at <= now);
      for (const one of due) {
        answers.splice(answers.indexOf(one), 1);
        for (const actor of one.actors)
          await vote(db, { run: one.run, idxs: [one.idx], actor, approved: true, reason: null });
      }
      return due.length;
    },
  };
}

/** As many as must; who is not named is a stand-in. */
const actorsOf = ({ by, count }: Approval): string[] =>
  Array.from({ length: count }, (_, n) => by[n] ?? `approver ${n + 1}`);
