// What a screen is: a page's title and body, made of what the API answered and of nothing else.

import type { Html } from "../html.ts";

export interface Screen {
  title: string;
  /** Path of the link of the bar that is current, or null. */
  current: string | null;
  body: Html;
  /**
   * What the page is about, so that it is shown again when that changes: `all`; `run:ID`; `pipeline:PROJECT/NAME`, its runs and its
   * project's deployments; `project:NAME`, its deployments, `in:NAME`, those and its runs; `projects`, the deployments of all. Else it stays.
   */
  watch?: readonly string[];
  /** IANA zone of its times, where it has one. */
  zone?: string;
  /** What was searched for. */
  query?: string;
}
