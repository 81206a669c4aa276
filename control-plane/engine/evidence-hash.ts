// Names the proof of a deployment in its record of the audit, so that neither can be altered without the other.

import { hash } from "node:crypto";
import { canonicalJson } from "#core/canonical.ts";
import { provenPart, type RevisionEvidence } from "#core/provenance.ts";
import { storableJson } from "#store/storable.ts";

/** SHA-256 of what was proved, as it is stored, whatever the order of its keys. */
export const evidenceHash = (evidence: RevisionEvidence): string =>
  hash("sha256", canonicalJson(JSON.parse(storableJson(provenPart(evidence)))));
