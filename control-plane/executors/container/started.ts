// What is recorded of a container: before it is made, once it is, and when it has ended, before it is removed.

import type { Found } from "#core/reports/verdict.ts";
import type { ExternalRun } from "../executor.ts";

export interface Started {
  /** The same for every try of one submission; the container's name is made of it, and its label holds it. */
  key: string;
  socket: string;
  /** Name of the worker's host: another has another engine behind the same socket. */
  host: string;
  /** Null: it was about to be made, and nobody saw the answer. */
  id: string | null;
  /** Null: nobody saw it end. */
  end: ContainerEnd | null;
}

export interface ContainerEnd {
  exitCode: number;
  /** Beyond its memory. */
  isOutOfMemory: boolean;
  /** Null: they could not be kept, since one of them has a secret in it. */
  outputs: Record<string, string> | null;
  /** What is wrong with its outputs, as a sentence. */
  problem: string | null;
  /** Absent where the task asks for none. */
  report?: Found;
}

export const containerName = ({ key }: Pick<Started, "key">): string => `trunkline-${key}`;

export const recorded = ({ key, socket, host, id, end }: Started): ExternalRun => ({
  ...{ key, socket, host, id },
  end: end === null ? null : JSON.stringify(end),
});

export const startedFrom = (run: ExternalRun): Started => ({
  key: run.key ?? "",
  socket: run.socket ?? "",
  host: run.host ?? "",
  id: run.id ?? null,
  end: run.end ? (JSON.parse(run.end) as ContainerEnd) : null,
});
