// Follows a Job to its end: why its pod has not begun, its output, and what the cluster says of its end.

import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { reason, sleep } from "../stop.ts";
import { type Cluster, ClusterRefused, isPassing } from "./cluster.ts";
import { containerOfPod, jobName, keyLabel } from "./job.ts";
import { PodLogs } from "./logs.ts";
import {
  type Condition,
  endAnnounced,
  endOfJob,
  type Job,
  type Pod,
  stateOf,
  whyNotStarted,
} from "./objects.ts";
import type { Started } from "./started.ts";
import { findJob, goneFailure, type JobAttempt } from "./submit.ts";

export interface JobEnd {
  condition: Condition;
  /** Null: it is gone, or there never was one. */
  pod: Pod | null;
}

/** Its pod has not begun in time: it is to be deleted. */
export class NotStarted extends TaskFailure {
  override name = "NotStarted";
}

export interface Pace {
  /** Milliseconds between two questions: at first, and at most. */
  everyMs: number;
  upToMs: number;
}

/** A cluster that doesn't answer for longer is left alone; the next attempt adopts the Job. */
const silentMs = 600_000;

/**
 * @param over called when it is known to be gone
 * @throws NotStarted, TaskFailure when it is gone, Error where the cluster refuses or is silent, and the signal's reason
 */
export async function followToEnd(
  attempt: JobAttempt,
  started: Started,
  pace: Pace,
  live: LiveAttempt,
  over: () => void,
): Promise<JobEnd> {
  const { cluster, action } = attempt;
  const name = jobName(started.key);
  const tell = toldOnce(live);
  const logs = new Map<string, PodLogs>();
  const since = performance.now();
  let heardAt = since;
  let hasBegun = false;
  let everyMs = pace.everyMs;
  for (;;) {
    const look = await lookAt(cluster, started, live.signal).catch((error: unknown) => {
      if (!isPassing(error)) throw asRefusal(error);
      return error as Error;
    });
    if (look instanceof Error) {
      if (performance.now() - heardAt > silentMs) throw look;
      await tell(`The cluster can't be asked: ${reason(look)}; asking again.\n`);
    } else {
      heardAt = performance.now();
      const { job, pod } = look;
      if (job === null || job.metadata.uid !== started.uid) throw goneFailure(name, over);
      const state = pod === null ? {} : stateOf(pod, containerOfPod);
      const isOver = endOfJob(job);
      if (pod !== null && (state.running || state.terminated)) {
        hasBegun = true;
        const { name: podName } = pod.metadata;
        const output = logs.getOrInsertComputed(podName, () => new PodLogs(cluster, podName, live));
        const isAll = await output.follow();
        // Its end is seen soon after that of its output.
        if (isOver === null) everyMs = pace.everyMs;
        else if (isAll || performance.now() - heardAt > silentMs) return { condition: isOver, pod };
      } else if (isOver !== null) return { condition: isOver, pod };
      const why = pod === null ? "" : whyNotStarted(pod, containerOfPod);
      if (why !== "") await tell(`Its pod has not begun: ${why}\n`);
      const announced = isOver === null ? endAnnounced(job) : null;
      if (announced !== null) await tell(`${announced.type}: its pod ends.\n`);
      if (!hasBegun && performance.now() - since > action.startTimeoutMs)
        throw new NotStarted(
          `Its pod has not begun within ${action.startTimeoutMs / 1_000} s${why === "" ? "" : `: ${why.replace(/\.$/, "")}`}.`,
        );
    }
    await sleep(everyMs, live.signal);
    everyMs = Math.min(everyMs * 1.5, pace.upToMs);
  }
}

/** What the cluster has of it; of several pods the newest. */
async function lookAt(
  cluster: Cluster,
  { key }: Started,
  signal: AbortSignal,
): Promise<{ job: Job | null; pod: Pod | null }> {
  const job = await findJob(cluster, jobName(key), signal);
  const [pod = null] = (await podsOf(cluster, key, signal)).toSorted((a, b) =>
    (b.metadata.creationTimestamp ?? "").localeCompare(a.metadata.creationTimestamp ?? ""),
  );
  return { job, pod };
}

export async function podsOf(cluster: Cluster, key: string, signal: AbortSignal): Promise<Pod[]> {
  const query = { labelSelector: `${keyLabel}=${key}` };
  const found = (await cluster.ask("GET", cluster.path("pods"), { query, signal })) as {
    items?: Pod[];
  } | null;
  return found?.items ?? [];
}

const asRefusal = (error: unknown): unknown =>
  error instanceof ClusterRefused
    ? new Error(`The cluster refuses to show the Job: ${error.message}`, { cause: error })
    : error;

/** A line for each question would bury what changed. */
function toldOnce(live: LiveAttempt): (line: string) => Promise<void> {
  let last = "";
  return async (line) => {
    if (line === last) return;
    last = line;
    await live.print(line);
  };
}
