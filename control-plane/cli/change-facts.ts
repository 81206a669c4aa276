// What `events emit`, `events clear`, `variables set` and `variables unset` have in common: a change in a project.

import type { ChangeRequest } from "#api/client.ts";
import { actOptions } from "./command.ts";
import type { ConnectInput } from "./connect.ts";

export const changeOptions = {
  ...actOptions,
  project: {
    type: "string",
    value: "NAME",
    description: "the project; not needed while there is one",
  },
  reason: { type: "string", value: "TEXT", description: "kept with the change" },
} as const;

interface ChangeInput extends ConnectInput {
  options: ConnectInput["options"] & { project: string | undefined; reason: string | undefined };
}

/** Makes the change; answers the project. @throws CommandError when several projects could be meant. */
export async function changeFacts(
  input: ChangeInput,
  signal: AbortSignal,
  change: ChangeRequest,
): Promise<string> {
  const { withServer } = await import("./connect.ts");
  const { onlyProject } = await import("./only-project.ts");
  const { project, reason } = input.options;
  return await withServer(input, signal, async (api) => {
    const name = project ?? (await onlyProject(api));
    await api.change(name, { ...change, ...(reason === undefined ? {} : { reason }) });
    return name;
  });
}
