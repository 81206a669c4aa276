// The client's methods that tell where a definition comes from.

import type { BlameLine } from "#core/blame-line.ts";
import type { Page } from "./types.ts";

export interface TracingClient {
  /** Who set each field of what is deployed. The project may be left out while only one has a pipeline of the name. */
  blame(
    name: string,
    query?: { project?: string; field?: string; limit?: number },
  ): Promise<BlameLine[]>;
}

type Get = <T>(path: string, query?: object) => Promise<T>;

export const tracingMethods = (
  get: Get,
  pipelinePath: (name: string, project?: string) => string,
): TracingClient => ({
  blame: async (name, { project, ...query } = {}) =>
    (await get<Page<BlameLine>>(`${pipelinePath(name, project)}/blame`, query)).items,
});
