// One small file as a tar archive, and out of one: what engines of containers take and give as files.

const block = 512;

/** An empty file that everybody may write to. */
export function tarOfEmptyFile(name: string): Buffer {
  const header = Buffer.alloc(block);
  header.write(name, 0, 100);
  // Mode, user, group, size and time, in octal.
  for (const [text, at] of [
    ...([
      ["0000666", 100],
      ["0000000", 108],
      ["0000000", 116],
    ] as const),
    ...([
      ["00000000000", 124],
      ["00000000000", 136],
      ["0", 156],
    ] as const),
  ])
    header.write(text, at);
  header.write("ustar\x0000", 257, "latin1");
  header.write("        ", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, Buffer.alloc(2 * block)]);
}

/** Of an archive with one plain file. */
export type TarFile = { content: Buffer } | { problem: string };

/**
 * Reads no more than it must: the archive's other members, and what follows, are not looked at.
 * @param maxBytes Of the file.
 */
export async function fileOfTar(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<TarFile> {
  let known = Buffer.alloc(0);
  /** Where the next header is, behind extended ones. */
  let start = 0;
  let content: Buffer | null = null;
  let filled = 0;
  for await (const piece of pieces) {
    if (content !== null) filled += Buffer.from(piece).copy(content, filled);
    else known = Buffer.concat([known, piece]);
    while (content === null && known.length >= start + block) {
      const header = known.subarray(start, start + block);
      const length = Number.parseInt(header.toString("latin1", 124, 136), 8);
      const kind = header.toString("latin1", 156, 157);
      if (Number.isNaN(length)) return { problem: "is no archive" };
      if (kind === "x" || kind === "g") {
        if (length > 65_536) return { problem: "has too large a header" };
        start += block + Math.ceil(length / block) * block;
        continue;
      }
      if (kind !== "0" && kind !== "\0") return { problem: "is not a plain file" };
      if (length > maxBytes)
        return { problem: `has ${length} bytes; at most ${maxBytes} are allowed` };
      content = Buffer.alloc(length);
      filled = known.copy(content, 0, start + block);
    }
    if (content !== null && filled === content.length) return { content };
  }
  return { problem: "can't be read: the archive is cut off" };
}
