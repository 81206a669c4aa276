// The API's typed client: one method per route, nothing but `fetch`. What the command line speaks to a server with.

import { type AccessClient, accessMethods } from "./client-access.ts";
import { type AlertClient, alertMethods } from "./client-alerts.ts";
import { type AuditClient, auditMethods } from "./client-audit.ts";
import { type LegacyClient, legacyMethods } from "./client-legacy.ts";
import { type MessageClient, messageMethods } from "./client-messages.ts";
import type {
  BackfillRequest,
  BlackoutRequest,
  ChangeRequest,
  ForceRequest,
  HoldRequest,
  HoldSubject,
  LogQuery,
  MarkRequest,
  OverrideFilter,
  OverrideRequest,
  PageQuery,
  RerunRequest,
  RunFilter,
  RunRequest,
  VoteRequest,
} from "./client-requests.ts";
import { type TracingClient, tracingMethods } from "./client-tracing.ts";
import { type Answer, request, streamBytes, streamLines } from "./request.ts";
import type {
  ApprovalView,
  AssetView,
  BackfillPlanView,
  BackfillSlotView,
  BackfillView,
  BlackoutView,
  CheckResultView,
  DayView,
  DurationView,
  EventView,
  HistoryEntry,
  HoldView,
  LiveView,
  LogChunk,
  OverrideView,
  Page,
  PipelineSummary,
  PipelineView,
  PoolView,
  ProjectDetail,
  ProjectView,
  ProofView,
  ReadyView,
  RunSummary,
  RunView,
  StatusView,
  SyncResult,
  TraceView,
  VariableView,
  WhyView,
  WorkerView,
} from "./types.ts";

export type * from "./client-requests.ts";
export { ApiError, Unreachable } from "./request.ts";
export type * from "./types.ts";

export interface ApiConnection {
  /** Such as `http://127.0.0.1:4680`, without a path. */
  url: string;
  token: string;
  /** Ends every request that is under way; each throws the signal's reason. */
  signal?: AbortSignal;
  /** Whom what is asked for is recorded for: taken as it is claimed with the server's own token, refused with any other. */
  actor?: string;
  /** Who sits here: for whom it is recorded with the server's own token where `actor` says nothing. */
  user?: string;
}

