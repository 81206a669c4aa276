// Alerts of a server process: the routes of its option are written down, and what happens is told.

import type pg from "pg";
import { startAlerts } from "#alerts/alerts.ts";
import type { AlertSettings } from "#core/alerts/settings.ts";
import type { ProviderSettings } from "#core/secrets-settings.ts";
import type { AddressSettings } from "#executors/addresses.ts";
import { openSecrets } from "#secrets/open.ts";
import type { ServerOptions } from "#server";
import { dropAlertSource, putAlertSource } from "#store/alerts.sql.ts";

export interface AlertsSettings {
  /** Of the file that an option names; null: a control repository has them, or nobody. */
  settings: AlertSettings | null;
  /** Where the values of channels' secrets are; null: where variables say. */
  secrets: readonly ProviderSettings[] | null;
  addresses: AddressSettings;
}

const optionSource = "option";

/**
 * Resolves once everything that happens from now on is noted by the option's routes. Without settings nothing is told from
 * this server.
 */
export async function followAlerts(
  pool: pg.Pool,
  {
    alerts: given,
    env,
    access,
    onMessage,
  }: Pick<ServerOptions, "alerts" | "env" | "access" | "onMessage">,
  paused: () => string | null,
): Promise<{ stop(): Promise<void> }> {
  if (!given) return { stop: async () => {} };
  const { settings, addresses } = given;
  if (settings === null) await dropAlertSource(pool, { name: optionSource });
  else await putAlertSource(pool, { name: optionSource, content: settings });
  const secrets = openSecrets(given.secrets, env);
  const serverUrl = () => access?.publicUrl ?? null;
  const alerts = startAlerts({ pool, secrets, addresses, serverUrl, paused, onMessage });
  return {
    async stop() {
      await alerts.stop();
      await secrets.close();
    },
  };
}
