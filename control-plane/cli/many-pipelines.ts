// Acts on many deployed pipelines: those for which an expression is true.

import type { ApiClient, HoldSubject, PipelineSummary } from "#api/client.ts";
import { splitName } from "./connect.ts";
import { CommandError, type Exit } from "./exit.ts";
import { actOnEach, type Kind, type ManyInput } from "./many.ts";
import { everyItem } from "./pages.ts";

/** The one pipeline, or null for `--where`. @throws CommandError `usage` for none or both. */
export function oneOrManyPipelines(
  pipeline: string | undefined,
  where: string | undefined,
): Extract<HoldSubject, { pipeline: string }> | null {
  if (pipeline === undefined && where === undefined)
    throw new CommandError(
      "usage",
      "which pipeline?",
      "give its name, or several by --where EXPRESSION",
    );
  if (pipeline === undefined) return null;
  if (where !== undefined)
    throw new CommandError("usage", `${pipeline} and --where exclude each other`, "leave one out");
  const { name, project } = splitName(pipeline);
  return { pipeline: name, project };
}

/**
 * Does `act` to every pipeline that `--where` means, of those that are `paused` or not.
 * @param verb Such as `pause`, for the question.
 */
export const actOnPipelines = (
  input: ManyInput,
  verb: string,
  paused: boolean,
  act: (api: ApiClient, subject: { pipeline: string; project: string }) => Promise<unknown>,
): Promise<Exit> => {
  let others = 0;
  return actOnEach(
    input,
    {
      ...kind,
      async find(api, where) {
        const all = await Array.fromAsync(everyItem((page) => api.pipelines({ where, ...page })));
        const meant = all.filter((one) => one.paused === paused);
        others = all.length - meant.length;
        return meant;
      },
      none: () =>
        others === 0
          ? null
          : `nothing to ${verb}: ${others} such, ${paused ? "none is paused" : "paused already"}`,
    },
    verb,
    async (api, { project, name }) => {
      await act(api, { project, pipeline: name });
      return { result: { paused: !paused } };
    },
  );
};

const kind: Omit<Kind<PipelineSummary>, "find"> = {
  noun: "pipeline",
  name: ({ project, name }) => `${project}/${name}`,
  subject: ({ project, name }) => ({ project, pipeline: name }),
  columns: [
    { title: "PIPELINE", value: (one) => `${one.project}/${one.name}` },
    { title: "HEALTH", value: (one) => one.health.status },
    { title: "OWNER", value: (one) => one.owner ?? "" },
    { title: "REASON", value: (one) => one.health.reason ?? "" },
  ],
};