/** Every method throws ApiError for an answer that is a problem, Unreachable when there was none. */
export interface ApiClient
  extends TracingClient,
    AccessClient,
    AuditClient,
    AlertClient,
    LegacyClient,
    MessageClient {
  ready(): Promise<ReadyView>;
  status(): Promise<StatusView>;
  /** A business date, YYYY-MM-DD: what is to come, ran, waits, failed, never started. */
  day(date: string, query?: { project?: string }): Promise<DayView>;
  projects(): Promise<ProjectView[]>;
  /** With the spec files that have errors. */
  project(name: string): Promise<ProjectDetail>;
  /** How long its tasks usually take, where enough runs tell. */
  durations(project: string): Promise<DurationView[]>;
  /** What a plan doesn't know by itself. */
  live(project: string): Promise<LiveView>;
  /** Syncs now; `confirm` is the hash of a held plan that may go through. */
  sync(project: string, body?: { confirm?: string; reason?: string }): Promise<SyncResult>;
  /** Stays at what is deployed, or at another commit, while the branch goes on. */
  holdProject(
    project: string,
    body: { reason: string; at?: string; until?: string },
  ): Promise<ProjectView>;
  releaseProject(project: string, body?: { reason?: string }): Promise<ProjectView>;
  pipelines(
    query?: PageQuery & { project?: string; where?: string },
  ): Promise<Page<PipelineSummary>>;
  /** The project may be left out while only one has a pipeline of the name; else 409 with candidates. */
  pipeline(name: string, project?: string): Promise<PipelineView>;
  history(name: string, query?: PageQuery & { project?: string }): Promise<Page<HistoryEntry>>;
  /** `date`: the business date that is asked about; today when not given. */
  whyPipeline(name: string, project?: string, query?: { date?: string }): Promise<WhyView>;
  /** `created` is false when the dedup key had its run already. */
  startRun(
    name: string,
    body?: RunRequest,
    project?: string,
  ): Promise<{ run: RunView; created: boolean }>;
  runs(query?: RunFilter): Promise<Page<RunSummary>>;
  /** With `wait` (seconds, at most 60) it answers when the run has ended, or with what it is by then. */
  run(id: string, query?: { wait?: number }): Promise<RunView>;
  trace(id: string): Promise<TraceView>;
  /** What its checks of data found. */
  checks(id: string): Promise<CheckResultView[]>;
  /** What is on record of where it comes from. */
  proof(id: string): Promise<ProofView>;
  logs(id: string, query?: LogQuery): AsyncGenerator<LogChunk>;
  /** The output alone, byte for byte. */
  logBytes(id: string, query?: LogQuery): AsyncGenerator<Uint8Array>;
  whyRun(id: string, query?: { task?: string }): Promise<WhyView>;
  cancel(id: string, body?: { reason?: string }): Promise<RunView>;
  rerun(id: string, body?: RerunRequest): Promise<RunView>;
  mark(id: string, body: MarkRequest): Promise<RunView>;
  force(id: string, body: ForceRequest): Promise<RunView>;
  override(id: string, body: OverrideRequest): Promise<RunView>;
  overrides(query?: OverrideFilter): Promise<Page<OverrideView>>;
  review(id: string): Promise<RunView>;
  planBackfill(name: string, body: BackfillRequest, project?: string): Promise<BackfillPlanView>;
  /** `created` is false when the key had its backfill already. */
  startBackfill(
    name: string,
    body: BackfillRequest,
    project?: string,
  ): Promise<{ backfill: BackfillView; created: boolean }>;
  backfills(query?: PageQuery): Promise<Page<BackfillView>>;
  backfill(id: string): Promise<BackfillView>;
  backfillSlots(id: string, query?: PageQuery): Promise<Page<BackfillSlotView>>;
  actOnBackfill(
    id: string,
    act: "pause" | "resume" | "cancel",
    body?: { reason?: string },
  ): Promise<BackfillView>;
  /** What is held. */
  holds(query?: { project?: string }): Promise<HoldView[]>;
  /** Holds a run, a pipeline or a task of either; answers everything that is held then, as `release` does. */
  hold(subject: HoldSubject, body?: HoldRequest): Promise<HoldView[]>;
  release(subject: HoldSubject, body?: Pick<HoldRequest, "task" | "reason">): Promise<HoldView[]>;
  /** Lets a restored copy of a database work. */
  releaseRestored(body: {
    reason: string;
    unfinished?: "hold" | "continue";
    dueFrom?: string;
  }): Promise<{ held: number; failed: number; passedOver: number }>;
  /** Tasks that wait for an approval. */
  approvals(query?: { project?: string }): Promise<ApprovalView[]>;
  approve(id: string, body: VoteRequest): Promise<RunView>;
  /** The task fails. */
  reject(id: string, body: VoteRequest): Promise<RunView>;
  /** Those that are and that are to come. */
  blackouts(): Promise<BlackoutView[]>;
  addBlackout(body: BlackoutRequest): Promise<BlackoutView>;
  removeBlackout(id: string, body?: { reason?: string }): Promise<void>;
  workers(): Promise<WorkerView[]>;
  pools(query?: { project?: string }): Promise<PoolView[]>;
  /** Returns what failed tasks of a run keep; answers of which pools. */
  returnKept(run: string, body?: { task?: string; reason?: string }): Promise<{ pools: string[] }>;
  events(query?: { project?: string; name?: string }): Promise<EventView[]>;
  variables(query?: { project?: string }): Promise<VariableView[]>;
  assets(query?: { name?: string }): Promise<AssetView[]>;
  /** Emits and clears events, sets and unsets variables, reports updates of assets: all or nothing. */
  change(project: string, body: ChangeRequest): Promise<void>;
  /** The worker takes nothing more, finishes what it runs, and signs off. */
  drain(id: number, body?: { reason?: string }): Promise<WorkerView>;
}

