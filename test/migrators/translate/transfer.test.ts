import { expect, test } from "vitest";
import { Mapping } from "#migrators/mapping.ts";
import { draftedControlM, xmlFolder } from "#test/support/drafted.ts";

const base = { LPATH1: "/out/x.csv", RPATH1: "/in/", UPLOAD1: "1", TYPE1: "I", ACCOUNT: "BANK_1" };
const xml = (settings: Record<string, string>, options = {}, attributes = "", children = "") =>
  draftedControlM(
    xmlFolder(
      `<JOB JOBNAME="J" TASKTYPE="Job" APPL_TYPE="FILE_TRANS" NODEID="h1" ${attributes}>${Object.entries(
        settings,
      )
        .map(([name, value]) => `<VARIABLE NAME="%%FTP-${name}" VALUE="${value}"/>`)
        .join("")}${children}</JOB>`,
    ),
    options,
  );

test("pairs between the same folders are one transfer", () => {
  const found = xml({ ...base, LPATH2: "/out/y_%%ODATE", RPATH2: "/in/y_%%ODATE", UPLOAD2: "1" });
  expect(found.tasks["F/J"]).toEqual({
    notAfter: "05:00",
    runsOn: ["h1"],
    uses: "transfer",
    with: {
      from: { path: "/out" },
      to: { connection: "bank-1", path: "/in" },
      files: ["x.csv", "y_${{ run.date.substring(2, 10).replace('-', '') }}"],
      ifExists: "replace",
    },
  });
  expect(found.outcomeOf("F/J", "%%FTP-ACCOUNT")).toBe("equivalent transfer-connection");
});

test("the connection names its secret, and no host can be it before somebody has written it", () => {
  const { project } = xml(base, { mapping: new Mapping({ profiles: { BANK_1: "bank" } }) });
  expect(project.files.get("connections/bank.yaml")).toMatchObject({
    ...{ type: "ssh", host: "BANK_1", key: "bank/ssh-key", hostKeys: [`SHA256:${"A".repeat(43)}`] },
  });
});

test("the other way, and the source is deleted", () => {
  const { tasks } = xml({
    ...base,
    UPLOAD1: "0",
    LPATH1: "/out/",
    RPATH1: "/in/*.csv",
    SRCOPT1: "1",
  });
  expect(tasks["F/J"]?.with).toMatchObject({
    from: { connection: "bank-1", path: "/in" },
    ...{ to: { path: "/out" }, files: ["*.csv"], after: "delete" },
  });
});

test.each([
  [{ RPATH1: "/in/other.csv" }, "transfer-name"],
  [{ LPATH1: "C:\\x" }, "file-path"],
  [{ SRCOPT1: "3" }, "transfer-move"],
  [{ PRECOMM1: "rm x" }, "plugin-setting"],
])("%j is refused", (settings, code) => {
  expect(xml({ ...base, ...(settings as object) }).refused).toEqual({ "F/J": code });
});

const several = { ...base, LPATH2: "/elsewhere/y", RPATH2: "/in/", UPLOAD2: "1" };

test("pairs of several folders are a task each, one after the other", () => {
  const { project, refused } = xml(several, {}, 'TIMEFROM="0600" CONFIRM="1"');
  expect(refused).toEqual({});
  const [draft] = project.pipelines;
  const found = draft?.tasks.map(({ name, spec: { legacy, notAfter, ...spec } }) => [name, spec]);
  expect(found).toMatchObject([
    ["J-1", { notBefore: "06:00", approval: {}, with: { from: { path: "/out" } } }],
    ["J", { needs: ["J-1"], with: { from: { path: "/elsewhere" }, files: ["y"] } }],
  ]);
  expect(found?.[1]?.[1]).not.toHaveProperty("approval");
});

test("what a failure causes comes of the one that fails, and of a success of the last", () => {
  const rules =
    '<ON STMT="*" CODE="NOTOK"><DOCOND NAME="BAD"/><DOACTION ACTION="RERUN"/></ON>' +
    '<ON STMT="*" CODE="OK"><DOCOND NAME="GOOD"/></ON>';
  const { project, refused } = xml(several, {}, 'DAYS="ALL" MAXRERUN="2"', rules);
  expect(refused).toEqual({});
  const bad = { when: "exitCode != 0", retry: { retries: 2 }, emits: [{ event: "BAD" }] };
  const good = { when: "exitCode == 0", emits: [{ event: "GOOD" }] };
  expect(project.pipelines[0]?.tasks.map(({ name, spec }) => [name, spec.on])).toEqual([
    ["J-1", [bad]],
    ["J", [good, bad]],
  ]);
});

test("but not where an end changes their status, or they are repeated", () => {
  const ok = '<ON STMT="*" CODE="NOTOK"><DOACTION ACTION="OK"/></ON>';
  expect(xml(several, {}, "", ok).refused).toEqual({ "F/J": "transfer-pairs" });
  const cyclic = 'CYCLIC="1" INTERVAL="00010M"';
  expect(xml(several, {}, `DAYS="ALL" ${cyclic}`).refused).toEqual({ "F/J": "transfer-pairs" });
});

test("a connection profile of the export gives the connection its host and user, and no password", () => {
  const profile = (more: object) => ({
    BANK: { Type: "ConnectionProfile:FileTransfer:SFTP", ...more },
    F: {
      Type: "SimpleFolder",
      J: {
        Type: "Job:FileTransfer",
        ConnectionProfileSrc: "LOCAL",
        ConnectionProfileDest: "BANK",
        FileTransfers: [{ Src: "/out/x.csv", Dest: "/in/", TransferOption: "SrcToDest" }],
      },
    },
  });
  const of = (more: object) => draftedControlM(JSON.stringify(profile(more))).project;
  const made = of({ HostName: "sftp.example", Port: "2222", User: "feed", Password: "tiger" });
  expect(made.files.get("connections/bank.yaml")).toMatchObject({
    ...{ host: "sftp.example", port: 2222, user: "feed", password: "bank/password" },
  });
  expect(JSON.stringify([...made.files])).not.toContain("tiger");
  const [known] = made.estate.profiles ?? [];
  const outcomes = known?.statement.attributes.map((each) => [
    each.name,
    made.accounts.of(each)?.code,
  ]);
  expect(outcomes).toContainEqual(["Password", "profile-secret"]);
  const secret = of({ HostName: "h", User: "u", Password: { Secret: "p" } });
  expect(secret.files.get("connections/bank.yaml")).toHaveProperty("password");
  const odd = of({ HostName: "sftp://h/x", Port: "99999" }).files.get("connections/bank.yaml");
  expect(odd).toMatchObject({ host: "BANK", user: "unknown" });
  expect(odd).not.toHaveProperty("port");
  expect(of({ HostName: "h", User: "u" }).files.get("connections/bank.yaml")).toHaveProperty("key");
});
