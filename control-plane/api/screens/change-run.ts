// Forms that change one run: gates that are opened by force, and other values.

import { ignorable } from "#core/override/ignore.ts";
import { changeRunScreen } from "#web/screens/change-run.ts";
import type { Form, PageRoute } from "../page.ts";
import { invalid } from "../problem.ts";
import type { RunView, WhyView } from "../types.ts";
import { refusedFor } from "./refused.ts";

export const changeRunPage: PageRoute = {
  path: "/runs/:id/change",
  ...{ id: "showChangeRun", summary: "Force a run to start, or give it other values" },
  params: { id: "The run's id." },
  async show(reader, { params }) {
    const of = `/runs/${encodeURIComponent(params.id ?? "")}`;
    const run = await reader.get<RunView>(of);
    const [why, force, override] = await Promise.all([
      reader.get<WhyView>(`${of}/why`),
      refusedFor(reader, run, "force"),
      refusedFor(reader, run, "override"),
    ]);
    return changeRunScreen({ csrf: reader.me.csrf, run, why, refused: { force, override } });
  },
  async act(reader, { params, form }) {
    const id = encodeURIComponent(params.id ?? "");
    const { act, reason = "", task = "" } = form;
    const common = { reason, ...(task === "" ? {} : { task }) };
    if (act === "force") {
      const ignore = ignorable.filter((kind) => form[`ignore-${kind}`] === "yes");
      await reader.post(`/runs/${id}/force`, { ...common, ignore });
    } else if (act === "override")
      await reader.post(`/runs/${id}/override`, { ...common, ...givenIn(form) });
    else throw invalid([{ at: "act", message: `there is no act "${act ?? ""}"` }]);
    return `/runs/${id}?done=${act}`;
  },
};

const givenIn = ({ params = "", env = "", runsOn = "" }: Form) => ({
  ...(params.trim() === "" ? {} : { params: pairsIn("params", params) }),
  ...(env.trim() === "" ? {} : { env: pairsIn("env", env) }),
  ...(runsOn.trim() === "" ? {} : { runsOn: runsOn.trim().split(/[\s,]+/) }),
});

/** `name=value`, one a line. @throws Problem 422. */
function pairsIn(at: string, text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^\s*([^=\s]+)\s*=(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined)
        throw invalid([{ at, message: `"${line}" is no name=value` }]);
      return [name, value.trim()];
    }),
  );
}
