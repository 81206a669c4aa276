// `webhook:` of a trigger: requests that others send to the server, each proved by a secret.

import type { WebhookTriggerSpec } from "#schemas/types.ts";
import { formatDuration, parseDuration } from "../duration.ts";
import { durationMs } from "../normalize-schedule.ts";
import type { SourceKind } from "./kind.ts";
import type { WebhookProof, WebhookSource } from "./message-trigger.ts";

const proofs = ["hmac", "standardWebhooks", "stripe", "slack", "bearer"] as const;

/** The schemas' descriptions repeat them for people. */
const defaults = { algorithm: "sha256", encoding: "hex", prefix: "", tolerance: "5m" } as const;
const mostToleranceMs = 3_600_000;

export const webhook: SourceKind<WebhookSource> = {
  isFollowed: false,
  isKept: () => false,
  check(written, at, _, problems) {
    const given = proofs.filter((name) => name in written);
    if (given.length !== 1)
      problems.push({
        ...{ ...at(), code: "invalid-trigger" },
        message:
          given.length === 0
            ? "nothing proves the requests: everybody could start runs"
            : `\`${given[0]}\` and \`${given[1]}\`: a webhook is proved in one way`,
        help: `write one of: ${proofs.join(", ")}`,
      });
    for (const name of given) {
      const text = (written[name] as { tolerance?: unknown } | undefined)?.tolerance;
      const ms = typeof text === "string" ? parseDuration(text) : null;
      if (ms !== null && ms > mostToleranceMs)
        problems.push({
          ...{ ...at(name, "tolerance"), code: "invalid-trigger" },
          message: `${text} is more than ${formatDuration(mostToleranceMs)}`,
        });
    }
  },
  normalize({ webhook: spec }) {
    const written = spec as WebhookTriggerSpec;
    return { kind: "webhook", name: written.name, proof: proofOf(written) };
  },
  spec: ({ name, proof }) => ({ webhook: { name, ...proofSpec(proof) } }),
  connections: () => [],
  secrets: ({ proof }) => [proof.secret],
  places: () => [],
  *uses(written) {
    for (const name of proofs) {
      const value = (written[name] as { secret?: unknown } | undefined)?.secret;
      if (typeof value === "string")
        yield { use: { kind: "secrets", value }, path: [name, "secret"] };
    }
  },
  reaches: () => [],
  text: ({ name, proof }) => `request to its webhook ${name}, proved by ${proofText(proof)}`,
  identity: ({ name }) => ({ name }),
};

function proofOf(spec: WebhookTriggerSpec): WebhookProof {
  const { hmac, bearer } = spec;
  if (hmac)
    return {
      algorithm: hmac.algorithm ?? defaults.algorithm,
      encoding: hmac.encoding ?? defaults.encoding,
      header: hmac.header.toLowerCase(),
      kind: "hmac",
      prefix: hmac.prefix ?? defaults.prefix,
      secret: hmac.secret,
    };
  if (bearer)
    return {
      header: bearer.header?.toLowerCase() ?? null,
      kind: "bearer",
      secret: bearer.secret,
    };
  for (const kind of ["standardWebhooks", "stripe", "slack"] as const) {
    const timed = spec[kind];
    if (timed)
      return {
        kind,
        secret: timed.secret,
        toleranceMs: durationMs(timed.tolerance ?? defaults.tolerance),
      };
  }
  throw new Error("the webhook was not validated");
}

function proofSpec({ kind, ...proof }: WebhookProof): Partial<WebhookTriggerSpec> {
  if ("toleranceMs" in proof) {
    const { secret, toleranceMs } = proof;
    return { [kind]: { secret, tolerance: formatDuration(toleranceMs) } };
  }
  const { header, ...rest } = proof;
  return { [kind]: { ...rest, ...(header === null ? {} : { header }) } };
}

const proofText = (proof: WebhookProof): string =>
  proof.kind === "hmac"
    ? `${proof.header} (${proof.algorithm})`
    : proof.kind === "bearer"
      ? (proof.header ?? "its token")
      : proof.kind;
