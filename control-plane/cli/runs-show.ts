// `trunkline runs show`: one run, and everything that it leads back to.

import type { CheckResultView, RunOutputView, RunView, TaskView, TraceView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import type { Output } from "./output.ts";

export const command = defineCommand({
  description: "The commit that was deployed, and the change that last touched the pipeline.",
  arguments: { ID: { required: true, description: "the run's id" } },
  options: {
    ...connectionOptions,
    checks: { type: "boolean", description: "what its checks of data found, with samples" },
    outputs: { type: "boolean", description: "of a run in shadow: digests of what it left behind" },
    trace: { type: "boolean", description: "its trace: what ran when; with json, one span a line" },
  },
  examples: [
    { command: "trunkline runs show 12", description: "run 12 with its tasks" },
    { command: "trunkline runs show 12 --trace", description: "where its time went" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    return withServer(input, signal, async (api) => {
      if (options.checks) return showChecks(await api.checks(args.ID), out);
      if (options.outputs) return showOutputs(await api.runOutputs(args.ID), out);
      if (options.trace) return showTrace(await api.trace(args.ID), out);
      const run = await api.run(args.ID);
      out.json(run);
      if (out.format === "text") await showRun(run, out);
    });
  },
});

async function showRun(run: RunView, out: Output): Promise<undefined> {
  const { breakGlassText } = await import("#core/break-glass.ts");
  const { shownItem } = await import("#core/why-instances.ts");
  const { shownDuration, shownInstant } = await import("./instant.ts");
  const { deadlineLine } = await import("./deadline-line.ts");
  const { evidenceLines } = await import("#core/provenance.ts");
  const { revision } = run;
  const change = revision.change === undefined ? "" : ` (#${revision.change})`;
  const since =
    run.startedAt === null ? "" : `, took ${shownDuration(run.startedAt, run.finishedAt)}`;
  const facts: [string, string | null][] = [
    ["state", `${run.state}${since}`],
    ["reason", run.reason],
    ["date", run.date],
    ["slot", `${run.slot}${run.generation > 1 ? `, generation ${run.generation}` : ""}`],
    ["trigger", run.actor === null ? run.trigger : `${run.trigger} by ${run.actor}`],
    ["rerun of", run.rerunOf],
    [
      "made by",
      run.parent && `task ${run.parent.task} of run ${run.parent.run}, ${run.parent.pipeline}`,
    ],
    [
      "params",
      Object.entries(run.params)
        .map(([key, value]) => `${key}=${value}`)
        .join(" ") || null,
    ],
    ["created", shownInstant(run.createdAt)],
    ["commit", `${revision.commit}${revision.uncommitted ? " with uncommitted changes" : ""}`],
    ["changed in", `${revision.changedIn}${change}  ${revision.subject}`],
    ["author", revision.author],
    ["approvers", revision.approvers.join(", ") || null],
    ...evidenceLines(run.evidence),
    ["drift", run.breakGlass && `not as the commit has it: ${breakGlassText(run.breakGlass)}`],
    ["file", revision.file],
    ["source", `${revision.repository}, branch ${revision.branch}`],
    ["trace", run.traceId],
  ];
  out.text(out.style("bold", `Run ${run.id} of ${run.project}/${run.pipeline}`));
  for (const deadline of run.deadlines)
    facts.push(["deadline", deadlineLine(deadline, shownInstant)]);
  for (const override of run.overrides)
    facts.push(["by hand", overrideLine(override, shownInstant)]);
  for (const { name, reads } of run.tasks)
    for (const read of reads) facts.push(["read", readLine(name, read, shownInstant)]);
  for (const [word, fact] of facts) if (fact) out.text(`  ${word.padEnd(10)}  ${fact}`);
  out.text();
  const last = ({ attempts }: TaskView) => attempts.at(-1);
  out.list(run.tasks, [
    {
      title: "TASK",
      value: (task) => (task.item === null ? task.name : `${task.name} ${shownItem(task.item)}`),
    },
    {
      title: "STATE",
      value: ({ state, instances }) =>
        instances === null || instances.open === 0
          ? state
          : `${state}, ${instances.open} of ${instances.total}`,
    },
    { title: "ATTEMPT", value: (task) => `${last(task)?.attempt ?? ""}` },
    {
      title: "TOOK",
      value: (task) => shownDuration(last(task)?.startedAt ?? null, last(task)?.finishedAt ?? null),
    },
    { title: "EXIT", value: (task) => `${last(task)?.signal ?? last(task)?.exitCode ?? ""}` },
    {
      title: "MESSAGE",
      value: (task) =>
        task.mark !== null
          ? `marked ${task.mark.state} by ${task.mark.actor}: ${task.mark.reason}`
          : task.retryAt === null
            ? task.nextIterationAt === null
              ? (task.message ?? last(task)?.message ?? childText(task.child))
              : `next iteration at ${shownInstant(task.nextIterationAt)}`
            : `again at ${shownInstant(task.retryAt)}`,
    },
  ]);
}

/** `report: warehouse/orders, updated 2026-11-24 03:10 by run 12 of shop`. */
function readLine(
  task: string,
  { asset, at, run, project }: TaskView["reads"][number],
  shown: (instant: string) => string,
): string {
  if (at === null) return `${task}: ${asset}, never updated`;
  const by = run === null ? `told to ${project}` : `by run ${run} of ${project}`;
  return `${task}: ${asset}, updated ${shown(at)} ${by}`;
}

/** `run 15 of load: running`. */
const childText = (child: TaskView["child"]): string =>
  child === null ? "" : `run ${child.run} of ${child.pipeline}: ${child.state}`;

/** `load: time is ignored, by ada 2026-11-24 03:10 (file is here), reviewed by grace`. */
function overrideLine(
  { task, what, actor, at, reason, reviewedBy }: RunView["overrides"][number],
  shown: (instant: string) => string,
): string {
  const reviewed = reviewedBy === null ? "" : `, reviewed by ${reviewedBy}`;
  return `${task === null ? "" : `${task}: `}${what}, by ${actor} ${shown(at)} (${reason})${reviewed}`;
}

/** With json one result a line. */
async function showOutputs(outputs: RunOutputView[], out: Output): Promise<undefined> {
  out.list(outputs, [
    { title: "TASK", value: ({ task }) => task },
    { title: "OUTPUT", value: ({ name }) => name },
    { title: "ROWS", value: ({ rows }) => (rows === null ? "" : String(rows)) },
    { title: "FILES", value: ({ files }) => (files === null ? "" : String(files)) },
    { title: "DIGEST", value: ({ digest, problem }) => digest ?? problem ?? "" },
  ]);
}

async function showChecks(results: CheckResultView[], out: Output): Promise<undefined> {
  for (const result of results) out.json(result);
  if (out.format !== "text") return;
  for (const { task, attempt, name, verdict, message, sample } of results) {
    out.text(`${verdict.padEnd(11)} ${task}/${attempt}  ${name}: ${message}`);
    for (const row of sample)
      out.text(
        `            ${Object.entries(row)
          .map(([column, value]) => `${column}=${value ?? "NULL"}`)
          .join("  ")}`,
      );
  }
}

async function showTrace(trace: TraceView, out: Output): Promise<undefined> {
  for (const span of trace.spans) out.json(span);
  if (out.format === "json") return;
  const { renderWaterfall } = await import("#core/trace-waterfall.ts");
  const spans = trace.spans.map((span) => ({
    ...span,
    start: Temporal.Instant.from(span.start),
    end: Temporal.Instant.from(span.end),
  }));
  out.text(renderWaterfall(spans));
}
