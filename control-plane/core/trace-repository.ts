// The attributes of a run's repository, from its path or URL.

import { names } from "./trace-names.ts";

/** Of `https://host/owner/name.git` or `git@host:owner/name.git`; a local path gives only its last folder's name. */
export function repositoryAttributes(location: string): Record<string, string | null> {
  const url = location.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
  const remotePath = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/]+|[^/@]+@[^/:]+:)\/?(.+)$/i.exec(url)?.[1];
  const [name, owner] = (remotePath ?? url)
    .replace(/\/+$/, "")
    .replace(/\/?\.git$/, "")
    .split("/")
    .reverse();
  return {
    [names.repositoryUrl]: remotePath === undefined ? null : url,
    [names.repositoryName]: name || null,
    [names.ownerName]: (remotePath && owner) || null,
  };
}
