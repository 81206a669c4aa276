// What the map asks of the API.

import { choose, type MapChoice, meant } from "#web/map/view.ts";
import { mapScreen } from "#web/screens/map.ts";
import type { PageRoute } from "../page.ts";
import type { EstateMapView } from "../types.ts";

const groupings = ["project", "tag", "pipeline"];

export const mapPage: PageRoute = {
  ...{ path: "/map", id: "showMap", summary: "Who waits for whom in the whole estate" },
  query: {
    by: "What folds pipelines together: `project`, `tag` or `pipeline`, which folds none.",
    project: "Only pipelines of this project.",
    ...{ tag: "Name of the tag.", group: "The group that is unfolded." },
    focus: "`PROJECT/NAME`, or what only one of them has: the pipeline in the middle.",
    hops: "How far around it: a number, or `all`.",
  },
  async show(reader, { query }) {
    const { project, by = "", tag = "", group, focus, hops = "1" } = query;
    const view = await reader.get<EstateMapView>("/map");
    const whom = focus ? meant(view, focus.trim()) : null;
    const choice: MapChoice = {
      by: groupings.includes(by) ? by : "project",
      ...{ tag, project: project ? project : null, group: group ?? null },
      focus: typeof whom === "string" ? whom : focus ? focus : null,
      hops: /^[1-9]\d?$/.test(hops) ? Number(hops) : hops === "all" ? 1000 : 1,
    };
    return mapScreen(choose(view, choice), choice, typeof whom === "string" ? [] : (whom ?? []));
  },
};
