// Names of span attributes: OpenTelemetry's conventions for CI/CD and VCS (release candidate, read at 1.44 of 2026-08) and ours.
// Copied instead of imported: the package's incubating names may change in a minor release.

export const names = {
  action: "cicd.pipeline.action.name",
  pipeline: "cicd.pipeline.name",
  runId: "cicd.pipeline.run.id",
  runUrl: "cicd.pipeline.run.url.full",
  runState: "cicd.pipeline.run.state",
  result: "cicd.pipeline.result",
  task: "cicd.pipeline.task.name",
  taskRunId: "cicd.pipeline.task.run.id",
  taskRunUrl: "cicd.pipeline.task.run.url.full",
  taskResult: "cicd.pipeline.task.run.result",
  workerId: "cicd.worker.id",
  workerName: "cicd.worker.name",
  repositoryUrl: "vcs.repository.url.full",
  repositoryName: "vcs.repository.name",
  ownerName: "vcs.owner.name",
  headRevision: "vcs.ref.head.revision",
  headName: "vcs.ref.head.name",
  headType: "vcs.ref.head.type",
  changeId: "vcs.change.id",
  environment: "deployment.environment.name",
  errorType: "error.type",
  exitCode: "process.exit.code",
  project: "trunkline.project",
  slot: "trunkline.schedule.slot",
  date: "trunkline.run.date",
  generation: "trunkline.run.generation",
  triggerKind: "trunkline.trigger.kind",
  actor: "trunkline.run.actor",
  attempt: "trunkline.task.attempt",
  signal: "trunkline.task.signal",
  specPath: "trunkline.spec.path",
  changedIn: "trunkline.revision.changed_in",
  author: "trunkline.change.author",
  approvers: "trunkline.change.approvers",
  link: "trunkline.link",
} as const;

/** Values of `cicd.pipeline.result`: `failure` is the job's fault, `error` the system's. */
export type TraceResult = "success" | "failure" | "error" | "timeout" | "cancellation" | "skip";
