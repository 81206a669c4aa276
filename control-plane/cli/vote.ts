// What `approve` and `reject` have in common: whose answer it is, and why.

import { connectionOptions, type Input } from "./command.ts";

export const voteOptions = {
  ...connectionOptions,
  reason: { type: "string", value: "TEXT", description: "kept with the answer" },
  actor: {
    type: "string",
    value: "NAME",
    description: "whose answer it is, where `by` names people; the server trusts who has its token",
  },
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
  const { reason, actor } = input.options;
  const body = {
    task: args.TASK,
    ...(reason === undefined ? {} : { reason }),
    ...(actor === undefined ? {} : { actor }),
  };
  const run = await withServer(input, signal, (api) => api[act](args.RUN, body));
  const done = { approve: "approved", reject: "rejected" }[act];
  out.value(run, () => `${args.TASK} of run ${run.id} is ${done}`);
}
