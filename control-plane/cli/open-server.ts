// A server for one repository, or for all that a control repository registers, as `up` and `server` start it.

import path from "node:path";
import { credentialsFrom } from "#git/credentials.ts";
import type { Outcome } from "#reconcile";
import { type ProjectSettings, type Server, startServer } from "#server";
import { type AddressOptions, addressSettings } from "./addresses.ts";
import { alertsSettings } from "./alerts-settings.ts";
import { commandHint, type HintInput } from "./command-hint.ts";
import { type ControlGuardOptions, controlGuard } from "./control-guard.ts";
import { controlSettings } from "./control-settings.ts";
import { CommandError } from "./exit.ts";
import { forgeSpec } from "./forge-spec.ts";
import { asGitFault } from "./git-fault.ts";
import { type AccessOptions, loginSettings } from "./login-settings.ts";
import type { Output } from "./output.ts";
import { portTaken } from "./ports.ts";
import { projectSettings, rootOf } from "./project-settings.ts";
import { ensureToken } from "./server-file.ts";
import { usualPort } from "./server-options.ts";
import { headSettings, webhookSettings } from "./webhook-settings.ts";

export interface OpenServerOptions {
  connectionString: string;
  /** Of the embedded Postgres' files; null for any other. */
  place: string | null;
  /** Path or URL; undefined where a control repository is named instead. */
  repository: string | undefined;
  state: string;
  options: AddressOptions & {
    state: string | undefined;
    branch: string | undefined;
    path: string;
    name: string | undefined;
    environment: string;
    control: string | undefined;
    controlBranch: string | undefined;
    controlPath: string;
    host: string;
    hostname: string[] | undefined;
    port: number | undefined;
    poll: number | undefined;
    mirrorLimit: number;
    requestTimeout: number;
    webhook: string | undefined;
    auditHeadFile: string | undefined;
    auditHeadWebhook: string | undefined;
    alerts: string | undefined;
    secrets: string | undefined;
    forge: string | undefined;
    forgeApi: string | undefined;
    forgeRepository: string | undefined;
    forgeApp: number | undefined;
    ttl: number;
    keepHistory: number;
    keepLogs: number;
    logArchive: string | undefined;
    restored: boolean;
    withoutRoles: boolean;
  } & AccessOptions &
    ControlGuardOptions;
  out: Output;
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/**
 * The project is null where a control repository registers them all.
 * @throws CommandError for a repository that can't be read and a port that is taken.
 */
export async function openServer({
  connectionString,
  place,
  repository,
  state,
  options,
  out,
  env,
  cwd,
}: OpenServerOptions): Promise<{ server: Server; project: ProjectSettings | null }> {
  const cacheDir = path.join(state, "mirrors");
  const addresses = addressSettings(options);
  const webhook = webhookSettings(options.webhook, env, addresses);
  const heads = headSettings(options, { cwd, env, addresses });
  const alerts = alertsSettings(cwd, options);
  const access = await loginSettings(options, cwd, env);
  await refuseTakenPort(options.host, options.port);
  await asGitFault(async () => credentialsFrom(env, null));
  const control = await controlSettings(options, { repository, cwd, cacheDir, env });
  const guard = controlGuard(options, control, cwd);
  const forge = forgeSpec(options, repository ?? (guard && control?.repository) ?? null, env);
  if (control === null && repository === undefined)
    throw new CommandError("usage", "no repository is named", "give REPOSITORY, or --control");
  const project =
    control !== null || repository === undefined
      ? null
      : await projectSettings({
          repository: isPath(repository) ? rootOf(path.resolve(cwd, repository)) : repository,
          branch: options.branch,
          folder: options.path.replace(/^\/+|\/+$/g, ""),
          environment: options.environment,
          name: options.name,
          cacheDir,
          env,
        });
  const server = await startServer({
    connectionString,
    place,
    restored: options.restored,
    withoutRoles: options.withoutRoles,
    cacheDir,
    mirrorBytes: options.mirrorLimit * 2 ** 20,
    projects: project === null ? [] : [{ ...project, forge }],
    control: control && { ...control, guard: guard && { ...guard, forge } },
    host: options.host,
    ports: options.port === undefined ? [usualPort, 0] : [options.port],
    hosts: options.hostname ?? [],
    token: await ensureToken(state),
    access,
    ttlMs: options.ttl * 1000,
    pollMs: options.poll === undefined ? null : options.poll * 1000,
    ...{ webhook, alerts, heads, addresses, requestTimeoutMs: options.requestTimeout * 1000 },
    retention: {
      historyDays: options.keepHistory,
      logDays: Math.min(options.keepLogs, options.keepHistory),
      archive: options.logArchive === undefined ? null : path.resolve(cwd, options.logArchive),
    },
    env,
    onMessage: (message) => out.note(message),
    onSynced: (name, outcome) => report({ out, options, env }, name, outcome),
  }).catch((error: NodeJS.ErrnoException) => {
    throw listenTrouble(error, options.host, options.port);
  });
  if (
    options.port === undefined &&
    options.publicUrl === undefined &&
    !server.url.endsWith(`:${usualPort}`)
  )
    out.note(`Port ${usualPort} is taken; took a free one.`);
  return { server, project };
}

const isPath = (repository: string): boolean =>
  !/^[a-z+]+:\/\/|^[\w.-]+@[\w.-]+:/i.test(repository);

/** Said before anything is started. */
async function refuseTakenPort(host: string, port: number | undefined): Promise<void> {
  if (port === undefined || !(await portTaken(host, port))) return;
  throw new CommandError(
    "refused",
    `port ${port} on ${host} is taken by another program`,
    listenHelp.EADDRINUSE,
  );
}

/** By error code of listening: what to do about it. */
const listenHelp: Readonly<Record<string, string>> = {
  EADDRINUSE: "Choose another port with --port, or leave --port out to get a free one.",
  EADDRNOTAVAIL: "Choose an address of this machine with --host.",
  ENOTFOUND: "Choose an address of this machine with --host.",
  EACCES: "Choose a port above 1023 with --port.",
};

function listenTrouble(error: NodeJS.ErrnoException, host: string, port = usualPort): Error {
  const listening = error.syscall === "listen" || error.syscall === "getaddrinfo";
  const help = listening ? listenHelp[error.code ?? ""] : undefined;
  if (help === undefined) return error;
  return new CommandError("refused", `can't listen on ${host}:${port}: ${error.code}`, help, error);
}

/** One line for what a sync did, one for each error that it found. */
function report(input: HintInput & { out: Output }, project: string, outcome: Outcome): void {
  const { out } = input;
  if (outcome.state === "Unknown") out.note(`${project} was not synced: ${outcome.reason}`);
  if (outcome.state === "Unknown" || outcome.state === "Busy" || outcome.plan === null) return;
  const revision = `${project}@${outcome.commit.slice(0, 12)}`;
  if (outcome.state === "Held") {
    const release = commandHint(`sync ${project} --confirm ${outcome.plan.hash}`, input);
    out.note(`Held ${revision}: ${outcome.reason}. Release it with: ${release}`);
  } else out.note(`Deployed ${revision}: ${named(outcome.plan.changes)}`);
  if (outcome.state === "Synced" && outcome.reason) out.note(`${project}: ${outcome.reason}`);
  for (const { file, line, column, severity, code, message } of outcome.diagnostics)
    if (severity === "error") out.note(`${file}:${line}:${column}: error[${code}]: ${message}`);
}

const mostNamed = 5;

function named(changes: readonly { action: string; pipeline: string }[]): string {
  if (changes.length === 0) return "no pipeline changed";
  const names = changes.slice(0, mostNamed).map(({ action, pipeline }) => `${action} ${pipeline}`);
  const rest = changes.length > mostNamed ? ` and ${changes.length - mostNamed} more` : "";
  return `${names.join(", ")}${rest}`;
}
