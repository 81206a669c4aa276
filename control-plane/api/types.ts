// What the API answers, as its routes make it and its client reads it: the types of the schemas in `*-shapes.ts`.

import type { Health as CoreHealth } from "#core/health.ts";
import type * as alertShapes from "./alert-shapes.ts";
import type * as auditShapes from "./audit-shapes.ts";
import type * as breakGlassShapes from "./break-glass-shapes.ts";
import type * as brokenShapes from "./broken-shapes.ts";
import type * as checkShapes from "./check-shapes.ts";
import type * as cutoverShapes from "./cutover-shapes.ts";
import type * as differenceShapes from "./difference-shapes.ts";
import type * as explanationShapes from "./explanation-shapes.ts";
import type * as factShapes from "./fact-shapes.ts";
import type * as grantShapes from "./grant-shapes.ts";
import type * as holdShapes from "./hold-shapes.ts";
import type * as legacyShapes from "./legacy-shapes.ts";
import type * as mapShapes from "./map-shapes.ts";
import type * as messageShapes from "./message-shapes.ts";
import type * as migrationShapes from "./migration-shapes.ts";
import type * as neighbourShapes from "./neighbour-shapes.ts";
import type * as outputShapes from "./output-shapes.ts";
import type * as parityShapes from "./parity-shapes.ts";
import type * as pipelineShapes from "./pipeline-shapes.ts";
import type * as poolShapes from "./pool-shapes.ts";
import type * as projectShapes from "./project-shapes.ts";
import type * as proofShapes from "./proof-shapes.ts";
import type * as revisionShapes from "./revision-shapes.ts";
import type * as runShapes from "./run-shapes.ts";
import type { Infer } from "./schema.ts";
import type * as statusShapes from "./status-shapes.ts";
import type * as tokenShapes from "./token-shapes.ts";
import type * as traceShapes from "./trace-shapes.ts";
import type * as workerShapes from "./worker-shapes.ts";
import type * as yearShapes from "./year-shapes.ts";

