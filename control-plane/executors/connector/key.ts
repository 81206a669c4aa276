// The key by which another system knows a submission that it had before.

import { createHash } from "node:crypto";

/**
 * A UUID out of any text (RFC 9562, version 8): 36 characters of `0-9a-f-`, which every system with a limit on such keys
 * takes, and the same for the same text.
 */
export function submissionKey(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
