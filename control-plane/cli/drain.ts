// `trunkline drain`: takes workers out of service without losing or repeating a task.

import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient, WorkerView } from "#api/client.ts";
import { actOptions, defineCommand } from "./command.ts";
import { commandHint, type HintInput } from "./command-hint.ts";
import { CommandError, type Exit } from "./exit.ts";

export const command = defineCommand({
  description:
    "A worker that drains claims nothing more, finishes what it runs, signs off, and `trunkline worker` ends with 0. What it\n" +
    "has not begun goes to others. SIGTERM and Ctrl-C do the same.",
  arguments: { WORKER: { description: "a worker's id or name, as `trunkline status` shows it" } },
  options: {
    ...actOptions,
    label: {
      type: "list",
      value: "LABEL",
      description: "every worker with the label, or with all of several",
    },
    reason: { type: "string", value: "TEXT", description: "kept in the audit" },
    wait: { type: "boolean", description: "stay until they have signed off" },
    timeout: {
      type: "string",
      value: "DURATION",
      description: "with --wait: give up after so long, such as 30m; they drain on",
    },
  },
  examples: [
    {
      command: "trunkline drain 3 --wait",
      description: "before worker 3's machine is restarted",
    },
    { command: "trunkline drain --label host:etl01", description: "all workers with a label" },
  ],
  exits: ["failed", "refused", "timedOut", "interrupted"],
  stopsItself: true,
  async run(input): Promise<Exit> {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { timeLimit } = await import("./wait-for-run.ts");
    const limit = timeLimit(options.timeout);
    const until = limit === null ? signal : AbortSignal.any([signal, limit]);
    let left: number[] = [];
    try {
      return await withServer(input, until, async (api): Promise<Exit> => {
        const chosen = choose(await api.workers(), args.WORKER, options.label ?? [], input);
        const body = options.reason === undefined ? {} : { reason: options.reason };
        for (const { id } of chosen) {
          const worker = await api.drain(id, body);
          out.value(
            worker,
            () => `Worker ${id} (${worker.name}) drains, ${worker.running} task(s) run on`,
          );
          left.push(id);
        }
        if (!options.wait) return "ok";
        out.flush();
        while (left.length > 0) {
          left = await stillThere(api, left);
          if (left.length > 0) await delay(200, undefined, { signal: until });
        }
        out.note("They have signed off.");
        return "ok";
      });
    } catch (error) {
      if (!until.aborted) throw error;
      const exit = signal.aborted ? "interrupted" : "timedOut";
      const which =
        left.length === 0 ? "no worker was told" : `worker ${left.join(", ")} drains on`;
      throw new CommandError(exit, which, `see \`${commandHint("status", input)}\``);
    }
  },
});

/** @throws CommandError unless it is clear which are meant, and there is one. */
function choose(
  workers: readonly WorkerView[],
  wanted: string | undefined,
  labels: readonly string[],
  input: HintInput,
): WorkerView[] {
  if ((wanted === undefined) === (labels.length === 0))
    throw new CommandError("usage", "say which: a WORKER, or --label LABEL");
  const found = workers.filter((worker) =>
    wanted === undefined
      ? labels.every((label) => worker.labels.includes(label))
      : String(worker.id) === wanted || worker.name === wanted,
  );
  const what = wanted === undefined ? `with ${labels.join(", ")}` : `'${wanted}'`;
  if (found.length === 0)
    throw new CommandError(
      "failed",
      `there is no living worker ${what}`,
      `see \`${commandHint("status", input)}\``,
    );
  if (wanted !== undefined && found.length > 1)
    throw new CommandError(
      "usage",
      `several workers are called '${wanted}'`,
      `say which by its id: ${found.map(({ id }) => id).join(", ")}`,
    );
  return found;
}

const stillThere = async (api: ApiClient, ids: readonly number[]): Promise<number[]> => {
  const living = new Set((await api.workers()).map(({ id }) => id));
  return ids.filter((id) => living.has(id));
};
