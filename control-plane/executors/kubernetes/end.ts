// What became of a Job, and ending one that is stopped.

import { exitCodeMessage } from "#core/exit-code.ts";
import { type LiveAttempt, TaskFailure, untilStopped } from "../in-process.ts";
import { outputsOf } from "../outputs-file.ts";
import { sleep } from "../stop.ts";
import { ClusterRefused, isPassing, orNull } from "./cluster.ts";
import { type JobEnd, podsOf } from "./follow.ts";
import { containerOfPod, hasSecrets, jobName } from "./job.ts";
import { stateOf } from "./objects.ts";
import type { Started } from "./started.ts";
import { findJob, type JobAttempt } from "./submit.ts";

/** Kubelet hands over so much of the file, and no more, without a word. */
const maxOutputs = 4_096;

/** The outputs of one that ended well. @throws TaskFailure for all others, Error for outputs that are none */
export async function judged(
  { condition, pod }: JobEnd,
  live: LiveAttempt,
): Promise<Record<string, string>> {
  const ended = pod === null ? undefined : stateOf(pod, containerOfPod).terminated;
  const outputs = outputsIn(ended?.message ?? "");
  if (condition.type === "Complete") {
    if (ended === undefined)
      await live.print("Its pod is gone already, and its outputs with it.\n");
    if ("problem" in outputs) throw new Error(outputs.problem.replace(/\.$/, ""));
    return outputs.values;
  }
  const values = "problem" in outputs ? {} : outputs.values;
  const why = [condition.reason, condition.message].filter(Boolean).join(": ");
  if (ended === undefined || ended.exitCode === 0)
    throw new TaskFailure(
      `The Job failed: ${(why || "the cluster doesn't say why").replace(/\.$/, "")}.`,
    );
  // Also when it was the deadline of the Job that ended its pod.
  const more =
    ended.reason === "OOMKilled"
      ? " It needed more memory than its limit (OOMKilled)."
      : condition.reason === "DeadlineExceeded" || pod?.status?.reason
        ? ` ${[pod?.status?.reason ?? condition.reason, pod?.status?.message].filter(Boolean).join(": ").replace(/\.$/, "")}.`
        : "";
  throw new TaskFailure(`${exitCodeMessage(ended.exitCode)}${more}`, {
    exitCode: ended.exitCode,
    outputs: values,
  });
}

function outputsIn(text: string): ReturnType<typeof outputsOf> {
  if (Buffer.byteLength(text) >= maxOutputs)
    return {
      problem: `$TRUNKLINE_OUTPUT has ${maxOutputs} bytes or more, and a cluster hands over no more.`,
    };
  return outputsOf(text);
}

/** Deletes it, and waits until it and its pods are gone. Answers whether they are known to be. */
export async function end(
  attempt: JobAttempt,
  started: Started,
  pauseMs: number,
): Promise<boolean> {
  const name = jobName(started.key);
  // Kubelet and the cluster's collector of garbage have their own pace.
  const signal = AbortSignal.timeout(attempt.graceMs + 30_000);
  try {
    await untilStopped(attempt.underWay ?? Promise.resolve(), signal);
    for (;;) {
      const isGone = await isDeleted(attempt, started, name, signal).catch((error: unknown) => {
        if (isPassing(error) || (error instanceof ClusterRefused && error.status === 409))
          return false;
        throw error;
      });
      if (isGone) return true;
      await sleep(pauseMs, signal);
    }
  } catch {
    return false;
  }
}

async function isDeleted(
  { cluster }: JobAttempt,
  { key, uid }: Started,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const job = await findJob(cluster, name, signal);
  const isOurs = job !== null && (uid === null || job.metadata.uid === uid);
  if (!isOurs) return (await podsOf(cluster, key, signal)).length === 0;
  const propagationPolicy = "Background";
  await cluster
    .ask("DELETE", cluster.path("jobs", name), {
      ...{ query: { propagationPolicy }, signal },
      body: {
        ...{ apiVersion: "v1", kind: "DeleteOptions", propagationPolicy },
        preconditions: { uid: job.metadata.uid },
      },
    })
    .catch(orNull);
  return false;
}

/** The values are not needed any more; the Job's `ttl` would keep them. The cluster removes what we can't. */
export async function forgetSecrets({ cluster, action }: JobAttempt, key: string): Promise<void> {
  if (!hasSecrets(action)) return;
  const signal = AbortSignal.timeout(10_000);
  await cluster.ask("DELETE", cluster.path("secrets", jobName(key)), { signal }).catch(() => {});
}
