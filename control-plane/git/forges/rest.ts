// JSON over HTTP for forges whose few operations need no client of their own.

import { messageOf } from "#store/errors.ts";
import { ForgeError } from "./forge.ts";
import { requestTimeoutMs } from "./settings.ts";

export interface Rest {
  /** @throws ForgeError, which names `operation`. */
  ask<T>(operation: string, method: string, path: string, body?: object): Promise<T>;
  /** All pages of a list, by `page` and the size that the forge calls `sizeName`; stops early where `until` holds. */
  pages<T>(operation: string, path: string, until?: (item: T) => boolean): Promise<T[]>;
}

export interface RestOptions {
  /** Address of the API, without a slash at its end. */
  api: string;
  /** For messages. */
  place: string;
  /** With the credentials; never part of an error. */
  headers: Readonly<Record<string, string>>;
  sizeName: "limit" | "per_page";
  /** Gitea gives 50 at most by default. */
  size: number;
}

const mostPages = 100;
/** Of what a forge says of its refusal. */
const longestMessage = 300;

export function restClient({ api, place, headers, sizeName, size }: RestOptions): Rest {
  const send = async (operation: string, method: string, path: string, body?: object) => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: {
        ...headers,
        accept: "application/json",
        "user-agent": "trunkline",
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      // A redirect would carry the token to somewhere else.
      redirect: "error",
      signal: AbortSignal.timeout(requestTimeoutMs),
    }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause ? error.cause : error;
      throw failure(operation, null, {}, messageOf(cause));
    });
    const text = await response.text().catch((error: unknown) => {
      throw failure(operation, null, {}, messageOf(error));
    });
    if (!response.ok)
      throw failure(operation, response.status, Object.fromEntries(response.headers), said(text));
    try {
      return { data: JSON.parse(text), link: response.headers.get("link") };
    } catch {
      throw failure(operation, response.status, {}, "the answer is no JSON");
    }
  };
  const failure = (
    operation: string,
    status: number | null,
    headers: Record<string, string>,
    message: string,
  ) =>
    new ForgeError(operation, place, {
      status,
      headers,
      message: message.slice(0, longestMessage),
    });

  return {
    ask: async (...asked) => (await send(...asked)).data,
    async pages(operation, path, until = () => false) {
      const all = [];
      for (let page = 1; page <= mostPages; page++) {
        const more = `${path.includes("?") ? "&" : "?"}${sizeName}=${size}&page=${page}`;
        const { data: items, link } = await send(operation, "GET", `${path}${more}`);
        all.push(...items);
        // A server may give fewer at a time than it is asked for.
        const isLast = link === null ? items.length < size : !link.includes('rel="next"');
        if (isLast || items.some(until)) break;
      }
      return all;
    },
  };
}

function said(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown };
    const found = message ?? error ?? "";
    return typeof found === "string" ? found : JSON.stringify(found);
  } catch {
    return "";
  }
}
