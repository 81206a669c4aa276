// What a task does: run a command, here, on a host by SSH, in a container or as a Job, ask over http, state SQL, check data,
// move files or wait for some, have another system run something, run another pipeline, or stand for what nothing here
// can do.

import type { KubernetesToleration } from "#schemas/types.ts";
import type { CheckAction } from "./checks/check.ts";
import type { ContainerConnection } from "./connections/container.ts";
import type { KubernetesConnection } from "./connections/kubernetes.ts";
import type { PostgresConnection } from "./connections/postgres.ts";
import type { SshConnection } from "./connections/ssh.ts";
import type { Connector } from "./connector/connector.ts";
import type { FilePlace } from "./file-place.ts";
import type { FileWatch } from "./files/watch.ts";
import type { Scalar } from "./pipeline.ts";

/** What a task does; one executor per kind, but for the run of a pipeline, which no worker works on. */
export type Action =
  | CommandAction
  | HttpAction
  | SqlAction
  | CheckAction
  | SshAction
  | ContainerAction
  | KubernetesAction
  | TransferAction
  | FileAction
  | ConnectorAction
  | UnsupportedAction
  | ChildAction;

export interface CommandAction {
  kind: "command";
  /** Text for `/bin/sh -e`, in which every expression has become a quoted variable. */
  script: string;
  /** The variables that the script reads, each with the CEL text that gives its value. */
  variables: Record<string, string>;
}

/** A command on a host that has no worker. */
export interface SshAction {
  kind: "ssh";
  connectionName: string;
  /** As the file said when the revision was deployed. */
  connection: SshConnection;
  /** As of `CommandAction`. */
  script: string;
  /** As of `CommandAction`. */
  variables: Record<string, string>;
  /** Variables on the host; texts may hold `${{ }}`. */
  env: Record<string, string>;
  /** Where it starts, from the home of the host's user, which null is; may hold `${{ }}`. */
  workingDirectory: string | null;
  /** Between SIGTERM and SIGKILL when it is cancelled or takes too long. */
  killAfterMs: number;
}

/** Texts and expressions are as written: they get their values when an attempt starts. */
export interface HttpAction {
  kind: "http";
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Begins with a host that is written out. */
  url: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  /** Body; at most one of `json`, `form` and `text` is not null. */
  json: unknown;
  form: Record<string, string> | null;
  text: string | null;
  auth: HttpAuth | null;
  /** CEL over `response`; null: a status of 200 to 299. */
  expect: string | null;
  /** Statuses after which another attempt may succeed. */
  retryOn: number[];
  poll: HttpPoll | null;
  /** CEL over `response` for every declared output. */
  outputs: Record<string, string>;
  /** Most bytes of a body. */
  maxResponse: number;
}

export type HttpAuth =
  | { kind: "bearer"; secret: string }
  | { kind: "basic"; user: string; secret: string }
  | { kind: "header"; name: string; secret: string };

export interface HttpPoll {
  url: string;
  everyMs: number;
  /** CEL over `response`. */
  until: string;
  fail: string | null;
  cancel: { method: "POST" | "PUT" | "PATCH" | "DELETE"; url: string } | null;
}

export interface SqlAction {
  kind: "sql";
  connectionName: string;
  /** As the file said when the revision was deployed. */
  connection: PostgresConnection;
  /** One statement, with `:name` for values. */
  sql: string;
  params: Record<string, Scalar>;
  /** CEL over the first row's columns and `rows`. */
  expect: string | null;
  readOnly: boolean;
  maxRows: number;
}

/** What a container is made of, wherever it runs. Texts of `command` and `env` may hold `${{ }}`. */
export interface Workload {
  image: string;
  /** Text for `/bin/sh -e -c` of the image; null: `command`, or the image's own. */
  run: string | null;
  /** Arguments; null: the image's own. */
  command: string[] | null;
  /** Instead of the image's own; null: that. */
  entrypoint: string[] | null;
  env: Record<string, string>;
  /** Names of secrets by the variables that hold their values. */
  secrets: Record<string, string>;
  workingDirectory: string | null;
}

export interface ContainerAction extends Workload {
  kind: "container";
  /** Null: the worker's first engine. */
  connectionName: string | null;
  connection: ContainerConnection | null;
  user: string | null;
  cpus: number;
  /** Such as `512Mi`. */
  memory: string;
  pids: number;
  mounts: ContainerMount[];
  network: string;
  pull: "missing" | "always" | "never";
  readOnly: boolean;
}

export interface ContainerMount {
  /** Folder of the worker's host. */
  source: string;
  target: string;
  readOnly: boolean;
}

/** A Job with one pod. Here `command` takes the place of the image's entry point, and `args` that of its command. */
export interface KubernetesAction extends Omit<Workload, "entrypoint"> {
  kind: "kubernetes";
  connectionName: string;
  connection: KubernetesConnection;
  args: string[] | null;
  /** Amounts as Kubernetes writes them, by resource. */
  requests: Record<string, string>;
  limits: Record<string, string>;
  serviceAccount: string | null;
  nodeSelector: Record<string, string>;
  tolerations: KubernetesToleration[];
  imagePullSecrets: string[];
  startTimeoutMs: number;
  ttlMs: number;
}

/** Files that are taken from one place to another. Texts of places and patterns may hold `${{ }}`. */
export interface TransferAction {
  kind: "transfer";
  from: FilePlace;
  to: FilePlace;
  /** Of paths below `from`. */
  files: string[];
  minFiles: number;
  maxFiles: number;
  maxBytes: number;
  ifExists: "same" | "replace" | "skip" | "fail";
  verify: "checksum" | "size";
  after: "keep" | "delete" | "move";
  /** Folder at the place of `from`; null unless `after` is `move`. */
  moveTo: string | null;
  ifChanged: "fail" | "leave";
}

/** Waits for files. Texts of `path` and `files` may hold `${{ }}`. */
export interface FileAction extends Omit<FileWatch, "on"> {
  kind: "file";
  /** `absent`: until no file matches; nothing else of it is judged then. */
  on: FileWatch["on"] | "absent";
  /** How many must be ready at one look. */
  count: number;
  /** Nothing may match that isn't ready. */
  all: boolean;
}

/** A run on another system, by its connector. */
export interface ConnectorAction {
  kind: "connector";
  connectorName: string;
  /** As the file said when the revision was deployed. */
  connector: Connector;
  /** Null for a connector that needs none. */
  connectionName: string | null;
  /** Fields of the connection, defaults included. */
  connection: Record<string, Scalar>;
  /** Secrets of the project by the names that the connector has for them. */
  secrets: Record<string, string>;
  /** Defaults included; texts may hold `${{ }}`. */
  inputs: Record<string, unknown>;
  /** `failed`: of a run that failed its failed parts alone are rerun; may hold `${{ }}`. Absent: `all`. */
  rerun?: string;
  /** Names of the outputs that the task declares. */
  outputs: string[];
}

/** Work of another scheduler that nothing here stands for: it fails. */
export interface UnsupportedAction {
  kind: "unsupported";
  /** Why it can't run. */
  reason: string;
  /** As the other scheduler's export has it. */
  source: string | null;
}

/** A run of another pipeline of the project. */
export interface ChildAction {
  kind: "pipeline";
  pipeline: string;
  /** Texts may hold `${{ }}`. */
  params: Record<string, Scalar>;
  /** Text of a business date; null: that of the run. */
  date: string | null;
  /** The task ends as that run does; else as soon as it is there. */
  wait: boolean;
  /** `TASK.OUTPUT` of that run by the task's own outputs. */
  outputs: Record<string, string>;
}
