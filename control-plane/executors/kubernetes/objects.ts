// What is read of Jobs and pods; everything may be missing in what a cluster answers.

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

export interface Job {
  metadata: { name: string; uid: string; labels?: Record<string, string> };
  status?: { conditions?: Condition[] };
}

export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: object;
  terminated?: { exitCode: number; reason?: string; message?: string };
}

export interface Pod {
  metadata: { name: string; creationTimestamp?: string };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: Condition[];
    containerStatuses?: { name: string; state?: ContainerState }[];
  };
}

const holds = ({ status }: Condition): boolean => status === "True";

/** The condition that says that a Job is over; those that announce it come first, while its pod still ends. */
export const endOfJob = ({ status }: Job): Condition | null =>
  status?.conditions?.find((one) => holds(one) && ["Complete", "Failed"].includes(one.type)) ??
  null;

export const endAnnounced = ({ status }: Job): Condition | null =>
  status?.conditions?.find(
    (one) => holds(one) && ["SuccessCriteriaMet", "FailureTarget"].includes(one.type),
  ) ?? null;

export const stateOf = (pod: Pod, container: string): ContainerState =>
  pod.status?.containerStatuses?.find(({ name }) => name === container)?.state ?? {};

/** Why a pod has not begun, for people: `ImagePullBackOff: …`, `Unschedulable: …`; empty when it has, or is about to. */
export function whyNotStarted(pod: Pod, container: string): string {
  const { waiting, running, terminated } = stateOf(pod, container);
  if (running || terminated) return "";
  const unscheduled = pod.status?.conditions?.find(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  );
  const { reason = "", message = "" } = waiting ?? unscheduled ?? {};
  const text = [reason, message].filter((part) => part !== "").join(": ");
  return text.replaceAll(/\s+/g, " ").slice(0, 500);
}
