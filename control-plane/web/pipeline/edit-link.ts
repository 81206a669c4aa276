// Where a definition is edited: at the forge, on the branch that is deployed.

/** Null where the forge's addresses are not known: the path and the repository say where it is. */
export function editLink(repository: string, branch: string, file: string): string | null {
  const [, host, name] =
    /^https:\/\/(github\.com|gitlab\.com)\/([\w./-]+?)(?:\.git)?\/?$/.exec(repository) ?? [];
  if (host === undefined || name === undefined) return null;
  const place = [branch, ...file.split("/")].map(encodeURIComponent).join("/");
  return `https://${host}/${name}/${host === "gitlab.com" ? "-/" : ""}edit/${place}`;
}
