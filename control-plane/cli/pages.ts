// Lists that the API gives page by page, as one.

import type { Page } from "#api/client.ts";

/** Items of one request; a page more costs a round trip of some milliseconds. */
const pageSize = 200;

/** At most `most` items, asked for only as far as the caller reads. */
export async function* everyItem<T>(
  read: (query: { after?: string; limit: number }) => Promise<Page<T>>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<T> {
  let left = most;
  let after: string | null = null;
  while (left > 0) {
    const limit = Math.min(left, pageSize);
    const page: Page<T> = await read(after === null ? { limit } : { after, limit });
    yield* page.items;
    left -= page.items.length;
    after = page.next;
    if (after === null) return;
  }
}
