// What `approve` and `reject` have in common: the answer, to one run or to many.

import type { ApprovalView } from "#api/client.ts";
import { actOptions, type Input } from "./command.ts";
import { CommandError, type Exit } from "./exit.ts";
import { manyOptions } from "./many-options.ts";

export const voteOptions = {
  ...actOptions,
  reason: { type: "string", value: "TEXT", description: "kept with the answer" },
  ...manyOptions,
} as const;

export const voteArguments = {
  RUN: { description: "the run's id; left out with --where" },
  TASK: { description: "a task by its declared name, or one instance of it" },
} as const;

/** Gives the answer, and says so. */
export async function vote(
  input: Input<typeof voteArguments, typeof voteOptions>,
  act: "approve" | "reject",
): Promise<Exit> {
  const { withServer } = await import("./connect.ts");
  const { actOnMany, runAndWord } = await import("./many-runs.ts");
  const { args, options, out, signal } = input;
  const { id, word: task } = runAndWord(args.RUN, args.TASK, options.where);
  if (task === undefined)
    throw new CommandError("usage", "which task?", "`trunkline approvals` lists what waits");
  const body = { task, ...(options.reason === undefined ? {} : { reason: options.reason }) };
  if (id === null)
    return actOnMany(input, `${act} ${task} in`, (api, run) => api[act](run.id, body), {
      ids: async (api) => runsThatAsk(await api.approvals(), task),
    });
  const run = await withServer(input, signal, (api) => api[act](id, body));
  const done = { approve: "approved", reject: "rejected" }[act];
  out.value(run, () => `${task} of run ${run.id} is ${done}`);
  return "ok";
}

/** Where the task, or an instance of it, waits for an approval. */
const runsThatAsk = (approvals: readonly ApprovalView[], task: string): ReadonlySet<string> =>
  new Set(
    approvals.flatMap((one) =>
      one.task === task || one.task.replace(/\[.*\]$/, "") === task ? [one.run] : [],
    ),
  );
