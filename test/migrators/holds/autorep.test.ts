import { expect, test } from "vitest";
import { autorepHolds } from "#migrators/holds/autorep.ts";

const read = (text: string, ...jobs: string[]) =>
  autorepHolds([text], jobs).map(({ job, state }) => `${job} ${state}`);

test("the summary: on hold, on ice, and what may start; a job that isn't in it is not told of", () => {
  const report = `
Job Name             Last Start           Last End             ST/Ex Run/Ntry Pri/Xit
____________________ ____________________ ____________________ _____ ________ _______
BOX_A                11/27/2026 22:00:00  11/27/2026 22:10:00  OH    182054/1 0
 MEMBER_A            11/27/2026 22:00:00  ----                 RU    182054/1 0
ICED                 -----                -----                OI    0/0      0
ZONED                11/27/2026 22:00:00 (Berlin)  11/27/2026 22:01:00 (Berlin)  SU/0  7/1  0
`;
  expect(read(report, "BOX_A", "MEMBER_A", "ICED", "ZONED", "OTHER")).toEqual([
    ...["BOX_A held", "MEMBER_A active", "ICED iced", "ZONED active"],
  ]);
});

test("definitions don't say it unless they have a status; a message tells what isn't there", () => {
  const jil = `/* ----------------- A ----------------- */
insert_job: A   job_type: CMD
command: /opt/a.sh
insert_job: B   job_type: CMD
status: ON_HOLD
insert_job: C   job_type: CMD
status: ON_ICE
CAUAJM_E_50033 Invalid Job Name: D
`;
  expect(read(jil, "A", "B", "C", "D")).toEqual(["A unknown", "B held", "C iced", "D absent"]);
});

test("a definition after a summary takes nothing away from it", () => {
  const summary = "A   -----   -----   OH  0/0  0";
  expect(read(`${summary}\ninsert_job: A   job_type: CMD\n`, "A")).toEqual(["A held"]);
});
