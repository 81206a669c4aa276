// `trunkline validate`: every mistake in the working tree of a project or a control repository at once, without a server.

import { type Diagnostic, printed } from "#core/diagnostic.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { defineCommand } from "./command.ts";
import { CommandError, type Exit } from "./exit.ts";
import type { Output } from "./output.ts";
import { reportFormats } from "./report-formats.ts";

export const command = defineCommand({
  description:
    "Reads the files as they are, committed or not, without those that .gitignore names. Links, submodules and the like,\n" +
    "which no sync deploys, are findings too. Warnings alone don't fail. What a code means is in docs/diagnostics.md.\n" +
    "A folder with `projects/*.yaml` and without pipelines is checked as a control repository.",
  arguments: {
    DIR: { description: "root of the project or the control repository; default: here" },
  },
  options: {
    registration: {
      type: "string",
      value: "FILE",
      description:
        "also check against what this file of a control repository allows the project, and its rules",
    },
  },
  formats: reportFormats,
  examples: [
    { command: "trunkline validate", description: "check the project in this folder" },
    {
      command: "trunkline validate prd --output json",
      description: "one {code, severity, file, line, column, message, help} a line",
    },
    {
      command: "trunkline validate --output sarif",
      description: "for code scanning; `github` annotates lines in GitHub Actions",
    },
    {
      command: "trunkline validate --registration ../control/projects/finance-prd.yaml",
      description: "and the labels, users, secrets, pools and hosts that it may use",
    },
  ],
  exits: ["failed", "refused"],
  async run({ args, options, out, cwd, env }) {
    const { projectRoot } = await import("./project-root.ts");
    const { isControlFolder, readControlAt } = await import("./read-control.ts");
    const root = projectRoot(cwd, args.DIR);
    if (isControlFolder(root)) {
      if (options.registration !== undefined) throw noProject(root);
      const { files: sources, diagnostics, textOf } = await readControlAt(root);
      const text = ({ file }: Diagnostic) => textOf(file);
      return report({ ...{ out, env, root, diagnostics, sources, text }, noun: "registration" });
    }
    const { readProjectAt } = await import("./read-project.ts");
    const { readRegistrationAt } = await import("./read-registration.ts");
    const registration =
      options.registration === undefined
        ? null
        : await readRegistrationAt(
            cwd,
            options.registration,
            Temporal.Now.plainDateISO("UTC").toString(),
          );
    const ceilings = registration?.ceilings ?? null;
    const { estate, textOf } = await readProjectAt(
      ...([cwd, args.DIR, true, ceilings] as const),
      registration?.secrets,
    );
    const own = new Set(registration?.diagnostics);
    const diagnostics = [...own, ...estate.diagnostics];
    const text = (one: Diagnostic) =>
      own.has(one) ? registration?.textOf(one.file) : textOf(one.file);
    const { sources } = estate;
    return report({ ...{ out, env, root, diagnostics, sources, text }, noun: "pipeline" });
  },
});

const noProject = (root: string): CommandError =>
  new CommandError(
    "usage",
    `${root} is a control repository: there is no project to check against a registration`,
    "name the project's root, or leave --registration out",
  );

interface Found {
  out: Output;
  env: NodeJS.ProcessEnv;
  root: string;
  diagnostics: readonly Diagnostic[];
  /** What was read, and what one of it is called. */
  sources: readonly { path: string; name: string | null }[];
  noun: string;
  /** Content of the file that a finding is about. */
  text: (finding: Diagnostic) => string | undefined;
}

async function report(found: Found): Promise<Exit> {
  const { out, env, root, diagnostics, sources, noun, text } = found;
  for (const diagnostic of diagnostics) {
    out.value(printed(diagnostic), () =>
      renderDiagnostic(diagnostic, { color: out.color, text: text(diagnostic) }),
    );
    out.text();
  }
  const errors = count(diagnostics, "error");
  const warnings = plural(count(diagnostics, "warning"), "warning");
  const summary = `${plural(sources.length, noun)}: ${plural(errors, "error")}, ${warnings}`;
  if (out.format !== "text" && out.format !== "json") {
    const { printReport } = await import("./print-report.ts");
    const { validateReport } = await import("./validate-report.ts");
    printReport(validateReport({ diagnostics, sources, root, summary }), out, env);
  } else out.note(summary);
  return errors > 0 ? "failed" : "ok";
}

const count = (diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"]): number =>
  diagnostics.filter((each) => each.severity === severity).length;

const plural = (number: number, word: string): string =>
  `${number} ${word}${number === 1 ? "" : "s"}`;
