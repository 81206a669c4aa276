import { expect, test } from "vitest";
import { draftedAutosys } from "#test/support/drafted.ts";

const job = (lines: Record<string, string>) =>
  `insert_job: J\nmachine: etl01\n${Object.entries(lines)
    .map(([keyword, value]) => `${keyword}: ${value}\n`)
    .join("")}`;
const scp = {
  ...{ job_type: "SCP", scp_server_name: '"bank.example"', scp_protocol: "SFTP" },
  ...{ scp_remote_dir: "/out/", scp_remote_name: "*.csv", scp_local_name: "/in/" },
};
const ftp = {
  ...{ job_type: "FTP", ftp_server_name: "bank.example", ftp_use_ssl: "1" },
  ...{ ftp_remote_name: "/out/a.csv", ftp_local_name: "/in/a.csv" },
};

test("files come from the server unless they go there, by a connection that a person fills in", () => {
  const { tasks, refused, project, outcomeOf } = draftedAutosys(
    job({ ...scp, scp_server_port: "2222", scp_target_os: "UNIX" }),
  );
  expect(refused).toEqual({});
  expect(tasks.J).toEqual({
    runsOn: ["etl01"],
    uses: "transfer",
    with: {
      ...{ from: { connection: "bank-example", path: "/out" }, to: { path: "/in" } },
      ...{ files: ["*.csv"], ifExists: "replace" },
    },
  });
  expect(project.files.get("connections/bank-example.yaml")).toMatchObject({
    ...{ type: "ssh", host: "bank.example", port: 2222 },
  });
  expect(outcomeOf("J", "scp_remote_name")).toBe("equivalent transfer-connection");
});

test("what is sent, and what is gone afterwards", () => {
  const sent = draftedAutosys(
    job({
      ...scp,
      scp_local_name: "/in/*.csv",
      scp_remote_dir: "/out",
      scp_remote_name: "*.csv",
      scp_transfer_direction: "UPLOAD",
      scp_delete_sourcefile: "1",
    }),
  );
  expect(sent.tasks.J?.with).toMatchObject({
    ...{ from: { path: "/in" }, to: { connection: "bank-example", path: "/out" }, after: "delete" },
  });
});

test("FTP is taken for SFTP on its usual port, under an assumption; text is copied as it is", () => {
  const { tasks, project, outcomeOf } = draftedAutosys(
    job({ ...ftp, ftp_server_port: "2121", ftp_transfer_type: "A" }),
  );
  expect(tasks.J?.with).toMatchObject({ files: ["a.csv"], to: { path: "/in" } });
  expect(project.files.get("connections/bank-example.yaml")).not.toHaveProperty("port");
  expect(outcomeOf("J", "ftp_transfer_type")).toBe("equivalent transfer-text");
});

test.each([
  [{ ...ftp, ftp_local_name: "/in/b.csv" }, "transfer-name"],
  [{ ...ftp, ftp_remote_name: "out/a.csv" }, "file-path"],
  [{ ...ftp, ftp_transfer_direction: "SIDEWAYS" }, "jil-attr-value"],
  [{ ...ftp, ftp_server_name: "" }, "jil-attr-missing"],
  [{ ...ftp, ftp_command: "site x" }, "jil-attr-unsupported"],
  [{ ...scp, scp_target_os: "WINDOWS" }, "jil-attr-unsupported"],
  [{ ...scp, scp_rename_sourcefile: "x" }, "jil-attr-unsupported"],
  [{ ...ftp, ftp_local_name: "$$IN/a.csv" }, "jil-var-global"],
])("%o is refused: %s", (lines, code) => {
  expect(draftedAutosys(job(lines)).refused).toEqual({ J: code });
});
