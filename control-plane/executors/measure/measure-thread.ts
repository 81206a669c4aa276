// Measures on a thread that is ended when its time is over: a regular expression of a normaliser may take for ever, and
// meanwhile the worker must tell that it lives.

import { Worker } from "node:worker_threads";
import type { DeclaredOutput } from "#core/shadow/outputs.ts";
import type { Measured, MeasurePlace } from "./measure.ts";

/** For all outputs of an attempt. */
const measureMs = 60_000;

const entry = new URL("./measure-thread-entry.ts", import.meta.url);

/** One for each output, in their order. Never rejects. */
export async function measureAll(
  outputs: readonly DeclaredOutput[],
  place: MeasurePlace,
  timeoutMs = measureMs,
): Promise<Measured[]> {
  const found = new Map<string, Measured>();
  const { promise: over, resolve } = Promise.withResolvers<string>();
  const worker = new Worker(entry, { workerData: { outputs, place } });
  const timer = setTimeout(
    () => resolve(`It took longer than ${timeoutMs / 1_000} s to measure.`),
    timeoutMs,
  );
  worker.on("message", (one: Measured) => found.set(one.name, one));
  worker.on("error", (error: Error) => resolve(`It could not be measured: ${error.message}.`));
  worker.on("exit", () => resolve("It could not be measured."));
  const problem = await over;
  clearTimeout(timer);
  await worker.terminate();
  return outputs.map(({ name }) => found.get(name) ?? { name, problem });
}
