// Applies a Git delta: copy instructions into the base mixed with literal bytes.

/** The object that `delta` makes of `base`. Throws for a delta that does not fit its base. */
export function applyDelta(base: Uint8Array, delta: Uint8Array): Uint8Array {
  const source = readSize(delta, 0);
  if (source.size !== base.length) throw new Error("delta does not fit its base");
  const target = readSize(delta, source.next);
  const result = new Uint8Array(target.size);
  let at = target.next;
  let written = 0;
  while (at < delta.length) {
    const instruction = delta[at++] as number;
    if (instruction & 0x80) {
      let offset = 0;
      let size = 0;
      // Bits 0-3 say which offset bytes follow, bits 4-6 which size bytes.
      for (let bit = 0; bit < 4; bit++)
        if (instruction & (1 << bit)) offset |= (delta[at++] as number) << (8 * bit);
      for (let bit = 0; bit < 3; bit++)
        if (instruction & (0x10 << bit)) size |= (delta[at++] as number) << (8 * bit);
      offset >>>= 0;
      if (size === 0) size = 0x10000;
      if (offset + size > base.length) throw new Error("delta copies from beyond its base");
      result.set(base.subarray(offset, offset + size), written);
      written += size;
    } else {
      if (instruction === 0) throw new Error("delta holds the reserved instruction 0");
      result.set(delta.subarray(at, at + instruction), written);
      at += instruction;
      written += instruction;
    }
  }
  if (written !== result.length) throw new Error("delta ends early");
  return result;
}

function readSize(bytes: Uint8Array, start: number): { size: number; next: number } {
  let size = 0;
  let scale = 1;
  let at = start;
  for (;;) {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error("delta ends early");
    size += (byte & 0x7f) * scale;
    if (byte < 0x80) return { size, next: at };
    scale *= 128;
  }
}
