// Bytes of an export as text, with the encoding that was found named: scripts on Windows write UTF-16 without a mark,
// old editors windows-1252. What can't be decoded is refused, never replaced.

/** A file as text, and how that was found. */
export interface DecodedText {
  text: string;
  /** `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`, or the one that was asked for. */
  encoding: string;
  /** Why this one: for the report. */
  because: string;
  /** Bytes are windows-1252 by exclusion, yet some would be UTF-8: parts of different origin were glued together. */
  mixed: boolean;
}

export type Decoded = { decoded: DecodedText } | { fault: string };

/** V8's strings end at 2^29 - 24 units; below it, so that what is made of the text still fits. */
export const mostBytes = 500_000_000;

/** How many bytes are looked at for the pattern of UTF-16: enough for many lines. */
const sampleBytes = 4096;

/**
 * Decodes by mark (BOM), then the pattern of NUL bytes, then strict UTF-8, then windows-1252, which takes any byte.
 * `encoding` names one instead (a label of the WHATWG encoding standard), and then only that is tried.
 * A byte order mark is not part of the text.
 */
export function decode(bytes: Uint8Array, encoding?: string, limit = mostBytes): Decoded {
  if (bytes.length > limit)
    return { fault: `the file has ${bytes.length} bytes, more than the limit of ${limit}` };
  if (encoding !== undefined) return asNamed(bytes, encoding);
  const marked = byMark(bytes);
  if (marked) return strictly(bytes, marked, "its byte order mark says so");
  const wide = byNulBytes(bytes);
  if (wide) return strictly(bytes, wide, "every second byte is NUL");
  const plain = textOf(bytes, "utf-8");
  if (plain !== null) return found(plain, "utf-8", "all bytes are valid UTF-8");
  // Not fatal: windows-1252 has a character for each byte.
  const text = new TextDecoder("windows-1252").decode(bytes);
  const mixed = hasUtf8Sequence(bytes);
  return found(text, "windows-1252", "some bytes are not valid UTF-8", mixed);
}

function asNamed(bytes: Uint8Array, encoding: string): Decoded {
  try {
    return strictly(bytes, new TextDecoder(encoding).encoding, "it was asked for");
  } catch {
    return { fault: `there is no encoding "${encoding}"` };
  }
}

function strictly(bytes: Uint8Array, encoding: string, because: string): Decoded {
  const text = textOf(bytes, encoding);
  return text === null
    ? { fault: `the file is ${encoding} (${because}), but not all of its bytes are` }
    : found(text, encoding, because);
}

function textOf(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const found = (text: string, encoding: string, because: string, mixed = false): Decoded => ({
  decoded: { text, encoding, because, mixed },
});

function byMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return null;
}

/** Text of an export is mostly ASCII: in UTF-16 one of each two bytes is then NUL, always the same one. */
function byNulBytes(bytes: Uint8Array): string | null {
  const pairs = Math.min(bytes.length, sampleBytes) >> 1;
  if (pairs === 0) return null;
  const nul = [0, 0];
  for (let at = 0; at < pairs * 2; at++)
    if (bytes[at] === 0) nul[at & 1] = (nul[at & 1] as number) + 1;
  const [first = 0, second = 0] = nul;
  if (first === 0 && second * 2 > pairs) return "utf-16le";
  if (second === 0 && first * 2 > pairs) return "utf-16be";
  return null;
}

/** Tells whether a character of two to four bytes stands anywhere. Latin letters in a row hardly ever look like one. */
function hasUtf8Sequence(bytes: Uint8Array): boolean {
  const follows = (at: number) => ((bytes[at] ?? 0) & 0xc0) === 0x80;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] as number;
    if (lead < 0xc2 || lead > 0xf4) continue;
    const length = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    let each = 1;
    while (each <= length && follows(at + each)) each++;
    if (each > length) return true;
  }
  return false;
}
