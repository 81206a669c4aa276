// The files of a control repository that is read as a plain folder: the files as they are on the disk.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isControlFile } from "#core/control/control-files.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { screenFiles } from "#core/screen-files.ts";
import { treeDiagnostics } from "#core/tree-diagnostics.ts";
import { GitError } from "./source.ts";
import { listWorkingFiles } from "./working-files.ts";

/** What a control repository has to say, at one moment. */
export interface ControlContents {
  files: { path: string; bytes: Uint8Array }[];
  /** Of what can't be read, such as links: whom it registers nobody knows. */
  diagnostics: Diagnostic[];
}

/** @throws GitError when the folder, or a file in it, can't be read. */
export async function readControlFolder(root: string): Promise<ControlContents> {
  const listed = (await listWorkingFiles(root, "isomorphic")).filter(({ path }) =>
    isControlFile(path),
  );
  const { accepted, findings } = screenFiles(listed);
  const files = accepted.map(({ path }) => ({ path, bytes: read(join(root, path)) }));
  return { files, diagnostics: treeDiagnostics(findings, "error") };
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new GitError(
      "denied",
      `can't read ${file}: ${(cause as NodeJS.ErrnoException).code}`,
      "Let the user who runs Trunkline read it.",
      cause,
    );
  }
}
