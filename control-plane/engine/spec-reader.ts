// Names this program's reading of specs, so that a revision says by which rules it was made.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };

/**
 * The version with a digest of the schemas. Not the schemas alone: a version may also normalize otherwise. Not the version
 * alone: a checkout keeps it while its schemas change.
 */
export function specReader(): string {
  const validators = readFileSync(new URL("../../schemas/validators.js", import.meta.url));
  const digest = createHash("sha256").update(validators).digest("hex");
  return `${manifest.version}+${digest.slice(0, 12)}`;
}
