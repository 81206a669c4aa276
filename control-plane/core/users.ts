// Names of users that tasks may run as, and the patterns by which a worker allows them.

/** The rule of the schema's `userName`. What passes it is safe as a word of a shell. */
export const userRule = /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/;

/** A name in which `*` stands for any characters. */
export const userPatternRule = /^[A-Za-z_*][A-Za-z0-9_.@*-]{0,63}$/;

/** `fin*` allows `finance`; a pattern without `*` only the user of that name. */
export function allowsUser(pattern: string, user: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  if (parts.length === 0) return user === first;
  const last = parts.pop() as string;
  if (!user.startsWith(first) || user.length < first.length + last.length) return false;
  if (!user.endsWith(last)) return false;
  let at = first.length;
  const end = user.length - last.length;
  for (const part of parts) {
    const found = user.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
