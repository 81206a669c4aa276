// A business date for people, as `trunkline status --date` shows it: what needs attention first.

import type { DayView } from "#api/client.ts";
import { shownDuration, shownInstant } from "./instant.ts";
import type { Output } from "./output.ts";

type DayRun = DayView["runs"][number];

/** In the order in which a shift asks for them. */
const parts: readonly [state: DayRun["state"], title: string][] = [
  ["failed", "Failed"],
  ["cancelled", "Cancelled"],
  ["skipped", "Never started"],
  ["waiting", "Waiting"],
  ["running", "Running"],
  ["succeeded", "Done"],
];

export function showDay(day: DayView, out: Output): void {
  const { counts } = day;
  out.text(
    out.style(
      "bold",
      `${day.date}: ${counts.succeeded} done, ${counts.running} running, ${counts.waiting} waiting, ${counts.failed} failed, ` +
        `${counts.cancelled} cancelled, ${counts.skipped} never started, ${counts.planned} to come`,
    ),
  );
  for (const [state, title] of parts) {
    const runs = day.runs.filter((run) => run.state === state);
    if (runs.length === 0) continue;
    out.text();
    out.text(out.style(state === "failed" ? ["bold", "red"] : "bold", title));
    out.list(runs, [
      { title: "RUN", value: (run) => run.id },
      { title: "PIPELINE", value: (run) => `${run.project}/${run.pipeline}` },
      { title: "DUE", value: (run) => shownInstant(run.dueAt) },
      { title: "TOOK", value: (run) => shownDuration(run.startedAt, run.finishedAt) },
      { title: "WHY", value: (run) => run.why ?? "" },
    ]);
    cut(runs.length, counts[state], out);
  }
  const changed = day.runs.flatMap(({ toReview }) => toReview);
  if (changed.length > 0) {
    out.text();
    out.text(out.style("bold", "Changed by hand and not reviewed"));
    out.text(`run ${changed.join(", ")}: trunkline overrides --date ${day.date}`);
  }
  if (day.planned.length === 0) return;
  out.text();
  out.text(out.style("bold", "To come"));
  out.list(day.planned, [
    { title: "DUE", value: ({ dueAt }) => shownInstant(dueAt) },
    { title: "PIPELINE", value: ({ project, pipeline }) => `${project}/${pipeline}` },
  ]);
  cut(day.planned.length, counts.planned, out);
}

function cut(shown: number, all: number | undefined, out: Output): void {
  if ((all ?? 0) > shown) out.text(`… and ${(all ?? 0) - shown} more`);
}
