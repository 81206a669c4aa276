// Which forge a project's repository is on and how to speak to it. Secrets come from the environment, by name.

export const forgeKinds = ["github", "gitlab", "gitea", "none"] as const;
export type ForgeKind = (typeof forgeKinds)[number];

/** Who is asked as: a token, or a GitHub App with its private key. */
export type ForgeIdentity =
  | { kind: "token"; token: string }
  | { kind: "app"; id: string; privateKey: string };

export interface ForgeSettings {
  kind: Exclude<ForgeKind, "none">;
  /** Address of its API, without a slash at its end. */
  api: string;
  /** `owner/name`; on GitLab with all groups before. */
  repository: string;
  identity: ForgeIdentity;
  /** Comment with the plan on each change. */
  comment: boolean;
  /** Check runs, or statuses where there are none. */
  checks: boolean;
  deployments: boolean;
}

/** Longest time of one request. */
export const requestTimeoutMs = 20_000;

/** Where the public ones answer; their names in evidence have no host. */
export const publicApis: Readonly<Record<string, string>> = {
  github: "https://api.github.com",
  gitlab: "https://gitlab.com/api/v4",
};

/** For evidence and messages. */
export const forgeName = ({ kind, api }: Pick<ForgeSettings, "kind" | "api">): string =>
  publicApis[kind] === api ? kind : `${kind} at ${new URL(api).host}`;
