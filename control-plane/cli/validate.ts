// `trunkline validate`: every mistake in the working tree at once, without a server.

import { type Diagnostic, printed } from "#core/diagnostic.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { defineCommand } from "./command.ts";
import { reportFormats } from "./report-formats.ts";

export const command = defineCommand({
  description:
    "Reads the files as they are, committed or not, without those that .gitignore names. Links, submodules and the like,\n" +
    "which no sync deploys, are findings too. Warnings alone don't fail. What a code means is in docs/diagnostics.md.",
  arguments: { DIR: { description: "the project's root; default: here" } },
  options: {},
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
  ],
  exits: ["failed", "refused"],
  async run({ args, out, cwd, env }) {
    const { readProjectAt } = await import("./read-project.ts");
    const { estate, textOf, root } = await readProjectAt(cwd, args.DIR, true);
    for (const diagnostic of estate.diagnostics) {
      out.value(printed(diagnostic), () =>
        renderDiagnostic(diagnostic, { color: out.color, text: textOf(diagnostic.file) }),
      );
      out.text();
    }
    const { diagnostics, sources } = estate;
    const errors = count(diagnostics, "error");
    const warnings = count(diagnostics, "warning");
    const found = `${plural(errors, "error")}, ${plural(warnings, "warning")}`;
    const summary = `${plural(sources.length, "pipeline")}: ${found}`;
    if (out.format !== "text" && out.format !== "json") {
      const { printReport } = await import("./print-report.ts");
      const { validateReport } = await import("./validate-report.ts");
      printReport(validateReport({ diagnostics, sources, root, summary }), out, env);
    } else out.note(summary);
    return errors > 0 ? "failed" : "ok";
  },
});

const count = (diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"]): number =>
  diagnostics.filter((each) => each.severity === severity).length;

const plural = (number: number, word: string): string =>
  `${number} ${word}${number === 1 ? "" : "s"}`;
