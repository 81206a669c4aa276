// `--alerts FILE` and `--secrets FILE` of `up` and `server`: channels and routes, and where their secrets are.

import { readFileSync } from "node:fs";
import path from "node:path";
import { readAlerts } from "#core/alerts/read-alerts.ts";
import type { AlertSettings } from "#core/alerts/settings.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import type { AlertsSettings } from "#server";
import { type AddressOptions, addressSettings } from "./addresses.ts";
import { CommandError } from "./exit.ts";
import { secretsSettings } from "./secrets-settings.ts";

/** @throws CommandError for a file that can't be read, or has errors; with all of them. */
export function alertsSettings(
  cwd: string,
  options: AddressOptions & { alerts: string | undefined; secrets: string | undefined },
): AlertsSettings {
  return {
    settings: options.alerts === undefined ? null : readFileOfAlerts(cwd, options.alerts),
    secrets: secretsSettings(cwd, options.secrets),
    addresses: addressSettings(options),
  };
}

/** @throws CommandError */
export function readFileOfAlerts(cwd: string, file: string): AlertSettings {
  let text: string;
  try {
    text = readFileSync(path.resolve(cwd, file), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError("usage", `can't read ${file} of --alerts: ${code}`, null, error);
  }
  const { settings, diagnostics } = readAlerts([{ path: file, bytes: text }]);
  if (settings !== null) return settings;
  const shown = diagnostics.map((one) => renderDiagnostic(one, { color: false, text }));
  throw new CommandError("usage", `${file} of --alerts has errors\n\n${shown.join("\n")}`);
}

/** Those of a control repository's working tree, or of one file. @throws CommandError */
export async function alertsAt(
  cwd: string,
  folder: string | undefined,
  file: string | undefined,
): Promise<AlertSettings> {
  if (file !== undefined) return readFileOfAlerts(cwd, file);
  const root = path.resolve(cwd, folder ?? ".");
  const { readControlAt } = await import("./read-control.ts");
  const { alerts } = await readControlAt(root);
  if (alerts) return alerts;
  throw new CommandError(
    "failed",
    alerts === null
      ? `there is no alerts/*.yaml in ${root}`
      : `alerts/*.yaml in ${root} have errors`,
    alerts === null
      ? "name a control repository's folder, or --alerts FILE"
      : "`trunkline validate` says which",
  );
}
