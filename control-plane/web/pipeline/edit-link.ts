// Where a definition is edited, and a commit is read: at the forge.

/** Of a repository on a forge whose addresses are known. */
const forgeOf = (repository: string): string | null => {
  const [, host, name] =
    /^https:\/\/(github\.com|gitlab\.com)\/([\w./-]+?)(?:\.git)?\/?$/.exec(repository) ?? [];
  if (host === undefined || name === undefined) return null;
  return `https://${host}/${name}/${host === "gitlab.com" ? "-/" : ""}`;
};

/** Null where the forge's addresses are not known: the path and the repository say where it is. */
export function editLink(repository: string, branch: string, file: string): string | null {
  const forge = forgeOf(repository);
  const place = [branch, ...file.split("/")].map(encodeURIComponent).join("/");
  return forge === null ? null : `${forge}edit/${place}`;
}

/** Of a commit. */
export function commitLink(repository: string, commit: string): string | null {
  const forge = forgeOf(repository);
  return forge === null ? null : `${forge}commit/${encodeURIComponent(commit)}`;
}
