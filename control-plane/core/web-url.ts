// URLs that tasks may ask: the web's, without credentials in them.

/** The URL, or why it is none that a task may ask, as a sentence without its end. */
export function parseWebUrl(text: string, base?: string): { url: URL } | { problem: string } {
  const url = URL.parse(text, base);
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  if (url === null) return { problem: `"${shown}" is not a URL` };
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return { problem: `a request goes to http or https, not to ${url.protocol}` };
  // Shown nowhere: what is refused here is a password.
  if (url.username !== "" || url.password !== "")
    return { problem: "a URL holds no user and password; `auth` gives them" };
  return { url };
}

/** For output and messages: queries may hold what only the receiver should see. */
export const shownUrl = ({ origin, pathname }: URL): string => origin + pathname;
