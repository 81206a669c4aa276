// What the map asks of the API.

import { choose, type MapChoice } from "#web/map/view.ts";
import { mapScreen } from "#web/screens/map.ts";
import type { PageRoute } from "../page.ts";
import type { EstateMapView } from "../types.ts";

const groupings = ["project", "tag", "pipeline"];

export const mapPage: PageRoute = {
  ...{ path: "/map", id: "showMap", summary: "Who waits for whom in the whole estate" },
  query: {
    by: "What folds pipelines together: `project`, `tag` or `pipeline`, which folds none.",
    ...{ tag: "Name of the tag.", group: "The group that is unfolded." },
    focus: "`PROJECT/NAME`: the pipeline in the middle.",
    hops: "How far around it: a number, or `all`.",
  },
  async show(reader, { query }) {
    const { by = "", tag = "", group, focus, hops = "1" } = query;
    const choice: MapChoice = {
      by: groupings.includes(by) ? by : "project",
      ...{ tag, group: group ?? null, focus: focus ? focus : null },
      hops: /^[1-9]\d?$/.test(hops) ? Number(hops) : hops === "all" ? 1000 : 1,
    };
    return mapScreen(choose(await reader.get<EstateMapView>("/map"), choice), choice);
  },
};
