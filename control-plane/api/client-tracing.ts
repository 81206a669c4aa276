// The client's methods that tell where a definition comes from.

import type { BlameLine } from "#core/blame-line.ts";
import type { PageQuery } from "./client-requests.ts";
import type { Difference, Page, RevisionEntry } from "./types.ts";

export interface TracingClient {
  /** Who set each field of what is deployed. The project may be left out while only one has a pipeline of the name. */
  blame(
    name: string,
    query?: { project?: string; field?: string; limit?: number },
  ): Promise<BlameLine[]>;
  /** What differs between two deployed revisions, by the first digits of their commits. */
  difference(
    project: string,
    query: { from: string; to?: string; pipeline?: string },
  ): Promise<Difference>;
  /** What was deployed of a project, newest first. */
  revisions(project: string, query?: PageQuery): Promise<Page<RevisionEntry>>;
}

type Get = <T>(path: string, query?: object) => Promise<T>;

export const tracingMethods = (
  get: Get,
  pipelinePath: (name: string, project?: string) => string,
): TracingClient => ({
  blame: async (name, { project, ...query } = {}) =>
    (await get<Page<BlameLine>>(`${pipelinePath(name, project)}/blame`, query)).items,
  difference: (project, query) => get(`${projectPath(project)}/difference`, query),
  revisions: (project, query) => get(`${projectPath(project)}/revisions`, query),
});

const projectPath = (name: string): string => `/api/v1/projects/${encodeURIComponent(name)}`;
