// What the list of pipelines asks of the API.

import { type PipelinesData, pipelinesScreen } from "#web/screens/pipelines.ts";
import type { PageRoute } from "../page.ts";
import type { PageReader } from "../page-reader.ts";
import type { ExplanationView, Page, PipelineSummary } from "../types.ts";
import { askedOf } from "./asked.ts";

/** In which teams whoever reads is. */
const ownAccess = (reader: PageReader): Promise<ExplanationView | null> =>
  reader.find<ExplanationView>("/access");

const choices = {
  q: "Only those in whose names this stands.",
  project: "Only those of the project.",
  owner: "Only those that this team answers for.",
  tag: "`KEY=VALUE`: only those that have the tag.",
  health: "Only those that are so.",
  sync: "Only those in this sync state.",
  stage: "Only those at this stage of a wave.",
  wave: "Only those of this wave.",
  where: "Only those for which the CEL expression is true.",
  threatened: "`true`: only those of which a run is late or at risk.",
  group: "`owner`, `project` or `tag:KEY`: how many there are by it.",
  order: "`name` or `attention`.",
  after: "`next` of the page before.",
};

export const pipelinesPage: PageRoute = {
  ...{
    path: "/pipelines",
    id: "showPipelines",
    summary: "Pipelines: which are unwell, what ran, what runs next",
  },
  query: choices,
  async show(reader, { query }) {
    const chosen = askedOf(query);
    const asked = { order: "attention", ...chosen, counts: "true", runs: "14", limit: "50" };
    const page = await reader.get<
      Page<PipelineSummary> & Pick<PipelinesData, "counts"> & Partial<Pick<PipelinesData, "groups">>
    >(`/pipelines?${new URLSearchParams(asked)}`);
    return pipelinesScreen({
      ...{ now: new Date().toISOString(), choices: chosen, page, counts: page.counts },
      groups: page.groups ?? [],
      teams: (await ownAccess(reader))?.standing.teams ?? [],
    });
  },
};
