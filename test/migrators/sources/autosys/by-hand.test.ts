// What a finding says of a refusal: what to do in the place of this type, or of this attribute.

import { expect, test } from "vitest";
import { autosysEstate } from "#test/support/autosys-estate.ts";

const helpOf = (lines: string): (string | undefined)[] =>
  autosysEstate(`insert_job: A\n${lines}`)
    .findings.filter(({ severity }) => severity === "error")
    .map(({ help }) => help);

test.each([
  ["job_type: SQL\nconnect_string: x", /uses: sql/],
  ["job_type: WBSVC", /uses: http/],
  ["job_type: SAPPC", /uses: autosys/],
  ["job_type: OMD", /repeat/],
  ["job_type: POJO", /client/],
  ["command: x\nchk_files: /tmp 100", /df/],
  ["command: x\nauto_delete: 0", /commit/],
  ["command: x\nblob_file: /x", /std_in_file/],
  ["command: x\nstd_in_file: $$glob.G", /std_in_file/],
  ["job_type: FT\nwatch_file: /in/a\nwatch_file_owner: u", /stat/],
  ["job_type: FT\nwatch_file: /in/a\ncontinuous: y", /repeat/],
  [
    "job_type: FTP\nftp_server_name: h\nftp_remote_name: /a\nftp_local_name: /a\nftp_command: x",
    /ssh/,
  ],
])("%s", (lines, said) => {
  const helps = helpOf(lines);
  expect(helps.length).toBeGreaterThan(0);
  for (const help of helps) expect(help).toMatch(said);
});

test("the text of a job's own blob is its input, blanks and line breaks included", () => {
  const [job] = autosysEstate(
    "insert_job: A\ncommand: sort\nstd_in_file: $$blobt\nblob_input: <auto_blobt> b\na\n</auto_blobt>\nowner: u",
  ).jobs;
  expect(job?.refusals).toEqual([]);
  expect(job?.work).toMatchObject({ stdin: { value: { text: " b\na\n" } } });
});
