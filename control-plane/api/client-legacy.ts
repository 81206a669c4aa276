// The client's methods about runs of the scheduler before.

import type {
  CutoverView,
  LegacyHoldsKept,
  LegacyHoldsRequest,
  LegacyHoldView,
  LegacyRunsPut,
  LegacyRunsRequest,
  LegacyRunView,
  LegacySourceView,
  Page,
  ParityPage,
  ParityPairView,
  ParityReport,
  QuietWaveView,
  RunOutputView,
  TakenView,
  TakeRequest,
} from "./types.ts";

export interface LegacyClient {
  putLegacyRuns(project: string, body: LegacyRunsRequest): Promise<LegacyRunsPut>;
  /** What came last first. */
  legacyRuns(project: string, query?: LegacyRunQuery): Promise<Page<LegacyRunView>>;
  legacySources(project: string, query?: { name?: string }): Promise<LegacySourceView[]>;
  /** For how long the scheduler before has run nothing of each wave. */
  quietWaves(project: string): Promise<QuietWaveView[]>;
  /** Nothing is waited for of it any more; `retired: false`: again. */
  retireLegacySource(project: string, name: string, retired: boolean): Promise<void>;
  /** Job by job. */
  parity(
    project: string,
    query?: ParityQuery & { wave?: string; after?: string; limit?: number },
  ): Promise<ParityPage>;
  /** Run by run. */
  parityRuns(
    project: string,
    pipeline: string,
    query?: ParityQuery & { task?: string },
  ): Promise<ParityPairView[]>;
  /** Made now, and on record. */
  reportParity(project: string, body: { date?: string; wave?: string }): Promise<ParityReport>;
  /** What the tasks of a run in shadow left behind. */
  runOutputs(run: string): Promise<RunOutputView[]>;
  /** What the other scheduler holds, as it was read back. */
  putLegacyHolds(project: string, body: LegacyHoldsRequest): Promise<LegacyHoldsKept>;
  /** A wave, what is held of it, its guards, and what runs on either side. */
  cutover(project: string, wave: string): Promise<CutoverView>;
  /** Before it goes live: what the other scheduler has last done of it, and what is set there. */
  takeOver(project: string, wave: string, body: TakeRequest): Promise<TakenView>;
  legacyHolds(project: string, query?: { wave?: string }): Promise<LegacyHoldView[]>;
}

/** Business dates, both included. */
export interface ParityQuery {
  from?: string;
  to?: string;
}

export interface LegacyRunQuery {
  source?: string;
  job?: string;
  /** Instants: started from then on, and before. */
  from?: string;
  to?: string;
  after?: string;
  limit?: number;
}

type Get = <T>(path: string, query?: object) => Promise<T>;
type Post = <T>(path: string, body?: object) => Promise<{ body: T }>;

export const legacyMethods = (get: Get, post: Post): LegacyClient => ({
  putLegacyRuns: async (project, body) =>
    (await post<LegacyRunsPut>(`${pathOf(project)}/legacy-runs`, body)).body,
  legacyRuns: (project, query) => get(`${pathOf(project)}/legacy-runs`, query),
  legacySources: async (project, query) =>
    (await get<Page<LegacySourceView>>(`${pathOf(project)}/legacy-sources`, query)).items,
  quietWaves: async (project) =>
    (await get<Page<QuietWaveView>>(`${pathOf(project)}/quiet-waves`)).items,
  retireLegacySource: async (project, name, retired) => {
    await post(`${pathOf(project)}/legacy-sources/${encodeURIComponent(name)}/retire`, { retired });
  },
  reportParity: async (project, body) =>
    (await post<ParityReport>(`${pathOf(project)}/parity-reports`, body)).body,
  runOutputs: async (run) =>
    (await get<Page<RunOutputView>>(`/api/v1/runs/${encodeURIComponent(run)}/outputs`)).items,
  parity: (project, query) => get(`${pathOf(project)}/parity`, query),
  parityRuns: async (project, pipeline, query) =>
    (
      await get<Page<ParityPairView>>(
        `/api/v1/pipelines/${encodeURIComponent(project)}/${encodeURIComponent(pipeline)}/parity`,
        query,
      )
    ).items,
  putLegacyHolds: async (project, body) =>
    (await post<LegacyHoldsKept>(`${pathOf(project)}/cutover/holds`, body)).body,
  cutover: (project, wave) => get(`${pathOf(project)}/cutover/waves/${encodeURIComponent(wave)}`),
  takeOver: async (project, wave, body) =>
    (
      await post<TakenView>(
        `${pathOf(project)}/cutover/waves/${encodeURIComponent(wave)}/take`,
        body,
      )
    ).body,
  legacyHolds: async (project, query) =>
    (await get<Page<LegacyHoldView>>(`${pathOf(project)}/cutover/holds`, query)).items,
});

const pathOf = (project: string): string => `/api/v1/projects/${encodeURIComponent(project)}`;
