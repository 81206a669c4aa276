// Global variables of an instance of AutoSys: what they are is asked for, since only people know which never change.

import type { Pass } from "./draft.ts";

/** Asks for each once, with the jobs that name it; their source has refused them. */
export const globals: Pass = (draft, { decisions }) => {
  for (const { job } of draft.tasks) {
    const names = job.refusals
      .filter(({ code }) => code === "jil-var-global")
      .flatMap(({ message }) => [...message.matchAll(/\$\$([^\s,]+)/g)].map(([, name]) => name));
    for (const name of new Set(names)) {
      const parameter = `globals.${name}`;
      const decision = decisions.getOrInsertComputed(parameter, () => ({
        ...{ parameter, code: "jil-var-global", jobs: [], obtain: "autorep -G ALL" },
        question: `What is the global variable ${name}, if nothing sets it while jobs run?`,
      }));
      decision.jobs.push(job.key);
    }
  }
};
