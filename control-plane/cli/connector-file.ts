// The connector that a command names: a file, one of the project, or one that comes with Trunkline.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type ConnectorFile, connectorPath, readConnector } from "#core/connector/read.ts";
import { shippedConnectors } from "#core/connector/shipped.ts";
import { shippedConnector } from "#core/connector/source.ts";
import { type Diagnostic, printed } from "#core/diagnostic.ts";
import { locateAll } from "#core/locate.ts";
import { parseBytes, type SpecFile } from "#core/parse.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { didYouMean } from "#core/suggest.ts";
import { CommandError } from "./exit.ts";
import type { Output } from "./output.ts";

export interface NamedConnector {
  name: string;
  file: ConnectorFile;
  /** Null: it comes with Trunkline. */
  path: string | null;
}

/** @throws CommandError when there is none, or it has errors, which are shown. */
export async function connectorNamed(
  given: string,
  cwd: string,
  out: Output,
): Promise<NamedConnector> {
  const own = /[./\\]/.test(given) ? given : connectorPath(given);
  const place = path.resolve(cwd, own);
  const found = existsSync(place)
    ? readConnector(own, parseBytes(own, await readFile(place)))
    : shippedConnector(given);
  if (found === null) {
    const help = didYouMean(given, Object.keys(shippedConnectors)) ?? "see `trunkline connectors`";
    throw new CommandError("failed", `there is no connector '${given}'`, help);
  }
  show([...found.file.diagnostics, ...locateAll([found.file], found.problems)], found.file, out);
  if (found.connector === null)
    throw new CommandError("failed", `${own} has errors`, "mend what is listed above");
  const name = path.basename(own).replace(/\.yaml$/, "");
  return { name, file: found, path: existsSync(place) ? place : null };
}

/** Findings of one file, with the lines that they speak of. */
export function show(diagnostics: readonly Diagnostic[], { text }: SpecFile, out: Output): void {
  for (const diagnostic of diagnostics)
    out.value(printed(diagnostic), () => renderDiagnostic(diagnostic, { color: out.color, text }));
}
