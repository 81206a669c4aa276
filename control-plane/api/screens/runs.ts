// What the list of runs asks of the API.

import { runsScreen } from "#web/screens/runs.ts";
import type { PageRoute } from "../page.ts";
import type { Page, RunSummary } from "../types.ts";
import { askedOf } from "./asked.ts";

/** What narrows the list, by its names in the address. */
export const runFilters = {
  pipeline: "Only those of pipelines of the name.",
  project: "Only those of the project.",
  state: "Only those in the state.",
  date: "Only those for the business date.",
  commit: "Only those of the deployed commit.",
  where: "Only those for which the CEL expression is true.",
  after: "`next` of the page before.",
};

export const runsPage: PageRoute = {
  ...{ path: "/runs", id: "showRuns", summary: "Runs, newest first" },
  query: runFilters,
  async show(reader, { query }) {
    const choices = askedOf(query);
    const page = await reader.get<Page<RunSummary>>(
      `/runs?${new URLSearchParams({ ...choices, limit: "50" })}`,
    );
    return runsScreen({
      ...{ now: new Date().toISOString(), csrf: reader.me.csrf, choices, page },
    });
  },
};
