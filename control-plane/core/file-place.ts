// A folder with files: of the worker's host, of a host that is reached by SFTP, or a prefix of a bucket.

import type { FilePlaceSpec } from "#schemas/types.ts";
import type { Use } from "./ceilings/ceilings.ts";
import type { ConnectionSource } from "./connection.ts";
import { checkConnection, connectionNamed } from "./connections/named.ts";
import type { S3Connection } from "./connections/s3.ts";
import type { SshConnection } from "./connections/ssh.ts";
import { connectionType } from "./connections/types.ts";
import { connectionUses } from "./connections/uses.ts";
import { hasExpression } from "./expression.ts";
import { filePathProblem } from "./file-pattern.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Path, Place, Problem } from "./problem.ts";

export interface FilePlace {
  /** Null: the worker's own host. */
  connectionName: string | null;
  /** As the file said when the revision was deployed. */
  connection: SshConnection | S3Connection | null;
  /** May hold `${{ }}`. Here absolute; of a host also from its user's home; of a bucket the folder-like beginning of keys. */
  path: string;
}

/** Of a spec without problems. */
export const filePlace = (
  { connection: name, path = "" }: FilePlaceSpec,
  source: Pick<ConnectionSource, "connection">,
): FilePlace => ({
  connectionName: name ?? null,
  connection: name === undefined ? null : connectionNamed(source, name, "ssh", "s3"),
  path,
});

/** The spec that gives the place again. */
export const filePlaceSpec = ({ connectionName, path }: FilePlace): FilePlaceSpec => ({
  ...(connectionName === null ? {} : { connection: connectionName }),
  ...(path === "" ? {} : { path }),
});

/** What JSON Schema can't say of a place. @param at Where it is, within `with`. */
export const checkFilePlace = (
  task: LocalTask,
  at: Path,
  given: unknown,
  source: ConnectionSource,
  problems: Problem[],
): void =>
  checkFilePlaceAt(
    given,
    (name) => placeIn(task, "with", ...at, name),
    `\`uses: ${task.spec.uses}\``,
    source,
    problems,
  );

/** The same wherever one is written. @param by What it belongs to, for people. */
export function checkFilePlaceAt(
  given: unknown,
  at: (name: string) => Place,
  by: string,
  source: ConnectionSource,
  problems: Problem[],
): void {
  if (typeof given !== "object" || given === null) return;
  const { connection: name, path } = given as Partial<FilePlaceSpec>;
  const types = ["ssh", "s3"] as const;
  if (typeof name === "string")
    checkConnection({ name, place: at("connection"), types, by }, source, problems);
  if (typeof path !== "string" || hasExpression(path)) return;
  const type = typeof name === "string" ? (source.connection(name)?.connection?.type ?? "") : null;
  const message = folderProblem(path, type);
  if (message === null) return;
  problems.push({
    ...{ ...at("path"), code: "invalid-text", message: `this is no folder: ${message}` },
    help: folderHelp(type),
  });
}

/**
 * What is wrong with the path of a place, once its expressions have values; null when it is good.
 * @param type Of its connection; null: this host.
 */
export function folderProblem(path: string, type: string | null): string | null {
  if (type === null && !path.startsWith("/"))
    return "a folder of the worker's host has an absolute path";
  if (type === "s3" && path.startsWith("/")) return "keys of a bucket begin without a slash";
  const inner = path.replace(/^\//, "").replace(/\/$/, "");
  return inner === "" ? null : filePathProblem(inner);
}

const folderHelp = (type: string | null): string =>
  type === "s3"
    ? "write it as keys begin: raw/bank"
    : "write the whole path, without `.` and `..`: /data/inbox";

/** For people: `/data/in`, `edge:/outgoing`, `lake:raw/bank`. */
export const filePlaceText = ({ connectionName, path }: FilePlace): string =>
  connectionName === null ? path : `${connectionName}:${path}`;

/** The path of a file below the folder, as its place knows it. */
export const pathIn = ({ path }: Pick<FilePlace, "path">, name: string): string =>
  path === "" || path.endsWith("/") ? path + name : `${path}/${name}`;

/** `host:port` of what it reaches. */
export const hostsOfFilePlace = ({ connection }: FilePlace): readonly string[] =>
  connection === null ? [] : connectionType(connection).places(connection);

/** Names of the secrets that it needs. */
export const secretsOfFilePlace = ({ connection }: FilePlace): readonly string[] =>
  connection === null ? [] : connectionType(connection).secrets(connection);

/** What a place as written gets at. */
export function* usesOfFilePlace(
  given: unknown,
  at: Path,
  source: Pick<ConnectionSource, "connection">,
): Generator<{ use: Use; path: Path }> {
  if (typeof given !== "object" || given === null) return;
  const { connection } = given as Partial<FilePlaceSpec>;
  yield* connectionUses(connection, [...at, "connection"], source);
}
