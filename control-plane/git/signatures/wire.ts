// Reads SSH's wire format (RFC 4251): numbers of 32 bits, and strings of bytes with their length before them.

/** What is read is not what the format says. */
export class WireError extends Error {
  override name = "WireError";
}

export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws WireError where it ends before. */
  bytes(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new WireError("it ends too early");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  byte = (): number => this.bytes(1)[0] as number;
  uint32 = (): number => this.bytes(4).readUInt32BE();
  string = (): Buffer => this.bytes(this.uint32());
  text = (): string => this.string().toString("latin1");

  /** A number without its sign; leading zeros are gone. @throws WireError where it is negative. */
  unsigned(): Buffer {
    const written = this.string();
    if ((written[0] ?? 0) > 127) throw new WireError("a number in it is negative");
    let first = 0;
    while (written[first] === 0) first++;
    return written.subarray(first);
  }

  /** @throws WireError where more follows, which nobody would have looked at. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new WireError("it goes on behind its end");
  }
}

/** A string as it is on the wire. */
export function wireString(content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
