// Opens the place that a task names, as its connection says.

import { type FilePlace, folderProblem } from "#core/file-place.ts";
import type { JudgeAddress } from "../addresses.ts";
import type { AttemptRequest } from "../executor.ts";
import { TaskFailure } from "../in-process.ts";
import { LocalPlace } from "./local.ts";
import type { AllowedFolder } from "./local-folder.ts";
import type { TransferPlace } from "./place.ts";
import { S3Place } from "./s3.ts";
import { SftpPlace } from "./sftp.ts";

export interface PlaceSettings {
  /** Values by the names that connections have for them. */
  secrets: AttemptRequest["secrets"];
  judge: JudgeAddress;
  /** Why the project may not reach a place, as of `AttemptRequest`. */
  refusal?: AttemptRequest["refusal"];
  /** What of this host tasks may use. */
  localFiles: readonly AllowedFolder[];
  /** Ends whatever is asked of it. */
  signal: AbortSignal;
}

/**
 * @param place With the values of its expressions.
 * @param isWritten Whether anything there is written, moved or deleted.
 * @throws TaskFailure for what another attempt can't mend, Error for the rest, and the signal's reason
 */
export async function openPlace(
  { connectionName, connection, path }: FilePlace,
  isWritten: boolean,
  settings: PlaceSettings,
): Promise<TransferPlace> {
  const problem = folderProblem(path, connection?.type ?? null);
  if (problem !== null)
    throw new TaskFailure(`${JSON.stringify(path)} is no folder: ${problem}.`, { mayRetry: false });
  const bare = path.replace(/(?<=.)\/$/, "");
  switch (connection?.type) {
    case undefined:
      return await LocalPlace.open(bare, isWritten, settings);
    case "ssh":
      return await SftpPlace.open({ ...settings, name: connectionName ?? "", connection }, bare);
    case "s3":
      return await S3Place.open({ ...settings, connection }, bare);
    default:
      return connection satisfies never;
  }
}
