// Options of every command that serves: `up` and `server`.

import { defaultMirrorMib } from "#core/mirror-choice.ts";
import { accessOptions } from "./access-options.ts";
import type { OptionSpec } from "./command.ts";
import { controlGuardOptions } from "./control-guard-options.ts";

/** Taken when it is free; with an explicit --port it has to be. */
export const usualPort = 4680;

/** Of the processes that keep something there; commands that ask a server have their own. */
export const stateOption = {
  type: "string",
  value: "DIR",
  env: "TRUNKLINE_STATE",
  description:
    "folder of what is kept: an embedded Postgres, mirrors, URL and token; default: .trunkline/state",
} as const satisfies OptionSpec;

/** Of every process on one database: they must agree. */
export const ttlOption = {
  type: "integer",
  value: "SECONDS",
  default: 10,
  // A worker beats twice a second, and gives up at half of it.
  range: [2, 3600],
  description:
    "a worker silent for so long is taken for dead; the same for all servers and workers",
} as const satisfies OptionSpec;

const slotsOption = {
  type: "integer",
  value: "N",
  default: 16,
  range: [1, 1000],
  description: "tasks at a time",
} as const satisfies OptionSpec;

/** Of every command that runs tasks. */
export const addressOptions = {
  denyAddress: {
    type: "list",
    value: "RANGE",
    description:
      "requests of tasks, the webhook and questions to a ticket system don't go to this address, range such as 10.0.0.0/8, `private` or `loopback`; link-local and metadata addresses are always refused",
  },
  allowAddress: {
    type: "list",
    value: "RANGE",
    description: "they do go there, whatever refuses it",
  },
} as const satisfies Record<string, OptionSpec>;

/** Of workers for tasks, of servers for the channels of alerts. */
const secretsOption = {
  type: "string",
  value: "FILE",
  description:
    "where values of secrets are found, in order (schema `secrets`); default: variables TRUNKLINE_SECRET_…, " +
    "then files in TRUNKLINE_SECRETS_DIR, then age with the key in TRUNKLINE_AGE_KEY_FILE or TRUNKLINE_AGE_KEY",
} as const satisfies OptionSpec;

/** What containers of tasks may have; none run without the first. */
const containerOptions = {
  containers: {
    type: "list",
    value: "SOCKET",
    description:
      "runs `uses: container` on the engine behind this Unix socket, such as /run/podman/podman.sock or /var/run/docker.sock; the first is that of tasks that name none",
  },
  containerMount: {
    type: "list",
    value: "DIR",
    description:
      "containers may see this folder and those below it, read-only; with `:rw` at its end, this folder alone, also to write to",
  },
  containerNetwork: {
    type: "list",
    value: "NAME",
    description: "containers may be in this network of the engine, beside `none` and `bridge`",
  },
  containerTags: {
    type: "boolean",
    description: "containers may be of images that are named by a tag alone, without a digest",
  },
} as const satisfies Record<string, OptionSpec>;

export const workerOptions = {
  ...addressOptions,
  ...containerOptions,
  localFiles: {
    type: "list",
    value: "DIR",
    description:
      "`uses: transfer` may take files from this folder of the host and those below it, connectors may send them, and `uses: file` and triggers may look at them; with `:rw` at its end also put, move and delete them there",
  },
  kubernetesInCluster: {
    type: "boolean",
    description:
      "this worker is a pod, and connections with `inCluster` may use its service account: tasks can do what that may",
  },
  slots: slotsOption,
  label: {
    type: "list",
    value: "LABEL",
    description: "takes tasks whose `runsOn` asks for it",
  },
  secrets: secretsOption,
  allowRunAs: {
    type: "list",
    value: "USER",
    description:
      "tasks may run as this user of the host, or as any that a pattern such as `fin*` names; needs root",
  },
} as const satisfies Record<string, OptionSpec>;

