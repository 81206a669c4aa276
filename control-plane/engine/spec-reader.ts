// Names this program's reading of specs under a project's ceilings, so that a revision says by which rules it was made.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { canonicalJson } from "#core/canonical.ts";
import type { Ceilings } from "#core/registration.ts";
import { rulesText } from "#core/rules/in-force.ts";
import type { RulesInForce } from "#core/rules/rule.ts";
import manifest from "../../package.json" with { type: "json" };

/**
 * The version with a digest of the schemas. Not the schemas alone: a version may also normalize otherwise. Not the version
 * alone: a checkout keeps it while its schemas change. Ceilings that become narrower or wider have the whole project judged again,
 * and so have rules and waivers, also one that expires.
 */
export function specReader({
  allow = null,
  checks = null,
}: {
  allow?: Ceilings | null;
  checks?: RulesInForce | null;
} = {}): string {
  const validators = readFileSync(new URL("../../schemas/validators.js", import.meta.url));
  const reader = `${manifest.version}+${digestOf(validators)}`;
  const isLimited = Object.values(allow ?? {}).some((patterns) => patterns !== null);
  return [
    reader,
    ...(isLimited ? [digestOf(canonicalJson(allow))] : []),
    ...(checks === null ? [] : [`rules ${digestOf(rulesText(checks))}`]),
  ].join(" ");
}

const digestOf = (content: Uint8Array | string): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 12);
