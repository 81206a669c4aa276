// What goes wrong around the database, in words that a user can act on: operation, cause, what to do.

export class StoreError extends Error {
  override readonly name = "StoreError";
  /** What to do next, in one or two sentences. */
  readonly help: string | undefined;

  constructor(message: string, options: { help?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.help = options.help;
  }
}

/** The five-character SQLSTATE or the Node error code of a failed database call, if it has one. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const A_FILE = "A file is where a folder should be. Choose another folder with `--state DIR`.";

/** By error code of the file system: what a user can do about it. */
const FILE_HELP: Readonly<Record<string, string>> = {
  EACCES:
    "It belongs to another user. Run as that user, or choose another folder with `--state DIR`.",
  EPERM:
    "It belongs to another user. Run as that user, or choose another folder with `--state DIR`.",
  EROFS: "The disk is mounted read-only. Choose another folder with `--state DIR`.",
  ENOSPC: "The disk is full. Free some space, or choose another folder with `--state DIR`.",
  EDQUOT:
    "Your disk quota is used up. Free some space, or choose another folder with `--state DIR`.",
  ENOTDIR: A_FILE,
  // What mkdir says of it.
  EEXIST: A_FILE,
};

/** The same error, or a StoreError with help when the file system refused something; its message names call and path. */
export function explainFileError(error: unknown, doing: string): unknown {
  const help = FILE_HELP[errorCode(error) ?? ""];
  return help && !(error instanceof StoreError)
    ? new StoreError(`${doing}: ${messageOf(error)}`, { help, cause: error })
    : error;
}
