// Which messages that are set aside a command means: one by its id, or all of a pipeline.

import type { ApiClient } from "#api/client.ts";
import { CommandError } from "./exit.ts";

/** Ids, the oldest first. @throws CommandError where a pipeline has none */
export async function asideIds(api: ApiClient, asked: string): Promise<string[]> {
  if (/^\d+$/.test(asked)) return [asked];
  const [pipeline = "", project] = asked.split("/").reverse();
  const messages = await api.asideMessages({ ...(project && { project }), pipeline, limit: 500 });
  if (messages.length > 0) return messages.map(({ id }) => id).reverse();
  throw new CommandError(
    "failed",
    `no message of ${asked} is set aside`,
    "`trunkline triggers aside` lists what is",
  );
}
