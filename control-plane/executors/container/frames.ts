// The output of a container without a terminal: frames of a header of 8 bytes (stream, length) and as many bytes.

export interface Frame {
  /** 2 is the error output, everything else the output. */
  stream: 1 | 2;
  /** A part of one frame perhaps: a frame may be larger than memory. */
  bytes: Uint8Array;
}

const headerBytes = 8;

/** @throws Error for what are no frames, such as the output of a terminal. */
export async function* readFrames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const header = Buffer.alloc(headerBytes);
  let read = 0;
  let left = 0;
  let stream: Frame["stream"] = 1;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      if (left > 0) {
        const bytes = piece.subarray(at, at + left);
        at += bytes.length;
        left -= bytes.length;
        yield { stream, bytes };
        continue;
      }
      const part = piece.subarray(at, at + headerBytes - read);
      header.set(part, read);
      at += part.length;
      read += part.length;
      if (read < headerBytes) continue;
      read = 0;
      const [kind = 0, ...zeros] = header.subarray(0, 4);
      if (kind > 2 || zeros.some((zero) => zero !== 0))
        throw new Error("the engine's answer is no output in frames");
      stream = kind === 2 ? 2 : 1;
      left = header.readUInt32BE(4);
    }
  }
}
