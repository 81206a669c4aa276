// The one interface between a task's secrets and whatever keeps their values. Only workers ask.

/** What is asked for, and for whom. */
export interface SecretQuestion {
  /** Such as `finance/warehouse-token`; its form was validated. */
  name: string;
  project: string;
  /** Of the project. */
  environment: string;
  /** A file of the commit that is deployed now, by its path from the project's root; null when there is none. */
  deployed(path: string): Promise<Uint8Array | null>;
  /** Aborted when the attempt is not to start any more. */
  signal: AbortSignal;
}

export interface SecretProvider {
  /** By which registrations and messages call it; unique on a worker. */
  readonly name: string;
  /**
   * The value as it is now, asked anew for each attempt: so a changed one needs neither a deployment nor a restart.
   * Null when there is none of that name. @throws SecretFault when it can't be said: nobody else is asked then, whose
   * value might be an old one.
   */
  read(question: SecretQuestion): Promise<string | null>;
  /** Where a value would have to be, for messages: behind "put it into". */
  place(question: Pick<SecretQuestion, "name" | "project" | "environment">): string;
}

/** Why a provider can't answer, as sentences for people; without any value. */
export class SecretFault extends Error {
  override name = "SecretFault";
  /** Whether another attempt may well meet it no more. */
  readonly passes: boolean;

  constructor(
    message: string,
    { passes = false, cause }: { passes?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.passes = passes;
  }
}

/** Of a value, in bytes: what one variable of an environment can hold is twice as much. */
export const largestSecret = 64 * 1024;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The value that bytes hold. A line's end at their end is left out: files and programs write one, and no password has it.
 * @param from whose it is, for the message
 */
export function secretValue(bytes: Uint8Array, from: string): string | null {
  if (bytes.length > largestSecret)
    throw new SecretFault(
      `${from} is larger than a secret may be, ${largestSecret / 1024} KiB. Keep a key there that opens the rest.`,
    );
  let text: string;
  try {
    text = strict.decode(bytes);
  } catch {
    throw new SecretFault(
      `${from} is no text in UTF-8. Keep it there as base64, and decode it in the task.`,
    );
  }
  if (text.includes("\0"))
    throw new SecretFault(
      `${from} has a NUL byte in it. Keep it there as base64, and decode it in the task.`,
    );
  return text.replace(/\r?\n$/, "") || null;
}
