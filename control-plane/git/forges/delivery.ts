// Whether a webhook delivery comes from who has the secret, and what it is about. It is a hint to look, nothing more:
// what is deployed is read from Git, what is shown from the forge.

import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export const deliveryKinds = ["github", "gitlab", "gitea", "generic"] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface Delivery {
  /** The same when the forge delivers it again; null where it has none. */
  id: string | null;
  /** Such as `push`. */
  event: string;
  /** Full name of the repository in lower case, where the body says one. */
  repository: string | null;
  /** A person asks for the check of this commit to be made again. */
  rerun: { commit: string } | null;
}

/**
 * Whether the headers prove knowledge of the secret, over the bytes as they came: JSON that was parsed and written
 * again is other bytes.
 */
export function isGenuine(
  kind: DeliveryKind,
  secret: string,
  headers: Headers,
  body: Uint8Array,
): boolean {
  if (secret === "") return false;
  if (kind === "gitlab") return isSame(one(headers, "x-gitlab-token"), secret);
  const digest = createHmac("sha256", secret).update(body).digest("hex");
  const { names, prefix } = signatures[kind];
  return names.some((name) => isSame(one(headers, name)?.toLowerCase(), prefix + digest));
}

/** Gitea and Forgejo write the digest alone; Bitbucket's header is GitHub's older one, with the newer digest. */
const signatures = {
  github: { names: ["x-hub-signature-256"], prefix: "sha256=" },
  gitea: { names: ["x-gitea-signature", "x-forgejo-signature"], prefix: "" },
  generic: { names: ["x-hub-signature-256", "x-hub-signature"], prefix: "sha256=" },
} as const;

/** Digests of equal length are compared: neither length nor first difference shows in the time. */
function isSame(given: string | undefined, wanted: string): boolean {
  return timingSafeEqual(digestOf(given ?? ""), digestOf(wanted)) && given !== undefined;
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Reads a delivery that is genuine; a body that isn't understood is a hint all the same. */
export function readDelivery(kind: DeliveryKind, headers: Headers, body: Uint8Array): Delivery {
  const { id, event } = headerNames[kind];
  const named = event.map((name) => one(headers, name)).find((value) => value !== undefined);
  const content = parse(headers, body);
  const given = id.map((name) => one(headers, name)).find((value) => value !== undefined);
  return {
    id: given === undefined ? null : given.slice(0, 200),
    event: (named ?? "unknown").slice(0, 100),
    repository: repositoryIn(content)?.toLowerCase() ?? null,
    rerun: rerunIn(named, content),
  };
}

const headerNames: Record<DeliveryKind, { id: readonly string[]; event: readonly string[] }> = {
  github: { id: ["x-github-delivery"], event: ["x-github-event"] },
  // The key stays the same when a delivery is tried again; older versions have the event's id only.
  gitlab: { id: ["idempotency-key", "x-gitlab-event-uuid"], event: ["x-gitlab-event"] },
  gitea: {
    id: ["x-gitea-delivery", "x-forgejo-delivery"],
    event: ["x-gitea-event", "x-forgejo-event"],
  },
  generic: { id: ["x-delivery-id", "x-request-uuid"], event: ["x-event-key", "x-event"] },
};

const one = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
};

type Json = Record<string, unknown>;

/** GitHub and Gitea may be set to send a form with the JSON in `payload`. */
function parse(headers: Headers, body: Uint8Array): Json {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const isForm = one(headers, "content-type")?.startsWith("application/x-www-form-urlencoded");
    const json: unknown = JSON.parse(
      isForm ? (new URLSearchParams(text).get("payload") ?? "") : text,
    );
    return typeof json === "object" && json !== null ? (json as Json) : {};
  } catch {
    return {};
  }
}

function repositoryIn(content: Json): string | null {
  const { repository, project } = content as { repository?: Json; project?: Json };
  const named = repository?.full_name ?? project?.path_with_namespace;
  return typeof named === "string" ? named : null;
}

function rerunIn(event: string | undefined, content: Json): Delivery["rerun"] {
  if (event !== "check_run" && event !== "check_suite") return null;
  if (content.action !== "rerequested") return null;
  const commit = (content[event] as Json | undefined)?.head_sha;
  return typeof commit === "string" && /^[0-9a-f]{40}$/.test(commit) ? { commit } : null;
}
