// A job by what people call it: its key, or the end of it where that is enough.

import { closest, didYouMean } from "#core/suggest.ts";
import type { LegacyJob } from "./legacy.ts";

/** More than these are not listed. */
const mostListed = 5;

/** @param name the key, or its last parts: `JOB` or `SUB/JOB` of `FOLDER/SUB/JOB`, `crontab:4` of `/etc/crontab:4` */
export function findJob(
  jobs: readonly LegacyJob[],
  name: string,
): { job: LegacyJob } | { fault: string; help: string | undefined } {
  const exact = jobs.find(({ key }) => key === name);
  if (exact) return { job: exact };
  const ending = jobs.filter(({ key }) => key.endsWith(`/${name}`));
  const [first] = ending;
  if (first && ending.length === 1) return { job: first };
  if (first) {
    const shown = ending.slice(0, mostListed).map(({ key }) => key);
    const more = ending.length > mostListed ? ", …" : "";
    return {
      fault: `${ending.length} jobs are called '${name}'`,
      help: `name one of ${shown.join(", ")}${more}`,
    };
  }
  const keys = jobs.map(({ key }) => key);
  const near = closest(
    name,
    keys.flatMap((key) => [key, key.split("/").at(-1) ?? key]),
  );
  const help = near === null ? didYouMean(name, keys) : `did you mean "${near}"?`;
  return { fault: `there is no job '${name}' in the files`, help };
}
