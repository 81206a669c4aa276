// `--secrets FILE` of `up` and `worker`: where the worker finds the values of secrets.

import { readFileSync } from "node:fs";
import path from "node:path";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { type ProviderSettings, readSecretsSettings } from "#core/secrets-settings.ts";
import { CommandError } from "./exit.ts";

/** Null without the option. @throws CommandError for a file that can't be read, or has errors; with all of them. */
export function secretsSettings(cwd: string, file: string | undefined): ProviderSettings[] | null {
  if (file === undefined) return null;
  let text: string;
  try {
    text = readFileSync(path.resolve(cwd, file), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError("usage", `can't read ${file} of --secrets: ${code}`, null, error);
  }
  const { providers, diagnostics } = readSecretsSettings(file, text);
  if (providers !== null) return providers;
  const shown = diagnostics.map((one) => renderDiagnostic(one, { color: false, text }));
  throw new CommandError("usage", `${file} of --secrets has errors\n\n${shown.join("\n")}`);
}
