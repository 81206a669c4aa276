// What the page is about: what its server says in `data-watch`, so that it is asked for again when something of it changes.

import type { Change } from "./stream.ts";

/** As `Screen.watch` has them. */
export const watched = (): readonly string[] =>
  (document.querySelector<HTMLElement>("[data-watch]")?.dataset.watch ?? "")
    .split(" ")
    .filter((one) => one !== "");

export const isAbout = (what: readonly string[], change: Change): boolean =>
  what.includes("all") || namesOf(change).some((name) => what.includes(name));

/** Of a project's deployment all its pipelines may be another. */
const namesOf = ({ kind, project, pipeline, run }: Change): string[] =>
  kind === "run"
    ? [`run:${run}`, `pipeline:${project}/${pipeline}`, `in:${project}`]
    : kind === "project"
      ? [`project:${project}`, `in:${project}`, "projects", ...pipelinesOf(project)]
      : [];

const pipelinesOf = (project: string): string[] =>
  watched().filter((one) => one.startsWith(`pipeline:${project}/`));
