// `trunkline history --project`: what was deployed of a project, with what each revision did to its pipelines.

import { originText } from "#core/revision-origin.ts";
import { type ConnectInput, withServer } from "./connect.ts";
import { shownInstant } from "./instant.ts";
import { onlyProject } from "./only-project.ts";
import type { Output } from "./output.ts";
import { everyItem } from "./pages.ts";

interface Asked extends ConnectInput {
  options: ConnectInput["options"] & { project: string | undefined; limit: number };
  signal: AbortSignal;
  out: Output;
}

export async function listRevisions(input: Asked): Promise<undefined> {
  const { options, signal, out } = input;
  const entries = await withServer(input, signal, async (api) => {
    const project = options.project ?? (await onlyProject(api));
    return Array.fromAsync(everyItem((page) => api.revisions(project, page), options.limit));
  });
  out.list(entries, [
    { title: "DEPLOYED", value: (entry) => shownInstant(entry.appliedAt) },
    { title: "BY", value: (entry) => entry.appliedBy },
    { title: "COMMIT", value: (entry) => entry.commit.slice(0, 12) },
    { title: "CHANGE", value: (entry) => (entry.change === null ? "" : `#${entry.change}`) },
    { title: "AUTHOR", value: (entry) => entry.author },
    { title: "APPROVED BY", value: (entry) => entry.approvers.join(", ") },
    {
      title: "PIPELINES",
      value: ({ pipelines: { added, changed, removed } }) => `+${added} ~${changed} -${removed}`,
    },
    { title: "ORIGIN", value: (entry) => originText(entry.backTo, entry) },
    { title: "PLAN", value: (entry) => entry.plan.slice(0, 12) },
    { title: "SUBJECT", value: (entry) => entry.subject },
  ]);
  if (entries.length === 0) out.note("nothing was deployed yet");
}
