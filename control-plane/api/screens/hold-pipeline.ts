// Forms that pause a pipeline, pass it over, and release it.

import { addressOf } from "#web/paging.ts";
import { holdPipelineScreen } from "#web/screens/hold-pipeline.ts";
import type { PageRoute } from "../page.ts";
import { invalid } from "../problem.ts";
import type { HoldView, Page, PipelineView } from "../types.ts";
import { refusedFor } from "./refused.ts";

const pathOf = ({ project = "", name = "" }: Readonly<Record<string, string>>): string =>
  `/pipelines/${encodeURIComponent(project)}/${encodeURIComponent(name)}`;

export const holdPipelinePage: PageRoute = {
  path: "/pipelines/:project/:name/hold",
  ...{ id: "showHoldPipeline", summary: "Pause a pipeline, pass it over, or release it" },
  params: { project: "Its project.", name: "Its name." },
  async show(reader, { params }) {
    const pipeline = await reader.get<PipelineView>(pathOf(params));
    const of = { project: pipeline.project, pipeline: pipeline.name };
    const [holds, pause, hold, resume] = await Promise.all([
      reader.get<Page<HoldView>>(addressOf("/holds", { project: pipeline.project })),
      ...["pause", "hold", "resume"].map((action) => refusedFor(reader, of, action)),
    ] as const);
    return holdPipelineScreen({
      ...{ now: new Date().toISOString(), csrf: reader.me.csrf, pipeline },
      holds: holds.items.filter(
        (one) => one.pipeline === pipeline.name && one.run === null && one.task === null,
      ),
      refused: { pause: pause ?? null, hold: hold ?? null, resume: resume ?? null },
    });
  },
  async act(reader, { params, form }) {
    const { act, reason = "", until = "" } = form;
    const path = pathOf(params);
    if (act === "hold" || act === "ice")
      await reader.post(`${path}/holds`, {
        ...{ reason, mode: act },
        ...(until.trim() === "" ? {} : { until: until.trim() }),
      });
    else if (act === "release") await reader.post(`${path}/release`, { reason });
    else throw invalid([{ at: "act", message: `there is no act "${act ?? ""}"` }]);
    return `${path}/hold`;
  },
};
