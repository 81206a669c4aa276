// `trunkline legacy-runs`: what another scheduler has run, as it was told, and from where.

import type { LegacyRunView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { projectOption } from "./project-option.ts";

export const command = defineCommand({
  description:
    "What came last first. `?` is what may still come, `n/o` what the source can't tell. --sources lists where runs are told\n" +
    "from, how far, and how often nothing was told for a while.",
  arguments: {},
  options: {
    ...connectionOptions,
    ...projectOption,
    sources: { type: "boolean", description: "the sources themselves" },
    quiet: { type: "boolean", description: "of each wave how long nothing of it has run there" },
    source: { type: "string", value: "NAME", description: "only of this source" },
    job: { type: "string", value: "JOB", description: "only of this job, as its source names it" },
    from: { type: "string", value: "INSTANT", description: "started from then on" },
    to: { type: "string", value: "INSTANT", description: "started before" },
    limit: {
      type: "integer",
      value: "N",
      default: 50,
      range: [1, 1_000_000],
      description: "at most",
    },
  },
  examples: [
    { command: "trunkline legacy-runs --sources", description: "who tells what, and how far" },
    { command: "trunkline legacy-runs --job SALES/LOAD", description: "runs of one job" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { onlyProject } = await import("./only-project.ts");
    const { everyItem } = await import("./pages.ts");
    const { instantOf, shownInstant } = await import("./instant.ts");
    const { source, job } = options;
    const at = (option: "from" | "to") => {
      const text = options[option];
      if (text === undefined) return {};
      return { [option]: new Date(instantOf(`--${option}`, text)).toISOString() };
    };
    const query = {
      ...(source === undefined ? {} : { source }),
      ...(job === undefined ? {} : { job }),
      ...at("from"),
      ...at("to"),
    };
    await withServer(input, signal, async (api) => {
      const project = options.project ?? (await onlyProject(api));
      if (options.quiet) {
        out.list(await api.quietWaves(project), [
          { title: "WAVE", value: ({ wave }) => wave },
          { title: "STAGE", value: ({ stage }) => stage },
          { title: "QUIET DAYS", value: ({ quietDays }) => `${quietDays ?? "?"}` },
          { title: "LAST RUN", value: ({ lastRun }) => shownInstant(lastRun) },
          { title: "OF", value: ({ job }) => job },
          { title: "TOLD UNTIL", value: ({ toldUntil }) => shownInstant(toldUntil) },
        ]);
        return;
      }
      if (options.sources) {
        const sources = await api.legacySources(
          project,
          source === undefined ? {} : { name: source },
        );
        out.list(sources, [
          { title: "SOURCE", value: ({ name }) => name },
          { title: "KIND", value: ({ kind }) => kind },
          { title: "RUNS", value: ({ runs }) => `${runs}` },
          { title: "SINCE", value: ({ since }) => shownInstant(since) },
          { title: "UNTIL", value: ({ watermark }) => shownInstant(watermark) },
          { title: "GAPS", value: ({ gaps }) => `${gaps}` },
          { title: "RETIRED", value: ({ retiredAt }) => shownInstant(retiredAt) },
        ]);
        if (sources.length === 0) out.note("nothing is observed: see `trunkline observe`");
        return;
      }
      const runs: LegacyRunView[] = [];
      const read = (page: object) => api.legacyRuns(project, { ...query, ...page });
      for await (const run of everyItem(read, options.limit)) runs.push(run);
      out.list(runs, [
        { title: "JOB", value: ({ job }) => job },
        {
          title: "PIPELINE",
          value: ({ pipeline, task }) => [pipeline, task].filter(Boolean).join("."),
        },
        { title: "DATE", value: ({ date }) => date ?? "" },
        { title: "START", value: ({ start }) => shownInstant(start) },
        { title: "END", value: ({ end, endKnown }) => (end ? shownInstant(end) : shown(endKnown)) },
        {
          title: "EXIT",
          value: ({ exit, exitKnown }) => (exit === null ? shown(exitKnown) : `${exit}`),
        },
        { title: "OUTCOME", value: ({ outcome }) => outcome ?? "" },
        { title: "SOURCE", value: ({ source }) => source },
      ]);
      if (runs.length === 0) out.note("no run was told");
    });
  },
});

const shown = (known: LegacyRunView["endKnown"]): string =>
  known === "unobservable" ? "n/o" : "?";
