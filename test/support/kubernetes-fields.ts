// Which fields the API of Kubernetes has in what tasks send, by its published reference (batch/v1, core/v1): others are
// refused, as `fieldValidation=Strict` has it.

type Fields = {
  readonly [name: string]:
    | Fields
    | "any"
    | "text"
    | "number"
    | "boolean"
    | readonly [Fields | "text"];
};

const metadata: Fields = {
  ...{ name: "text", namespace: "text", labels: "any", annotations: "any" },
  ownerReferences: [
    ...[{ apiVersion: "text", kind: "text", name: "text", uid: "text", controller: "boolean" }],
  ] as never,
} as Fields;

const container: Fields = {
  ...{ name: "text", image: "text", imagePullPolicy: "text", workingDir: "text" },
  command: ["text"],
  args: ["text"],
  env: [{ name: "text", value: "text", valueFrom: "any" }],
  envFrom: [{ prefix: "text", secretRef: { name: "text", optional: "boolean" } }],
  resources: { requests: "any", limits: "any" },
  ...{ terminationMessagePath: "text", terminationMessagePolicy: "text" },
  securityContext: {
    ...{ allowPrivilegeEscalation: "boolean", privileged: "boolean", runAsNonRoot: "boolean" },
    capabilities: { add: ["text"], drop: ["text"] },
  },
};

const pod: Fields = {
  ...{ restartPolicy: "text", serviceAccountName: "text", nodeSelector: "any" },
  ...{ terminationGracePeriodSeconds: "number", automountServiceAccountToken: "boolean" },
  enableServiceLinks: "boolean",
  tolerations: [{ key: "text", operator: "text", value: "text", effect: "text" }],
  imagePullSecrets: [{ name: "text" }],
  securityContext: { seccompProfile: { type: "text" } },
  containers: [container],
};

export const jobFields: Fields = {
  ...{ apiVersion: "text", kind: "text", metadata },
  spec: {
    ...{ backoffLimit: "number", completions: "number", parallelism: "number" },
    ...{ activeDeadlineSeconds: "number", ttlSecondsAfterFinished: "number" },
    template: { metadata, spec: pod },
  },
};

export const secretFields: Fields = {
  ...{
    apiVersion: "text",
    kind: "text",
    metadata,
    type: "text",
    immutable: "boolean",
    data: "any",
  },
};

/** The first thing that is wrong, as the API says it; null for none. */
export function strictIssue(value: unknown, fields: Fields, path = ""): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `${path || "body"}: expected an object`;
  for (const [name, given] of Object.entries(value)) {
    const at = path === "" ? name : `${path}.${name}`;
    const field = fields[name];
    if (field === undefined) return `strict decoding error: unknown field "${at}"`;
    const issue = issueOf(given, field, at);
    if (issue !== null) return issue;
  }
  return null;
}

function issueOf(given: unknown, field: Fields[string], at: string): string | null {
  if (field === "any") return null;
  if (typeof field === "string") {
    const wanted = field === "text" ? "string" : field;
    return typeof given === wanted ? null : `${at}: expected ${wanted}`;
  }
  if (!Array.isArray(field)) return strictIssue(given, field as Fields, at);
  if (!Array.isArray(given)) return `${at}: expected an array`;
  for (const [index, item] of given.entries()) {
    const issue = issueOf(item, field[0] as Fields, `${at}[${index}]`);
    if (issue !== null) return issue;
  }
  return null;
}
