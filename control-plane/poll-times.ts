// How often a server looks at a repository where nobody says: one on this machine costs nothing to look at.

export const defaultPollMs = { local: 2_000, remote: 30_000 } as const;

export const pollMsOf = (repository: string, { pollMs }: { pollMs: number | null }): number =>
  pollMs ?? defaultPollMs[isRemote.test(repository) ? "remote" : "local"];

const isRemote = /^(?:https?|ssh):|^[\w.-]+@[\w.-]+:/;
