// What a screen is: a page's title and body, made of what the API answered and of nothing else.

import type { Html } from "../html.ts";

export interface Screen {
  title: string;
  /** Path of the link of the bar that is current, or null. */
  current: string | null;
  body: Html;
  /** What was searched for. */
  query?: string;
}
