// Takes a raw commit object apart into its signature and the bytes that were signed.
// Git signs the object without its `gpgsig` header, so that only the raw object will do: a parsed commit lost bytes.

export interface SignedCommit {
  /** The armored signature, or null where there is none. */
  signature: string | null;
  /** What the signature is of. */
  payload: Buffer;
  /** Headers `gpgsig` that it has; Git joins several into one, which hides what was signed. */
  signatures: number;
}

/** Content is the object's, without Git's `commit LENGTH` header. Never throws: whatever is no header is payload. */
export function splitCommit(content: Uint8Array): SignedCommit {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const payload: Buffer[] = [];
  const signature: Buffer[] = [];
  let signatures = 0;
  let within: "payload" | "signature" | "other" = "payload";
  let at = 0;
  while (at < bytes.length) {
    const newline = bytes.indexOf(10, at);
    const next = newline === -1 ? bytes.length : newline + 1;
    const line = bytes.subarray(at, next);
    if (line[0] === 10) break;
    if (line[0] !== 32) {
      within = kindOf(line);
      if (within === "signature") signatures++;
    }
    if (within === "payload") payload.push(line);
    else if (within === "signature")
      signature.push(line[0] === 32 ? line.subarray(1) : line.subarray("gpgsig ".length));
    at = next;
  }
  payload.push(bytes.subarray(at));
  return {
    signature: signatures === 0 ? null : Buffer.concat(signature).toString("latin1"),
    payload: Buffer.concat(payload),
    signatures,
  };
}

/** `gpgsig-sha256` and the like sign the same commit in another object format; Git leaves them out as well. */
function kindOf(line: Buffer): "payload" | "signature" | "other" {
  if (line.toString("latin1", 0, 7) === "gpgsig ") return "signature";
  return line.toString("latin1", 0, 6) === "gpgsig" ? "other" : "payload";
}
