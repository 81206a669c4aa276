// Where a login leads back to: a path of this server, or nowhere. An address of elsewhere would make the server's own name a
// way to any page.

/** The path, or null. */
export function localPath(text: string | undefined): string | null {
  if (text === undefined || !/^\/[^/\\]/.test(text) || /[\\\p{Cc}\s]/u.test(text)) return null;
  const base = "https://trunkline.invalid";
  const url = URL.parse(text, base);
  return url?.origin === base ? `${url.pathname}${url.search}` : null;
}
