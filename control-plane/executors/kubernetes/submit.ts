// Makes a Job once: its name is the key of the submission, so that the cluster itself refuses a second one.

import type { KubernetesAction } from "#core/action.ts";
import { submissionKey } from "../connector/key.ts";
import type { AttemptRequest } from "../executor.ts";
import { type LiveAttempt, TaskFailure, untilStopped } from "../in-process.ts";
import { again, type Cluster, ClusterRefused, isPassing, orNull } from "./cluster.ts";
import { hasSecrets, type JobSettings, jobName, jobOf, keyLabel, secretOf } from "./job.ts";
import type { Job } from "./objects.ts";
import { recorded, type Started, startedFrom } from "./started.ts";

export interface JobAttempt extends AttemptRequest<KubernetesAction>, Omit<JobSettings, "key"> {
  cluster: Cluster;
  /** What is asked so that it is not broken off half-way: stopping the Job waits for it. */
  underWay: Promise<unknown> | null;
}

/** The Job that an earlier attempt made, or what is to become one; it is recorded before anything is asked. */
export async function adoptOrName(
  request: AttemptRequest<KubernetesAction>,
  live: LiveAttempt,
): Promise<Started> {
  const { external, action } = request;
  const earlier = await external.earlier();
  live.signal.throwIfAborted();
  if (earlier.open !== null) {
    // Of this attempt now, so that what becomes of it is written to it.
    await external.submitted(earlier.open);
    return startedFrom(earlier.open);
  }
  const text = request.env.TRUNKLINE_IDEMPOTENCY_KEY ?? `${request.runId}/${request.task}`;
  // What ended is not looked for again: a retry is a Job of its own.
  const key = submissionKey(earlier.over === 0 ? text : `${text}/${earlier.over + 1}`);
  const started: Started = { key, namespace: action.connection.namespace, uid: null };
  await external.submitted(recorded(started));
  return started;
}

/** Made, or found so. @throws TaskFailure where it is refused or gone, Error, and the signal's reason */
export async function haveJob(
  attempt: JobAttempt,
  started: Started,
  live: LiveAttempt,
  over: () => void,
): Promise<Started> {
  const { cluster } = attempt;
  const name = jobName(started.key);
  let job = await again(live.signal, () => findJob(cluster, name, live.signal));
  if (job !== null) {
    mustBeOurs(job, started, name);
    await live.print(`An earlier attempt made the Job ${name} already: following it.\n`);
  } else if (started.uid !== null) {
    throw goneFailure(name, over);
  } else {
    job = await make(attempt, started, name, live, over);
    await live.print(`Made the Job ${name} in the namespace ${cluster.namespace}.\n`);
  }
  const known = { ...started, uid: job.metadata.uid };
  if (started.uid === null) await attempt.external.submitted(recorded(known));
  await haveSecret(attempt, known, live);
  return known;
}

export function goneFailure(name: string, over: () => void): TaskFailure {
  over();
  return new TaskFailure(
    `The cluster doesn't know the Job ${name} any more: it was deleted, or its \`ttl\` is over, and how it ended is not known.`,
  );
}

/** Null when there is none. */
export const findJob = async (
  cluster: Cluster,
  name: string,
  signal: AbortSignal,
): Promise<Job | null> =>
  (await cluster.ask("GET", cluster.path("jobs", name), { signal }).catch(orNull)) as Job | null;

async function make(
  attempt: JobAttempt,
  started: Started,
  name: string,
  live: LiveAttempt,
  over: () => void,
): Promise<Job> {
  const { cluster } = attempt;
  const body = jobOf(attempt, { key: started.key, graceMs: attempt.graceMs });
  const query = { fieldValidation: "Strict" };
  return await again(live.signal, async () => {
    live.signal.throwIfAborted();
    // Not broken off: the cluster would make it behind our back.
    const signal = AbortSignal.timeout(60_000);
    const asked = cluster.ask("POST", cluster.path("jobs"), { query, body, signal });
    attempt.underWay = asked.catch(() => {});
    try {
      const made = (await untilStopped(asked, live.signal)) as Job;
      mustBeOurs(made, started, name);
      return made;
    } catch (error) {
      if (!(error instanceof ClusterRefused) || isPassing(error)) throw error;
      if (error.status === 409) {
        // Perhaps by what we asked for before the connection broke.
        const taken = await findJob(cluster, name, live.signal);
        if (taken !== null) {
          mustBeOurs(taken, started, name);
          return taken;
        }
      }
      over();
      throw new TaskFailure(`The cluster refused the Job: ${error.message}.`, {
        mayRetry: error.status === 409 || error.status === 403,
      });
    }
  });
}

/** The pod waits until it is there. */
async function haveSecret(attempt: JobAttempt, { key, uid }: Started, live: LiveAttempt) {
  if (!hasSecrets(attempt.action)) return;
  const { cluster } = attempt;
  const body = secretOf(attempt, key, uid ?? "");
  await again(live.signal, () =>
    cluster
      .ask("POST", cluster.path("secrets"), {
        ...{ query: { fieldValidation: "Strict" }, body, signal: live.signal },
      })
      .catch((error: unknown) => {
        // By an earlier attempt: it can't be another's, as its name is the Job's.
        if (error instanceof ClusterRefused && error.status === 409) return;
        if (error instanceof ClusterRefused && !isPassing(error))
          throw new Error(`The Job's Secret can't be made: ${error.message}`, { cause: error });
        throw error;
      }),
  );
}

function mustBeOurs({ metadata }: Job, { key, uid }: Started, name: string): void {
  if (metadata.labels?.[keyLabel] !== key || (uid !== null && metadata.uid !== uid))
    throw new Error(`There is a Job ${name} that Trunkline didn't make for this task`);
}
