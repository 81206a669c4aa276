// `trunkline blame`: who set each field of a pipeline, by which change; from Git alone, or from a server's copy of it.

import { type BlameLine, valueText } from "#core/blame-line.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import type { Output } from "./output.ts";

export const command = defineCommand({
  description:
    "Follows the pipeline's files (its spec, defaults, templates, calendars) back through the first-parent history and\n" +
    "names for each field of the normalized pipeline the newest commit that gave it its present value, with the file that\n" +
    "says it. Fields that nobody ever set are left out unless --field names them. A commit with which the files are in\n" +
    "error sets nothing: what it changed counts from the one that mends them. A pipeline that moves to another file keeps\n" +
    "its history.",
  arguments: {
    PIPELINE: { required: true, description: "its name; with --deployed also PROJECT/NAME" },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    field: {
      type: "string",
      value: "PATH",
      description: "only this field and what is below it, such as tasks.load or concurrency.runs",
    },
    environment: {
      type: "string",
      value: "NAME",
      description: "with the overlays of this environment",
    },
    rev: { type: "string", value: "REV", description: "as of this revision; default: HEAD" },
    limit: {
      type: "integer",
      value: "N",
      default: 500,
      range: [1, 100_000],
      description: "at most so many versions are looked at; older ones count as one",
    },
    deployed: {
      type: "boolean",
      description: "of what the server has deployed, from its copy of the repository",
    },
    ...connectionOptions,
  },
  examples: [
    { command: "trunkline blame daily-revenue", description: "who set what" },
    {
      command: "trunkline blame daily-revenue --field tasks.load.timeoutMs",
      description: "who set this timeout",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, cwd, signal } = input;
    const { field, limit } = options;
    if (options.deployed) {
      for (const [given, name] of [
        [args.DIR, "DIR"],
        [options.rev, "--rev"],
        [options.environment, "--environment"],
      ])
        if (given !== undefined)
          throw new CommandError("usage", `${name} does nothing with --deployed`);
      const { splitName, withServer } = await import("./connect.ts");
      const { name, project } = splitName(args.PIPELINE);
      show(
        await withServer(input, signal, (api) =>
          api.blame(name, {
            ...(project === undefined ? {} : { project }),
            ...(field === undefined ? {} : { field }),
            limit,
          }),
        ),
        out,
      );
      return;
    }
    const { asGitFault } = await import("./git-fault.ts");
    const { projectRoot } = await import("./project-root.ts");
    const root = projectRoot(cwd, args.DIR);
    const lines = await asGitFault(() =>
      blameHere(root, args.PIPELINE, {
        rev: options.rev ?? "HEAD",
        ...{ environment: options.environment ?? null, field, limit, out },
      }),
    );
    show(lines, out);
  },
});

interface Asked {
  environment: string | null;
  rev: string;
  field: string | undefined;
  limit: number;
  out: Output;
}

async function blameHere(root: string, name: string, asked: Asked): Promise<BlameLine[]> {
  const { blameLine } = await import("#core/blame-line.ts");
  const { createParseCache } = await import("#core/parse-cache.ts");
  const { blamePipeline } = await import("#git/blame.ts");
  const { openLocalProject, sideAt } = await import("./read-revisions.ts");
  await using project = await openLocalProject(root);
  const { commit } = await sideAt(project, asked.rev);
  const found = await blamePipeline({
    reader: project.source,
    folder: project.folder,
    environment: asked.environment,
    cache: createParseCache(),
    commit: commit as string,
    name,
    field: asked.field ?? null,
    limit: asked.limit,
    onVersion: (looked) => asked.out.progress(`${looked} versions of ${name}`),
  });
  if (found === null)
    throw new CommandError("failed", `there is no pipeline "${name}" at ${asked.rev} in ${root}`);
  if ("diagnostics" in found)
    throw new CommandError(
      "failed",
      `"${name}" is in error at ${asked.rev}: ${found.diagnostics[0]?.message}`,
      "`trunkline validate` says what is wrong; --rev names an earlier revision",
    );
  return found.fields.map((one) => blameLine(name, one));
}

function show(lines: readonly BlameLine[], out: Output): void {
  out.list(lines, [
    { title: "FIELD", value: ({ path }) => path },
    { title: "VALUE", value: ({ value }) => valueText(value) },
    { title: "CHANGE", value: ({ change }) => (change === null ? "" : `#${change}`) },
    {
      title: "COMMIT",
      value: ({ commit, orEarlier }) => commit.slice(0, 12) + (orEarlier ? " or earlier" : ""),
    },
    { title: "AUTHOR", value: ({ author }) => author.replace(/ <.*$/, "") },
    { title: "DATE", value: ({ at }) => at.slice(0, 10) },
    { title: "FILE", value: ({ files }) => files.join(", ") },
    { title: "SUBJECT", value: ({ subject }) => subject },
  ]);
  if (lines.length === 0) out.note("there is no such field");
}
