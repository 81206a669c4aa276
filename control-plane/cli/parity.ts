// `trunkline parity`: how alike the scheduler before and this one are in what is observed.

import type { ParityPage, ParityPairView, ParityView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import type { Exit } from "./exit.ts";
import { projectOption } from "./project-option.ts";

export const command = defineCommand({
  description:
    "Without PIPELINE each observed job, how many of its runs were alike on both sides, a mark for each date, and what its wave's\n" +
    "gate still asks for. With PIPELINE (or PIPELINE/TASK) each start here beside the run there, with the lines of both.\n\n" +
    "Marks: `=` all alike, `x` something differs, `-` one side alone, `?` not known, `o` may still come, `.` nothing to compare.\n" +
    "What a source can't tell, what nobody was told of and what may still come is never a match.",
  arguments: {
    PIPELINE: { description: "run by run of one: PIPELINE, or PIPELINE/TASK" },
  },
  options: {
    ...connectionOptions,
    ...projectOption,
    wave: { type: "string", value: "WAVE", description: "only of this wave" },
    from: {
      type: "string",
      value: "DATE",
      description: "first business date; 45 of them by default",
    },
    to: { type: "string", value: "DATE", description: "last business date; yesterday by default" },
    different: { type: "boolean", description: "with PIPELINE: without those that match" },
    exitCode: {
      type: "boolean",
      description:
        "without PIPELINE: end with 10 while a gate asks for something, or nothing is compared",
    },
  },
  examples: [
    {
      command: "trunkline parity --wave gl-1",
      description: "what the gate of a wave still asks for",
    },
    { command: "trunkline parity gl-close/post --different", description: "what was not alike" },
  ],
  exits: ["failed", "refused", "changes"],
  async run(input): Promise<Exit> {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { onlyProject } = await import("./only-project.ts");
    const { everyItem } = await import("./pages.ts");
    const { wave, from, to } = options;
    const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    return withServer(input, signal, async (api): Promise<Exit> => {
      const project = options.project ?? (await onlyProject(api));
      if (args.PIPELINE !== undefined) {
        const [pipeline = "", task] = args.PIPELINE.split("/");
        const query = { ...range, ...(task === undefined ? {} : { task }) };
        const pairs = (await api.parityRuns(project, pipeline, query)).filter(
          ({ verdict }) => !options.different || verdict !== "match",
        );
        await listPairs(out, pairs);
        return "ok";
      }
      const jobs: ParityView[] = [];
      const query = { ...range, ...(wave === undefined ? {} : { wave }) };
      let inForce: ParityPage["inForce"] = [];
      const read = async (page: object) => {
        const found = await api.parity(project, { ...query, ...page });
        inForce = found.inForce;
        return found;
      };
      for await (const job of everyItem(read, Number.POSITIVE_INFINITY)) jobs.push(job);
      listJobs(out, jobs);
      // Of one wave nobody knows what the others need.
      if (wave === undefined) tellIdle(out, jobs, inForce);
      // Where nothing is compared, nothing is shown.
      const holds = jobs.length > 0 && jobs.every(({ gate }) => gate.holds);
      return options.exitCode && !holds ? "changes" : "ok";
    });
  },
});

type Out = Parameters<typeof command.run>[0]["out"];

function listJobs(out: Out, jobs: readonly ParityView[]): void {
  out.list(jobs, [
    {
      title: "PIPELINE",
      value: ({ pipeline, task }) => [pipeline, task].filter(Boolean).join("/"),
    },
    { title: "WAVE", value: ({ wave }) => wave },
    { title: "ALIKE", value: ({ counts }) => `${counts.match ?? 0}` },
    { title: "DIFFERENT", value: ({ counts }) => `${counts.differs ?? 0}` },
    { title: "ONLY THERE", value: ({ counts }) => `${counts["only-legacy"] ?? 0}` },
    { title: "ONLY HERE", value: ({ counts }) => `${counts["only-ours"] ?? 0}` },
    { title: "EXPLAINED", value: ({ gate }) => `${gate.explained}` },
    {
      title: "NOT KNOWN",
      value: ({ counts }) => `${(counts["not-observable"] ?? 0) + (counts.unobserved ?? 0)}`,
    },
    { title: "DATES", value: ({ marks }) => marks },
    { title: "GATE", value: ({ gate }) => (gate.holds ? "holds" : gate.missing.join("; ")) },
  ]);
  if (jobs.length === 0) out.note("no job is observed: see docs/migration/observe.md");
  else
    out.note(
      `The gate holds for ${jobs.filter(({ gate }) => gate.holds).length} of ${jobs.length} jobs.`,
    );
}

/** Explanations that explain nothing: whoever reads the board must not take a difference for explained by them. */
function tellIdle(out: Out, jobs: readonly ParityView[], inForce: ParityPage["inForce"]): void {
  const used = new Set(jobs.flatMap(({ explanations }) => explanations.map(({ file }) => file)));
  for (const { file, who, until } of inForce)
    if (!used.has(file))
      out.note(
        `warning: ${file} explains no difference of these dates (${who}, until ${until}): mend it, or take it away`,
      );
}

async function listPairs(out: Out, pairs: readonly ParityPairView[]): Promise<void> {
  const { shownInstant } = await import("./instant.ts");
  out.list(pairs, [
    { title: "DATE", value: ({ date }) => date },
    { title: "VERDICT", value: ({ said }) => said },
    { title: "HERE", value: ({ due, ready }) => shownInstant(ready ?? due) },
    { title: "THERE", value: ({ start }) => shownInstant(start) },
    { title: "LATER", value: ({ laterMs }) => (laterMs === null ? "" : `${laterMs / 1_000} s`) },
    { title: "RUN", value: ({ run }) => run ?? "" },
  ]);
  for (const { verdict, ours, lines, explanation } of pairs) {
    if (verdict === "match") continue;
    out.text();
    out.text(`here   ${ours ?? "nothing"}`);
    for (const line of lines.length > 0 ? lines : ["nothing"]) out.text(`there  ${line}`);
    if (explanation !== null) out.text(`known  ${explanation}`);
  }
  if (pairs.length === 0) out.note("nothing to compare in this range");
}