export const serverOptions = {
  ...addressOptions,
  ttl: ttlOption,
  branch: {
    type: "string",
    value: "B",
    description: "branch to deploy; default: main, else master",
  },
  path: {
    type: "string",
    value: "FOLDER",
    default: "",
    description: "folder of the project in the repository",
  },
  name: {
    type: "string",
    value: "NAME",
    description: "the project's name; default: from trunkline.yaml, else the repository's",
  },
  environment: {
    type: "string",
    value: "NAME",
    default: "local",
    description: "the project's environment",
  },
  control: {
    type: "string",
    value: "DIR_OR_URL",
    description:
      "instead of REPOSITORY: a control repository, whose projects/*.yaml register projects; a plain folder is read as it is",
  },
  controlBranch: {
    type: "string",
    value: "B",
    description: "branch of the control repository; default: main",
  },
  controlPath: {
    type: "string",
    value: "FOLDER",
    default: "",
    description: "folder of the control repository that has projects/",
  },
  ...controlGuardOptions,
  host: {
    type: "string",
    value: "HOST",
    default: "127.0.0.1",
    description: "address to listen on",
  },
  hostname: {
    type: "list",
    value: "NAME",
    description: "name by which clients reach the server besides localhost and --host",
  },
  port: {
    type: "integer",
    value: "N",
    range: [0, 65_535],
    description: `port to listen on; default: ${usualPort}, or a free one when it is taken`,
  },
  ...accessOptions,
  poll: {
    type: "integer",
    value: "SECONDS",
    range: [1, 86_400],
    description: "between two looks at a repository; default: 2, for a URL 30",
  },
  mirrorLimit: {
    type: "integer",
    value: "MIB",
    range: [1, 2 ** 31],
    default: defaultMirrorMib,
    description:
      "what the mirrors of all remote repositories may take on the disk together; those that were not used for the longest are emptied and fetched again when they are needed",
  },
  requestTimeout: {
    type: "integer",
    value: "SECONDS",
    range: [1, 600],
    default: 30,
    description:
      "a request must have arrived whole within so long, its headers within 10 s at most; else its connection is closed",
  },
  keepHistory: {
    type: "integer",
    value: "DAYS",
    // Traces are handed over within a day.
    range: [2, 36_500],
    default: 90,
    description: "for which runs that have ended are kept; the same for all servers",
  },
  keepLogs: {
    type: "integer",
    value: "DAYS",
    range: [1, 36_500],
    default: 30,
    description: "for which their output is kept in the database, as long as the runs at most",
  },
  logArchive: {
    type: "string",
    value: "DIR",
    description:
      "output of runs that ended a day ago moves to gzip files there, which are kept as long as the runs; " +
      "a folder that all servers see",
  },
  restored: {
    type: "boolean",
    description:
      "the database was restored from a backup, though nothing shows it (a snapshot of a disk, a standby): start nothing until it is released",
  },
  withoutRoles: {
    type: "boolean",
    description:
      "start on a database of DATABASE_URL in which no roles can be made: people are kept from what they may not see " +
      "by the API's own checks alone, and whoever gets into a server can change the audit",
  },
  forge: {
    type: "string",
    value: "KIND",
    description:
      "`github`, `gitlab` or `gitea`: show plans and deployments there, as the token in TRUNKLINE_FORGE_TOKEN may; " +
      "`none`: only hear webhooks. These prove themselves by TRUNKLINE_FORGE_WEBHOOK_SECRET",
  },
  forgeApi: {
    type: "string",
    value: "URL",
    description: "address of the forge's API; default: by the repository's host",
  },
  forgeRepository: {
    type: "string",
    value: "OWNER/NAME",
    description: "the repository's name on the forge; default: by its address",
  },
  forgeApp: {
    type: "integer",
    value: "ID",
    range: [1, Number.MAX_SAFE_INTEGER],
    description: "a GitHub App instead of a token; its key is in TRUNKLINE_FORGE_APP_KEY",
  },
  secrets: secretsOption,
  alerts: {
    type: "string",
    value: "FILE",
    description:
      "channels and routes of alerts (schema `alerts`) where no control repository has them; the same for all servers",
  },
  auditHeadFile: {
    type: "string",
    value: "FILE",
    description:
      "each day the audit's head is added to it; keep it where whoever owns the database can't write",
  },
  auditHeadWebhook: {
    type: "string",
    value: "URL",
    description: "each day the audit's head is sent there, signed as what goes to --webhook",
  },
  webhook: {
    type: "string",
    value: "URL",
    description:
      "tell it of failed runs and of deadlines, signed with the secret in TRUNKLINE_WEBHOOK_SECRET",
  },
} as const satisfies Record<string, OptionSpec>;
