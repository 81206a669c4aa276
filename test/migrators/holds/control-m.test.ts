import { expect, test } from "vitest";
import { controlMHolds } from "#migrators/holds/control-m.ts";

const jobs = ["GL/CLOSE", "GL/REPORT", "GL/SUB/DEEP"];
const read = (...texts: unknown[]) =>
  controlMHolds(
    texts.map((text) => (typeof text === "string" ? text : JSON.stringify(text))),
    jobs,
  ).map(({ job, state }) => `${job} ${state}`);
const order = (name: string, more: object = {}) => ({
  ...{ jobId: "SRV:1", folder: "GL", name, status: "Wait Condition", held: false, deleted: false },
  ...more,
});

test("orders: held, waiting without a hold, over, deleted, and a status that doesn't say", () => {
  const statuses = [
    order("CLOSE", { held: true }),
    order("REPORT", { status: "Ended OK" }),
    order("REPORT", { deleted: true }),
  ];
  expect(read({ statuses })).toEqual(["GL/CLOSE held"]);
  expect(read({ statuses: [...statuses, order("CLOSE")] })).toEqual(["GL/CLOSE active"]);
  expect(read([order("REPORT", { held: undefined })])).toEqual(["GL/REPORT unknown"]);
  expect(read(order("CLOSE", { held: "true" }))).toEqual(["GL/CLOSE held"]);
});

test("definitions say whether a new day orders a job: by hand only it doesn't", () => {
  const folder = (more: object) => ({
    GL: {
      ...{ Type: "Folder", ...more, CLOSE: { Type: "Job:Command" } },
      SUB: { Type: "SubFolder", DEEP: { Type: "Job:Command" } },
    },
  });
  expect(read(folder({}))).toEqual(["GL/CLOSE active", "GL/SUB/DEEP active"]);
  expect(read(folder({ OrderMethod: "Manual" }))).toEqual([
    ...["GL/CLOSE absent", "GL/SUB/DEEP absent"],
  ]);
  // Orders of today are held, and tomorrow's come all the same.
  expect(read([order("CLOSE", { held: true })], folder({}))).toContain("GL/CLOSE active");
  expect(read([order("CLOSE", { held: true })], folder({ OrderMethod: "None" }))).toContain(
    "GL/CLOSE held",
  );
});

test("an export in XML says the same", () => {
  const xml = (method: string) => `<?xml version="1.0"?>
<DEFTABLE>
  <SMART_FOLDER FOLDER_NAME="GL" ${method} DATACENTER="prd">
    <JOB JOBNAME="CLOSE" CMDLINE="a &gt; b"><VARIABLE NAME="%%X"/></JOB>
    <SUB_FOLDER JOBNAME="SUB"><JOB JOBNAME="DEEP"/></SUB_FOLDER>
  </SMART_FOLDER>
</DEFTABLE>`;
  expect(read(xml('FOLDER_ORDER_METHOD="SYSTEM"'))).toEqual([
    ...["GL/CLOSE active", "GL/SUB/DEEP active"],
  ]);
  expect(read(xml(""))).toEqual(["GL/CLOSE absent", "GL/SUB/DEEP absent"]);
});
