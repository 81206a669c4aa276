// The executor of `uses: kubernetes`: a Job of a cluster, which outlives the worker and is adopted.

import type { KubernetesAction } from "#core/action.ts";
import { actionWithValues } from "#core/action-values.ts";
import { type AddressSettings, judgeAddresses } from "./addresses.ts";
import type { AttemptResult, Executor } from "./executor.ts";
import { type GuardedFetch, guardedFetch } from "./guarded-fetch.ts";
import { asTaskFailure } from "./http/answer.ts";
import { InProcessAttempts, type LiveAttempt, Stopped } from "./in-process.ts";
import { Cluster } from "./kubernetes/cluster.ts";
import { end, forgetSecrets, judged } from "./kubernetes/end.ts";
import { followToEnd, type JobEnd, NotStarted, type Pace } from "./kubernetes/follow.ts";
import type { Started } from "./kubernetes/started.ts";
import { adoptOrName, haveJob, type JobAttempt } from "./kubernetes/submit.ts";

export interface KubernetesExecutorOptions {
  /** Between SIGTERM and SIGKILL when an attempt times out or is cancelled. */
  graceMs?: number;
  /** Which addresses are asked; without it all but those that no task has business with. */
  addresses?: AddressSettings;
  /** Whether connections may use the service account of the worker's own pod. */
  inCluster?: boolean;
  /** In place of the usual one, so that a cluster of a test is asked without pauses. */
  pace?: Pace;
}

/** Kubernetes' own. */
const defaultGraceMs = 30_000;
const usualPace: Pace = { everyMs: 1_000, upToMs: 10_000 };

export function createKubernetesExecutor(
  options: KubernetesExecutorOptions = {},
): Executor<KubernetesAction> {
  const { graceMs = defaultGraceMs, pace = usualPace, inCluster = false } = options;
  const attempts = new InProcessAttempts(graceMs);
  const webs = new Map<string, GuardedFetch>();
  const webOf: Parameters<typeof Cluster.of>[1] = (ca, certificate) =>
    webs.getOrInsertComputed(JSON.stringify([ca, certificate]), () =>
      guardedFetch(judgeAddresses(options.addresses), undefined, certificate, ca ?? undefined),
    );
  return {
    kind: "kubernetes",
    run(written): Promise<AttemptResult> {
      return attempts.runElsewhere(written, async (live, over) => {
        const action = asTaskFailure(() => actionWithValues(written.action, written.values), "It");
        const request = { ...written, action };
        const cluster = await Cluster.of(request, webOf, inCluster);
        const started = await adoptOrName(request, live);
        const attempt: JobAttempt = { ...request, cluster, graceMs, underWay: null };
        const ended = await endOf(attempt, started, pace, live, over);
        over();
        await forgetSecrets(attempt, started.key);
        return await judged(ended, live);
      });
    },
    killAll: () => attempts.killAll(),
    async close() {
      await attempts.close();
      for (const web of webs.values()) await web.close();
    },
  };
}

async function endOf(
  attempt: JobAttempt,
  named: Started,
  pace: Pace,
  live: LiveAttempt,
  over: () => void,
): Promise<JobEnd> {
  let started = named;
  try {
    started = await haveJob(attempt, named, live, over);
    return await followToEnd(attempt, started, pace, live, over);
  } catch (error) {
    const stop = live.signal.reason instanceof Stopped ? live.signal.reason.stop : null;
    // Lost or drained, it goes on and the next attempt adopts it.
    const isCancelled = stop !== null && stop.graceMs > 0 && attempt.signal.reason !== "drained";
    if (isCancelled || error instanceof NotStarted)
      if (await end(attempt, started, Math.min(pace.everyMs, 500))) over();
    throw error;
  }
}
