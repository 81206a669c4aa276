// Where a byte stream may be cut so that no character is torn apart.

/**
 * The largest position up to `end` that is not inside a UTF-8 sequence. Bytes that are no UTF-8 are
 * cut anywhere: the answer is never more than 3 below `end`, so binary output makes progress too.
 */
export function characterBoundary(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= Math.min(3, end); back++) {
    const byte = bytes[end - back] as number;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? end - back : end;
  }
  return end;
}

const sequenceLength = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);
