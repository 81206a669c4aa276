// Alerts on real SQL, with a real SMTP server and a real web server to be told by.

import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { startAlerts } from "#alerts/alerts.ts";
import { readAlerts } from "#core/alerts/read-alerts.ts";
import type { AlertSettings } from "#core/alerts/settings.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { openSecrets } from "#secrets/open.ts";
import { putAlertSource } from "#store/alerts.sql.ts";
import { appendLog } from "#store/logs.sql.ts";
import { pipeline, task } from "./deploy.ts";
import { perform } from "./engine.ts";
import { Watched } from "./watched.ts";
import { answer, type Handler, type WebServer, webServer } from "./web-server.ts";

/** Ends a task; what engine tests give as its detail. */
type Detail = { exitCode?: number; message?: string; ending?: string };

export interface Alerting extends AsyncDisposable {
  at: Watched;
  connectionString: string;
  /** One more that tells. */
  server(): AsyncDisposable;
  web: WebServer;
  /** What the mail server has taken, as it came. */
  letters: string[];
  said: string[];
  messages(): Promise<
    { channel: string; act: string; state: string; attempts: number; error: string | null }[]
  >;
  alerts(): Promise<
    {
      id: string;
      key: string;
      kind: string;
      state: string;
      count: number;
      cause_id: string | null;
    }[]
  >;
  /** How many messages were taken. */
  delivered(): Promise<number>;
  route(text: string): Promise<void>;
}

export const plainPipelines: Pipeline[] = [
  pipeline("plain", [task("load"), task("post", { needs: [0] })]),
  pipeline("third", [task("load")]),
  pipeline("orders", [task("load"), task("post", { needs: [0] })], {
    deadline: { startBy: null, finishBy: "07:00" },
  }),
];

export interface AlertingOptions {
  handler?: Handler;
  pipelines?: Pipeline[];
  servers?: number;
  smtp?: SMTPServerOptions;
  env?: NodeJS.ProcessEnv;
}

/** @param text `alerts/*.yaml`; URL and PORT in it are those of the servers. */
export async function alerting(text: string, options: AlertingOptions = {}): Promise<Alerting> {
  const at = await Watched.of(...(options.pipelines ?? plainPipelines));
  const web = await webServer(options.handler ?? ((_, response) => answer(response, 204)));
  const letters: string[] = [];
  const smtp = await mailServer(letters, options.smtp);
  const said: string[] = [];
  const route = async (file: string) => {
    const content = settingsOf(
      file.replaceAll("URL", web.url).replaceAll("PORT", String(smtp.port)),
    );
    await putAlertSource(at.pool, { name: "option", content });
  };
  await route(text);
  const secrets = openSecrets(null, {
    TRUNKLINE_SECRET_ALERTS__HOOK: "a secret of some length",
    ...options.env,
  });
  const begin = () =>
    startAlerts({
      ...{ pool: at.pool, secrets, timing: { firstBackoffMs: 1, timeoutMs: 5_000 } },
      onMessage: (message) => said.push(message),
    });
  const servers = Array.from({ length: options.servers ?? 1 }, begin);
  return {
    ...{ at, web, letters, said, route, connectionString: at.connectionString },
    server: () => {
      const server = begin();
      return { [Symbol.asyncDispose]: () => server.stop() };
    },
    messages: async () =>
      (await at.pool.query("select * from trunkline.alert_message order by created_at, id")).rows,
    delivered: async () =>
      (await at.pool.query("select from trunkline.alert_message where state = 'delivered'"))
        .rowCount ?? 0,
    alerts: async () => (await at.pool.query("select * from trunkline.alert order by id")).rows,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server.stop()));
      await smtp.close();
      await web[Symbol.asyncDispose]();
      await at[Symbol.asyncDispose]();
    },
  };
}

export function settingsOf(text: string): AlertSettings {
  const { settings, diagnostics } = readAlerts([{ path: "alerts/all.yaml", bytes: text }]);
  if (settings === null) throw new Error(JSON.stringify(diagnostics, null, 2));
  return settings;
}

/** A run whose first task fails. */
export async function failed(
  { at }: Pick<Alerting, "at">,
  name: string,
  detail: Detail = {},
  output = "",
): Promise<string> {
  const run = await at.run(name);
  if (output !== "")
    await appendLog(at.pool, {
      ...{ runs: [run], idxs: [0], attempts: [1], seqs: [1] },
      contents: [Buffer.from(output)],
    });
  await perform(at.pool, at.worker, run, 0, "failed", { detail: { ending: "exited", ...detail } });
  return run;
}

async function mailServer(letters: string[], options: SMTPServerOptions = {}) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        letters.push(plainOf(Buffer.concat(parts).toString("utf8")));
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}

/** Quoted-printable and folded headers as people read them. */
function plainOf(raw: string): string {
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  return [head.replace(/\r\n[ \t]/g, " "), ...rest]
    .join("\r\n\r\n")
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\r\n/g, "\n");
}
