// `trunkline digest`: measures what a job of the scheduler before has left as the spec declares it, so that both sides'
// outputs are compared by the same digests.

import path from "node:path";
import type { DeclaredOutput } from "#core/shadow/outputs.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "Measures what `shadow.outputs` of a task declares, with its normalisers, where the other scheduler's job left it, or over\n" +
    "files that were copied from there; no server is asked. With json it prints one record a line, as `outputs` of a run in\n" +
    "POST /projects/PROJECT/legacy-runs takes them. It fails when one can't be measured. docs/migration/shadow.md says more.",
  arguments: {
    JOB: { required: true, description: "PIPELINE/TASK, or PIPELINE for all its tasks" },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    in: {
      type: "string",
      value: "DIR",
      description: "where relative paths of the outputs begin; default: here",
    },
    written: {
      type: "string",
      value: "FILE",
      description: "what the job wrote, for outputs that are `stdout`",
    },
    date: {
      type: "string",
      value: "DATE",
      description: "business date, for paths with `run.date`; default: today in UTC",
    },
  },
  examples: [
    {
      command: "trunkline digest gl-close/extract --in /copies/2026-11-27 --date 2026-11-27",
      description: "digests of files that were copied from the other scheduler's host",
    },
  ],
  exits: ["failed", "usage"],
  async run({ args, options, out, cwd }) {
    const { readProjectAt } = await import("./read-project.ts");
    const { measureAll } = await import("#executors/measure/measure-thread.ts");
    const { estate } = await readProjectAt(cwd, args.DIR);
    const [name, only] = args.JOB.split("/");
    const pipeline = estate.sources.find((one) => one.name === name)?.pipeline;
    if (!pipeline) throw new CommandError("usage", `there is no sound pipeline "${name}" here`);
    const tasks = pipeline.tasks.filter(({ group }) => only === undefined || group === only);
    const declared = tasks.flatMap(({ shadow }) =>
      shadow === undefined || "skip" in shadow ? [] : (shadow.outputs ?? []),
    );
    if (declared.length === 0)
      throw new CommandError("usage", `nothing of ${args.JOB} declares \`shadow.outputs\``);
    const date = options.date ?? Temporal.Now.plainDateISO("UTC").toString();
    const place = { directory: path.resolve(cwd, options.in ?? "."), owner: null };
    const outputs = declared.flatMap((output) => placed(output, date, cwd, options.written) ?? []);
    const found = await measureAll(outputs, place);
    out.list(found, [
      { title: "OUTPUT", value: ({ name }) => name },
      { title: "ROWS", value: (one) => ("problem" in one ? "" : String(one.rows ?? "")) },
      { title: "FILES", value: (one) => ("problem" in one ? "" : String(one.files ?? "")) },
      { title: "DIGEST", value: (one) => ("problem" in one ? one.problem : one.digest) },
    ]);
    return found.some((one) => "problem" in one) ? "failed" : undefined;
  },
});

/** With paths as they are on this date; null: what was written isn't given. */
function placed(
  output: DeclaredOutput,
  date: string,
  cwd: string,
  written: string | undefined,
): DeclaredOutput | null {
  const { of } = output;
  if (of === "stdout")
    return written === undefined ? null : { ...output, of: { file: path.resolve(cwd, written) } };
  const dated = (text: string) => {
    const path = text.replaceAll(/\$\{\{\s*run\.date\s*\}\}/g, date);
    if (path.includes("${{"))
      throw new CommandError("usage", `${text}: only run.date has a value here`);
    return path;
  };
  return { ...output, of: "file" in of ? { file: dated(of.file) } : { glob: dated(of.glob) } };
}
