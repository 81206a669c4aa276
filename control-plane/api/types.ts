// What the API answers, as its routes make it and its client reads it: the types of the schemas in `shapes.ts`.

import type { Health as CoreHealth } from "#core/health.ts";
import type { Infer } from "./schema.ts";
import type * as shapes from "./shapes.ts";

/** One page of a list; `next` is the `after` of the page that follows, null on the last. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Health = CoreHealth;
export type ProjectView = Infer<typeof shapes.projectView>;
export type ProjectDetail = Infer<typeof shapes.projectDetail>;
export type SyncResult = Infer<typeof shapes.syncResult>;
export type PipelineSummary = Infer<typeof shapes.pipelineSummary>;
export type PipelineView = Infer<typeof shapes.pipelineView>;
export type TriggerView = Infer<typeof shapes.triggerView>;
export type HistoryEntry = Infer<typeof shapes.historyEntry>;
export type RunSummary = Infer<typeof shapes.runSummary>;
export type RunView = Infer<typeof shapes.runView>;
export type TaskView = Infer<typeof shapes.taskView>;
export type DeadlineView = Infer<typeof shapes.deadlineView>;
export type AttemptView = Infer<typeof shapes.attemptView>;
export type TraceView = Infer<typeof shapes.traceView>;
export type SpanView = TraceView["spans"][number];
export type LogChunk = Infer<typeof shapes.logChunk>;
export type WhyView = Infer<typeof shapes.whyView>;
export type WorkerView = Infer<typeof shapes.workerView>;
export type StatusView = Infer<typeof shapes.statusView>;
export type { BackfillPlanView, BackfillSlotView, BackfillView } from "./backfill-shapes.ts";
export type { DayView } from "./day.ts";
export type { DurationView } from "./durations.ts";
export type { OverrideView } from "./override-shapes.ts";
export type ReadyView = Infer<typeof shapes.readyView>;
export type PoolView = Infer<typeof shapes.poolView>;
export type ApprovalView = Infer<typeof shapes.approvalView>;
export type BlackoutView = Infer<typeof shapes.blackoutView>;
export type HoldView = Infer<typeof shapes.holdView>;
export type EventView = Infer<typeof shapes.eventView>;
export type VariableView = Infer<typeof shapes.variableView>;
export type AssetView = Infer<typeof shapes.assetView>;
