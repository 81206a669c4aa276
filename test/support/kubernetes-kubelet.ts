// The part of a cluster that runs pods, for tests: the container's program as a process of this machine, its output with
// times as the container runtime keeps it, its termination message from the file that it names.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Pod } from "#executors/kubernetes/objects.ts";

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value: string }[];
  envFrom?: { secretRef: { name: string } }[];
  terminationMessagePath?: string;
}

export interface PodSpec {
  containers: [Container];
  nodeSelector?: Record<string, string>;
  terminationGracePeriodSeconds?: number;
}

export interface RunningPod extends Pod {
  metadata: Pod["metadata"] & { labels: Record<string, string>; deletionTimestamp?: string };
  spec: PodSpec;
  /** Lines with their times, each without its end. */
  lines: string[];
  /** Told of each new line, and of the end. */
  listeners: Set<() => void>;
  process?: ChildProcess;
  hasEnded: boolean;
}

/** Docker's `$(NAME)`: replaced by variables, `$$(` is `$(`. */
const expanded = (text: string, env: Record<string, string>): string =>
  text.replaceAll(/\$\$\(|\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (whole, name?: string) =>
    name === undefined ? "$(" : (env[name] ?? whole),
  );

/** @param secret Values of a Secret, undefined where there is none. */
export function startPod(
  pod: RunningPod,
  folder: string,
  secret: (name: string) => Record<string, string> | undefined,
  ended: () => void,
): void {
  const [container] = pod.spec.containers;
  const status = (state: object, phase: string) => {
    pod.status = { phase, containerStatuses: [{ name: container.name, state }] };
  };
  if (pod.spec.nodeSelector) {
    pod.status = {
      phase: "Pending",
      conditions: [
        {
          type: "PodScheduled",
          status: "False",
          reason: "Unschedulable",
          message: "0/1 nodes are available",
        },
      ],
    };
    return;
  }
  if (container.image.startsWith("missing")) {
    const waiting = {
      reason: "ImagePullBackOff",
      message: `Back-off pulling image "${container.image}"`,
    };
    status({ waiting }, "Pending");
    return;
  }
  const values: Record<string, string> = {};
  for (const { secretRef } of container.envFrom ?? []) {
    const found = secret(secretRef.name);
    if (found === undefined) {
      const message = `secret "${secretRef.name}" not found`;
      status({ waiting: { reason: "CreateContainerConfigError", message } }, "Pending");
      return;
    }
    Object.assign(values, found);
  }
  for (const { name, value } of container.env ?? []) values[name] = expanded(value, values);
  const message = join(folder, pod.metadata.name);
  writeFileSync(message, "");
  const here = (text: string) =>
    text.replaceAll(container.terminationMessagePath ?? "/dev/termination-log", message);
  const [program = "true", ...args] = [...(container.command ?? []), ...(container.args ?? [])].map(
    (text) => here(expanded(text, values)),
  );
  const env = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, here(value)]),
  );
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  pod.process = child;
  status({ running: { startedAt: new Date().toISOString() } }, "Running");
  let rest = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (bytes: Buffer) => {
      const parts = (rest + bytes.toString()).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts)
        pod.lines.push(`${new Date().toISOString().replace("Z", "000000Z")} ${line}`);
      for (const tell of pod.listeners) tell();
    });
  child.on("error", () => {});
  child.on("close", (code, signal) => {
    if (rest !== "") pod.lines.push(`${new Date().toISOString()} ${rest}`);
    const exitCode = code ?? (signal === "SIGKILL" ? 137 : 143);
    const text = existsSync(message) ? readFileSync(message).subarray(0, 4_096).toString() : "";
    const terminated = { exitCode, reason: exitCode === 0 ? "Completed" : "Error", message: text };
    status({ terminated }, exitCode === 0 ? "Succeeded" : "Failed");
    pod.hasEnded = true;
    for (const tell of pod.listeners) tell();
    ended();
  });
}

/** SIGTERM, and SIGKILL once the pod's time is over. */
export function stopPod({ process: child, spec, hasEnded }: RunningPod): void {
  if (child?.pid === undefined || hasEnded) return;
  const group = -child.pid;
  const send = (signal: NodeJS.Signals) => {
    try {
      process.kill(group, signal);
    } catch {
      // It has ended.
    }
  };
  send("SIGTERM");
  const timer = setTimeout(
    () => send("SIGKILL"),
    (spec.terminationGracePeriodSeconds ?? 30) * 1_000,
  );
  child.once("close", () => clearTimeout(timer));
}
