import { expect, test } from "vitest";
import { findJob } from "#migrators/find-job.ts";
import type { LegacyJob } from "#migrators/legacy.ts";

const jobs = ["F/A", "F/G/A", "F/B", "etc/crontab:4"].map((key) => ({ key }) as LegacyJob);

test("by the key, or by an end of it that only one has", () => {
  expect(findJob(jobs, "F/A")).toEqual({ job: jobs[0] });
  expect(findJob(jobs, "G/A")).toEqual({ job: jobs[1] });
  expect(findJob(jobs, "crontab:4")).toEqual({ job: jobs[3] });
});

test("an end that several have, a name that is near, and one that is not", () => {
  expect(findJob(jobs, "A")).toEqual({
    ...{ fault: "2 jobs are called 'A'", help: "name one of F/A, F/G/A" },
  });
  expect(findJob(jobs, "etc/crontab:5")).toMatchObject({ help: 'did you mean "etc/crontab:4"?' });
  expect(findJob(jobs, "nothing of it")).toMatchObject({
    fault: "there is no job 'nothing of it' in the files",
  });
});
