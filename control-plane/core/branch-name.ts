// Which names a branch can have: those that Git accepts and that can't be read as anything else.

/** Whether Git would accept it (`git check-ref-format --branch`, without `@{-n}`). */
export function isBranchName(name: string): boolean {
  if (name === "" || name === "@" || name.endsWith(".") || /[\0-\x20\x7f~^:?*[\\]/.test(name))
    return false;
  if (name.includes("..") || name.includes("@{")) return false;
  return name
    .split("/")
    .every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock"));
}
