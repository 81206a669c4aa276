// The client's methods that tell where a definition comes from.

import type { BlameLine } from "#core/blame-line.ts";
import type { PageQuery } from "./client-requests.ts";
import type { BreakGlassView, Difference, Page, RevisionEntry } from "./types.ts";

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
  /** What people changed for a time without a commit, newest first; `all`: those that have ended, too. */
  breakGlass(query?: {
    project?: string;
    pipeline?: string;
    all?: boolean;
  }): Promise<BreakGlassView[]>;
  proposeBreakGlass(
    name: string,
    body: { set: { path: string; value: unknown }[]; reason: string; until: string },
    project?: string,
  ): Promise<BreakGlassView>;
  /** As another person. */
  approveBreakGlass(name: string, project?: string): Promise<BreakGlassView>;
  endBreakGlass(name: string, body: { reason?: string }, project?: string): Promise<BreakGlassView>;
  /** What was deployed of a project, newest first. */
  revisions(project: string, query?: PageQuery): Promise<Page<RevisionEntry>>;
}

type Get = <T>(path: string, query?: object) => Promise<T>;
type Post = <T>(path: string, body?: object) => Promise<{ body: T }>;

export const tracingMethods = (
  get: Get,
  post: Post,
  pipelinePath: (name: string, project?: string) => string,
): TracingClient => ({
  blame: async (name, { project, ...query } = {}) =>
    (await get<Page<BlameLine>>(`${pipelinePath(name, project)}/blame`, query)).items,
  difference: (project, query) => get(`${projectPath(project)}/difference`, query),
  breakGlass: async (query) =>
    (await get<Page<BreakGlassView>>("/api/v1/break-glass", query)).items,
  proposeBreakGlass: async (name, body, project) =>
    (await post<BreakGlassView>(`${pipelinePath(name, project)}/break-glass`, body)).body,
  approveBreakGlass: async (name, project) =>
    (await post<BreakGlassView>(`${pipelinePath(name, project)}/break-glass/approve`)).body,
  endBreakGlass: async (name, body, project) =>
    (await post<BreakGlassView>(`${pipelinePath(name, project)}/break-glass/end`, body)).body,
  revisions: (project, query) => get(`${projectPath(project)}/revisions`, query),
});

const projectPath = (name: string): string => `/api/v1/projects/${encodeURIComponent(name)}`;
