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
