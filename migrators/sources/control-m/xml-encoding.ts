// The encoding that an XML declaration names, as far as the bytes don't contradict it.

export interface DeclaredEncoding {
  /** As written. */
  label: string;
  /** What to decode by; nothing: the bytes alone tell. */
  use: string | undefined;
  /** The bytes may be of another encoding than the one named. */
  mislabelled: boolean;
}

/** A declaration is the first thing in a file. */
const longestDeclaration = 200;

/** Null: none is named, or the bytes are of two or four a character, which their mark or their pattern tells. */
export function declaredEncoding(bytes: Uint8Array): DeclaredEncoding | null {
  const first = String.fromCharCode(...bytes.subarray(0, longestDeclaration));
  const label = /^<\?xml[^>]{0,99}?\sencoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']/.exec(
    first,
  )?.[1];
  if (label === undefined) return null;
  // UTF-8 is tried first anyway; exports of windows-125x under that label exist. UTF-16 can't be named in single bytes.
  if (/^(utf-?8|utf-?16.*|us-ascii)$/i.test(label))
    return { label, use: undefined, mislabelled: true };
  return { label, use: label, mislabelled: false };
}