/** One page of a list; `next` is the `after` of the page that follows, null on the last. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export type AlertView = Infer<typeof alertShapes.alertView>;
export type AlertMessageView = Infer<typeof alertShapes.alertMessageView>;
export type AlertDetail = Infer<typeof alertShapes.alertDetail>;
export type AlertRouteVerdict = Infer<typeof alertShapes.routeVerdictView>;
export type AlertWhy = Infer<typeof alertShapes.alertWhy>;
export type AlertChannelView = Infer<typeof alertShapes.channelView>;
export type TriggerSourceView = Infer<typeof messageShapes.sourceView>;
export type AsideMessageView = Infer<typeof messageShapes.asideView>;
export type MessageView = Infer<typeof messageShapes.messageView>;
export type AuditRecordView = Infer<typeof auditShapes.auditRecord>;
export type AuditHeadView = Infer<typeof auditShapes.auditHead>;
export type GrantView = Infer<typeof grantShapes.grantView>;
export type ExplanationView = Infer<typeof explanationShapes.explanationView>;
export type AbleView = Infer<typeof explanationShapes.ablePage>["items"][number];
export type RunOutputView = Infer<typeof outputShapes.runOutputView>;
export type CheckResultView = Infer<typeof checkShapes.checkResultView>;
export type RunGrantView = Infer<typeof grantShapes.runGrantView>;
export type BrokenFileView = Infer<typeof brokenShapes.brokenFileView>;
export type EstateMapView = Infer<typeof mapShapes.mapView>;
export type MigrationView = Infer<typeof migrationShapes.migrationView>;
export type ParityView = Infer<typeof parityShapes.parityView>;
export type ParityPage = Infer<typeof parityShapes.parityPage>;
export type ParityPairView = Infer<typeof parityShapes.parityPairView>;
export type ParityReport = Infer<typeof parityShapes.reportResult>;
export type CutoverView = Infer<typeof cutoverShapes.cutoverView>;
export type TakeRequest = Infer<typeof cutoverShapes.takeBody>;
export type TakenView = Infer<typeof cutoverShapes.takenView>;
export type LegacyHoldView = Infer<typeof cutoverShapes.legacyHoldView>;
export type LegacyHoldsRequest = Infer<typeof cutoverShapes.holdsBody>;
export type LegacyHoldsKept = Infer<typeof cutoverShapes.holdsKept>;
export type QuietWaveView = Infer<typeof legacyShapes.quietView>;
export type LegacySourceView = Infer<typeof legacyShapes.legacySourceView>;
export type LegacyRunView = Infer<typeof legacyShapes.legacyRunView>;
export type LegacyRunsPut = Infer<typeof legacyShapes.putResult>;
export type LegacyRunsRequest = Infer<typeof legacyShapes.putBody>;
export type Health = CoreHealth;
export type ProjectView = Infer<typeof projectShapes.projectView>;
export type ProjectDetail = Infer<typeof projectShapes.projectDetail>;
export type SyncResult = Infer<typeof projectShapes.syncResult>;
export type PipelineSummary = Infer<typeof pipelineShapes.pipelineSummary>;
export type PipelineView = Infer<typeof pipelineShapes.pipelineView>;
export type NeighboursView = Infer<typeof neighbourShapes.neighboursView>;
export type YearView = Infer<typeof yearShapes.yearView>;
export type TriggerView = Infer<typeof pipelineShapes.triggerView>;
export type HistoryEntry = Infer<typeof pipelineShapes.historyEntry>;
export type RevisionEntry = Infer<typeof revisionShapes.revisionEntry>;
export type BreakGlassNote = Infer<typeof breakGlassShapes.breakGlassNote>;
export type BreakGlassView = Infer<typeof breakGlassShapes.breakGlassView>;
export type Difference = Infer<typeof differenceShapes.difference>;
export type RunSummary = Infer<typeof runShapes.runSummary>;
export type RunView = Infer<typeof runShapes.runView>;
export type TaskView = Infer<typeof runShapes.taskView>;
export type DeadlineView = Infer<typeof runShapes.deadlineView>;
export type AttemptView = Infer<typeof runShapes.attemptView>;
export type TraceView = Infer<typeof traceShapes.traceView>;
export type SpanView = TraceView["spans"][number];
export type LogChunk = Infer<typeof runShapes.logChunk>;
export type ProofView = Infer<typeof proofShapes.proofView>;
export type WhyView = Infer<typeof runShapes.whyView>;
export type WorkerView = Infer<typeof workerShapes.workerView>;
export type StatusView = Infer<typeof statusShapes.statusView>;
export type { BackfillPlanView, BackfillSlotView, BackfillView } from "./backfill-shapes.ts";
export type { CalendarView } from "./calendars.ts";
export type { DayView } from "./day.ts";
export type { ThreatView } from "./deadlines.ts";
export type { DurationView } from "./durations.ts";
export type { LiveView } from "./live.ts";
export type { OverrideView } from "./override-shapes.ts";
export type { RefusalPageView } from "./refusals.ts";
export type {
  DeployedView,
  DueView,
  LoadView,
  SharedWaitView,
  UsualView,
} from "./today-shapes.ts";
export type ReadyView = Infer<typeof statusShapes.readyView>;
export type PoolView = Infer<typeof poolShapes.poolView>;
export type ApprovalView = Infer<typeof holdShapes.approvalView>;
export type BlackoutView = Infer<typeof holdShapes.blackoutView>;
export type HoldView = Infer<typeof holdShapes.holdView>;
export type EventView = Infer<typeof factShapes.eventView>;
export type VariableView = Infer<typeof factShapes.variableView>;
export type AssetView = Infer<typeof factShapes.assetView>;
export type TokenView = Infer<typeof tokenShapes.tokenView>;
export type MadeTokenView = Infer<typeof tokenShapes.madeToken>;
export type MeView = Infer<typeof tokenShapes.meView>;
export type DeviceLoginView = Infer<typeof tokenShapes.deviceStarted>;
export type DeviceLoginResult = Infer<typeof tokenShapes.deviceFinished>;
export type PersonView = Infer<typeof tokenShapes.personView>;
