// A browser as far as logging in needs one: cookies, redirects, and forms that are sent off as they came.

export interface Seen {
  url: string;
  status: number;
  headers: Headers;
  text: string;
}

interface Cookie {
  value: string;
  path: string;
}

export class Browser {
  readonly #cookies = new Map<string, Cookie>();

  /** Goes there and wherever it leads; stops before an address for which `stop` is true. */
  async visit(url: string, stop: (url: string) => boolean = () => false): Promise<Seen> {
    let seen = await this.ask(url);
    for (let steps = 0; steps < 20; steps++) {
      const location = seen.headers.get("location");
      const form = location === null ? formIn(seen) : null;
      if (location !== null) {
        const next = new URL(location, seen.url).href;
        if (stop(next)) return { ...seen, url: next };
        seen = await this.ask(next);
      } else if (form !== null) seen = await this.ask(form.action, form.fields);
      else return seen;
    }
    throw new Error(`it never ends: ${seen.url}`);
  }

  /** One request, with what cookies there are for it. */
  async ask(
    url: string,
    fields?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Seen> {
    const { pathname } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name.split("\n")[0]}=${value}`)
      .join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      headers: { ...(cookie === "" ? {} : { cookie }), ...headers },
      ...(fields === undefined ? {} : { method: "POST", body: new URLSearchParams(fields) }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return {
      ...{ url, status: response.status, headers: response.headers },
      text: await response.text(),
    };
  }

  cookie(name: string): string | undefined {
    return [...this.#cookies].find(([key]) => key.startsWith(`${name}\n`))?.[1].value;
  }

  set(name: string, value: string): void {
    this.#cookies.set(`${name}\n/`, { value, path: "/" });
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf("=");
    const found = (name: string) =>
      attributes.find((each) => each.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
    const path = found("path") ?? "/";
    const key = `${pair.slice(0, at)}\n${path}`;
    const past = Date.parse(found("expires") ?? "") < Date.now() || found("max-age") === "0";
    if (past) this.#cookies.delete(key);
    else this.#cookies.set(key, { value: pair.slice(at + 1), path });
  }
}

/** The first form of a page, with what is filled in already and a yes where it asks. */
function formIn({ url, text }: Seen): { action: string; fields: Record<string, string> } | null {
  const action = /<form[^>]*\baction="([^"]+)"/.exec(text)?.[1];
  if (action === undefined) return null;
  const fields: Record<string, string> = {};
  for (const [tag] of text.matchAll(/<input[^>]*>/g)) {
    const name = /\bname="([^"]+)"/.exec(tag)?.[1];
    if (name !== undefined) fields[name] = /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? "";
  }
  if (/Confirm/i.test(text)) fields.confirm = "yes";
  return { action: new URL(action, url).href, fields };
}
