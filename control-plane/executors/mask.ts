// Takes the values of secrets out of what a task prints, also where a value is torn apart between two pieces.

/** Shorter values are no secrets: to take out every `a` would hide the output and prove the letter. */
const shortest = 4;

export const maskText = "***";

/** One for each attempt: it remembers the end of what was pushed. */
export class Masker {
  /** Bytes as text, one character each, so that pieces may be cut anywhere. Longest first. */
  readonly #forms: readonly string[];
  readonly #pattern: RegExp | null;
  #rest = "";

  constructor(secrets: Iterable<string>) {
    const forms = new Set([...secrets].flatMap(formsOf));
    this.#forms = [...forms].sort((a, b) => b.length - a.length);
    this.#pattern =
      forms.size === 0 ? null : new RegExp(this.#forms.map(RegExp.escape).join("|"), "g");
  }

  /** What may be shown; the beginning of a possible secret is kept back until more is known. */
  push(bytes: Uint8Array): Uint8Array {
    if (this.#pattern === null) return bytes;
    const text = this.#mask(this.#rest + Buffer.from(bytes).toString("latin1"));
    const kept = this.#beginning(text);
    this.#rest = text.slice(text.length - kept);
    return Buffer.from(text.slice(0, text.length - kept), "latin1");
  }

  /** What was kept back. */
  end(): Uint8Array {
    const rest = Buffer.from(this.#rest, "latin1");
    this.#rest = "";
    return rest;
  }

  /** A whole text, such as a message. */
  text(text: string): string {
    if (this.#pattern === null) return text;
    return Buffer.from(this.#mask(Buffer.from(text).toString("latin1")), "latin1").toString();
  }

  #mask(text: string): string {
    return this.#pattern === null ? text : text.replaceAll(this.#pattern, maskText);
  }

  /** Length of the longest end of the text with which a secret may begin. */
  #beginning(text: string): number {
    const longest = Math.min(text.length, (this.#forms[0]?.length ?? 1) - 1);
    for (let length = longest; length > 0; length--) {
      const end = text.slice(text.length - length);
      if (this.#forms.some((form) => form.length > length && form.startsWith(end))) return length;
    }
    return 0;
  }
}

/** The ways in which tools print a value; of one with several lines also each line. */
function formsOf(secret: string): string[] {
  const lines = secret.includes("\n") ? secret.split(/\r?\n/) : [];
  const forms = [secret, ...lines].flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    Buffer.from(value).toString("base64"),
  ]);
  return forms
    .filter((form) => form.length >= shortest)
    .map((form) => Buffer.from(form).toString("latin1"));
}