/** Nothing is sent before the first call. */
export function connectApi(connection: ApiConnection): ApiClient {
  const get = async <T>(path: string, query: object = {}): Promise<T> =>
    (await request<T>(connection, { method: "GET", path, query })).body;
  const post = <T>(path: string, body: object = {}): Promise<Answer<T>> =>
    request<T>(connection, {
      method: "POST",
      path,
      body: connection.actor === undefined ? body : { ...body, actor: connection.actor },
    });

  return {
    ...tracingMethods(get, post, pipelinePath),
    ...accessMethods(get, post),
    ...alertMethods(get, post),
    ...legacyMethods(get, post),
    ...messageMethods(get, post),
    ...auditMethods(get, (path, query) => streamLines(connection, path, query)),
    ready: () => get("/readyz"),
    status: () => get("/api/v1/status"),
    day: (date, query) => get(`/api/v1/days/${encodeURIComponent(date)}`, query),
    projects: async () => (await get<Page<ProjectView>>("/api/v1/projects")).items,
    project: (name) => get(`/api/v1/projects/${encodeURIComponent(name)}`),
    durations: async (project) =>
      (await get<Page<DurationView>>(`/api/v1/projects/${encodeURIComponent(project)}/durations`))
        .items,
    live: (project) => get(`/api/v1/projects/${encodeURIComponent(project)}/live`),
    sync: async (project, body) =>
      (await post<SyncResult>(`/api/v1/projects/${encodeURIComponent(project)}/sync`, body)).body,
    holdProject: async (project, body) =>
      (await post<ProjectView>(`/api/v1/projects/${encodeURIComponent(project)}/hold`, body)).body,
    releaseProject: async (project, body) =>
      (await post<ProjectView>(`/api/v1/projects/${encodeURIComponent(project)}/release`, body))
        .body,
    pipelines: (query) => get("/api/v1/pipelines", query),
    pipeline: (name, project) => get(pipelinePath(name, project)),
    history: (name, { project, ...query } = {}) =>
      get(`${pipelinePath(name, project)}/history`, query),
    whyPipeline: (name, project, query) => get(`${pipelinePath(name, project)}/why`, query),
    startRun: async (name, body, project) => {
      const answer = await post<RunView>(`${pipelinePath(name, project)}/runs`, body);
      return { run: answer.body, created: answer.status === 201 };
    },
    runs: (query) => get("/api/v1/runs", query),
    run: (id, query) => get(runPath(id), query),
    trace: (id) => get(`${runPath(id)}/trace`),
    checks: async (id) => (await get<Page<CheckResultView>>(`${runPath(id)}/checks`)).items,
    proof: (id) => get(`${runPath(id)}/proof`),
    logs: (id, query = {}) => streamLines(connection, `${runPath(id)}/logs`, query),
    logBytes: (id, query = {}) =>
      streamBytes(connection, `${runPath(id)}/logs`, { ...query, format: "text" }),
    whyRun: (id, query) => get(`${runPath(id)}/why`, query),
    cancel: async (id, body) => (await post<RunView>(`${runPath(id)}/cancel`, body)).body,
    rerun: async (id, body) => (await post<RunView>(`${runPath(id)}/rerun`, body)).body,
    pools: async (query) => (await get<Page<PoolView>>("/api/v1/pools", query)).items,
    returnKept: async (run, body) =>
      (await post<{ pools: string[] }>(`/api/v1/runs/${encodeURIComponent(run)}/return`, body))
        .body,
    holds: async (query) => (await get<Page<HoldView>>("/api/v1/holds", query)).items,
    hold: async (subject, body) =>
      (await post<Page<HoldView>>(`${subjectPath(subject)}/holds`, body)).body.items,
    release: async (subject, body) =>
      (await post<Page<HoldView>>(`${subjectPath(subject)}/release`, body)).body.items,
    releaseRestored: async (body) =>
      (
        await post<{ held: number; failed: number; passedOver: number }>(
          "/api/v1/restored/release",
          body,
        )
      ).body,
    approvals: async (query) => (await get<Page<ApprovalView>>("/api/v1/approvals", query)).items,
    approve: async (id, body) => (await post<RunView>(`${runPath(id)}/approve`, body)).body,
    reject: async (id, body) => (await post<RunView>(`${runPath(id)}/reject`, body)).body,
    blackouts: async () => (await get<Page<BlackoutView>>("/api/v1/blackouts")).items,
    addBlackout: async (body) => (await post<BlackoutView>("/api/v1/blackouts", body)).body,
    removeBlackout: async (id, body) =>
      void (await post(`/api/v1/blackouts/${encodeURIComponent(id)}/remove`, body)),
    events: async (query) => (await get<Page<EventView>>("/api/v1/events", query)).items,
    variables: async (query) => (await get<Page<VariableView>>("/api/v1/variables", query)).items,
    assets: async (query) => (await get<Page<AssetView>>("/api/v1/assets", query)).items,
    change: async (project, body) =>
      void (await post(`/api/v1/projects/${encodeURIComponent(project)}/changes`, body)),
    drain: async (id, body) => (await post<WorkerView>(`/api/v1/workers/${id}/drain`, body)).body,
    force: async (id, body) => (await post<RunView>(`${runPath(id)}/force`, body)).body,
    override: async (id, body) => (await post<RunView>(`${runPath(id)}/override`, body)).body,
    overrides: (query) => get("/api/v1/overrides", query),
    review: async (id) => (await post<RunView>(`${runPath(id)}/review`, {})).body,
    mark: async (id, body) => (await post<RunView>(`${runPath(id)}/mark`, body)).body,
    planBackfill: async (name, body, project) =>
      (await post<BackfillPlanView>(`${pipelinePath(name, project)}/backfills/plan`, body)).body,
    startBackfill: async (name, body, project) => {
      const path = `${pipelinePath(name, project)}/backfills`;
      const answer = await post<BackfillView>(path, body);
      return { backfill: answer.body, created: answer.status === 201 };
    },
    backfills: (query) => get("/api/v1/backfills", query),
    backfill: (id) => get(backfillPath(id)),
    backfillSlots: (id, query) => get(`${backfillPath(id)}/slots`, query),
    actOnBackfill: async (id, act, body) =>
      (await post<BackfillView>(`${backfillPath(id)}/${act}`, body)).body,
    workers: async () => (await get<Page<WorkerView>>("/api/v1/workers")).items,
  };
}

/** `-` stands for the only project that has the name; no project is called that. */
const pipelinePath = (name: string, project = "-"): string =>
  `/api/v1/pipelines/${encodeURIComponent(project)}/${encodeURIComponent(name)}`;

const backfillPath = (id: string): string => `/api/v1/backfills/${encodeURIComponent(id)}`;

const runPath = (id: string): string => `/api/v1/runs/${encodeURIComponent(id)}`;

const subjectPath = (subject: HoldSubject): string =>
  "run" in subject ? runPath(subject.run) : pipelinePath(subject.pipeline, subject.project);
