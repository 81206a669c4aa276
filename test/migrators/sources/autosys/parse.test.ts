import { describe, expect, test } from "vitest";
import { parseStatement } from "#migrators/sources/autosys/parse.ts";
import { readText } from "#migrators/sources/autosys/read.ts";

/** Codes of what is found in the statements, each with its line. */
const found = (text: string) =>
  readText("a.jil", text)
    .statements.flatMap((statement) => parseStatement(statement).findings)
    .map(({ code, severity, place }) => `${place.line} ${severity} ${code}`);
const job = (text: string) => found(`insert_job: A\n${text}`);
const parse = (text: string) => readText("a.jil", text).statements.map(parseStatement);

describe("attributes of jobs", () => {
  test("AS-02 a slip in what decides when a job runs is an error, others warn", () => {
    expect(job("data_conditions: 0")).toEqual(["2 error jil-attr-near"]);
    expect(job("owver: x\nstdout: f\nalarm_if_fial: 1")).toEqual([
      "2 warning jil-attr-unknown",
      "3 warning jil-attr-unknown",
      "4 warning jil-attr-unknown",
    ]);
    expect(job("data_conditions: 0\n")).toEqual(["2 error jil-attr-near"]);
  });

  test("AS-18 AS-19 repeats", () => {
    expect(job("envvars: A=1\nenvvars: B=2")).toEqual([]);
    expect(job("timezone: UTC\ntimezone: UTC")).toEqual(["3 info jil-dup-attribute-same"]);
    expect(job("timezone: UTC\ntimezone: Asia/Tokyo")).toEqual(["3 error jil-dup-attribute"]);
    expect(job("description: a\ndescription: b")).toEqual(["3 warning jil-dup-attribute-label"]);
  });

  test("AS-47 a variable of a template", () => {
    expect(found("insert_job: X_~{$SITE}~\nmachine: @[HOST]")).toEqual([
      "1 error jil-lex-template",
      "2 error jil-lex-template",
    ]);
  });

  test("AS-48 a password is flagged and not shown", () => {
    const [one] = parse("insert_job: A\ncommand: isql -U u -P hunter2 -S s");
    expect(one?.findings.map(({ code }) => code)).toEqual(["jil-secret"]);
    expect(JSON.stringify(one?.findings)).not.toContain("hunter2");
    expect(job("command: run --password $PW -p 5 cp -P\nowner: x")).toEqual([]);
    expect(job("command: curl https://u:pw1@h/x")).toEqual(["2 warning jil-secret"]);
  });

  test("AS-10 a quote that closes before the end of a description", () => {
    expect(job('description: "Loads the 12" monitor feed')).toEqual(["2 warning jil-lex-quote"]);
    expect(job('description: "whole"\ncommand: "a b" -x')).toEqual([]);
  });

  test("stray lines, bad names, long values, typographic quotes", () => {
    expect(job("command: a\nCAUAJM_I_1 text")).toEqual(["3 error jil-lex-stray-line"]);
    expect(found("insert_job: A job_typ: c")).toEqual(["1 error jil-name-invalid"]);
    expect(found(`insert_job: ${"a".repeat(65)}`)).toEqual(["1 warning jil-limit"]);
    expect(job(`command: ${"a".repeat(513)}`)).toEqual(["2 warning jil-limit"]);
    expect(job("start_times: “21:00″")).toEqual(["2 error jil-lex-typographic"]);
    expect(job("SAP_ABAP_NAME: x\nftp_server_name: y")).toEqual([]);
  });
});

describe("other statements", () => {
  test("what stands before any sub-command", () => {
    expect(found("owner: m\nsome text\ninsert_job: A")).toEqual([
      ...["1 error jil-lex-stray-line", "2 error jil-lex-stray-line"],
    ]);
  });

  test("AS-20 an unknown sub-command is an error, with the nearest", () => {
    const [one] = parse("insert_jobb: A\nmachine: m");
    expect(one).toMatchObject({
      act: "none",
      findings: [{ code: "jil-lex-subcommand", help: 'did you mean "insert_job"?' }],
    });
    expect(found("insert_global: G\nvalue: 1")).toEqual(["1 warning jil-lex-undocumented"]);
  });

  test("attributes are those of the object", () => {
    expect(
      found("insert_machine: v\ntype: v\nmachine: a\nfactor: 1\nmachine: b\nfacto: 2"),
    ).toEqual(["6 warning jil-attr-unknown"]);
    expect(found("insert_xinst: PRD\nxtype: a\nxmachine: h")).toEqual([]);
  });

  test("renames have two names", () => {
    expect(parse("rename_job: A, B\nrename_job: C D")).toMatchObject([
      { act: "rename", object: "job", name: "A", newName: "B", findings: [] },
      { name: "C", newName: "D", findings: [] },
    ]);
    expect(found("rename_job: A")).toEqual(["1 error jil-name-invalid"]);
    expect(found("delete_job: A\nowner: x")).toEqual(["2 error jil-attr-unsupported"]);
  });

  test("acts and objects", () => {
    const text =
      "delete_box: B\noverride_job: J\ncalendar: C\n01/02/2026\next_calendar: E\ncycle: Y";
    expect(parse(text).map(({ act, object, name }) => `${act} ${object} ${name}`)).toEqual([
      ...["delete box B", "override job J", "define calendar C"],
      ...["define extended_calendar E", "define cycle Y"],
    ]);
  });
});
