// What `approve` and `reject` have in common: whose answer it is, and why.

import { actOptions, type Input } from "./command.ts";

export const voteOptions = {
  ...actOptions,
  reason: { type: "string", value: "TEXT", description: "kept with the answer" },
} as const;

export const voteArguments = {
  RUN: { required: true, description: "the run's id" },
  TASK: { required: true, description: "a task by its declared name, or one instance of it" },
} as const;

/** Gives the answer, and says so. */
export async function vote(
  input: Input<typeof voteArguments, typeof voteOptions>,
  act: "approve" | "reject",
): Promise<undefined> {
  const { withServer } = await import("./connect.ts");
  const { args, out, signal } = input;
  const { reason } = input.options;
  const body = {
    task: args.TASK,
    ...(reason === undefined ? {} : { reason }),
  };
  const run = await withServer(input, signal, (api) => api[act](args.RUN, body));
  const done = { approve: "approved", reject: "rejected" }[act];
  out.value(run, () => `${args.TASK} of run ${run.id} is ${done}`);
}
