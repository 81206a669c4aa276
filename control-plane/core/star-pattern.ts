// Patterns of names in which `*` stands for any characters: of users that tasks may run as, of projects that may read.

/** `fin*` matches `finance`; a pattern without `*` only itself. Linear in both: parts between stars are looked for one after the other. */
export function matchesStars(name: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
