import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAutosys, readText } from "#migrators/sources/autosys/read.ts";
import { lost } from "#test/support/jil-pieces.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Statements in short; nothing of the text may be lost. */
function read(text: string) {
  const file = readText("a.jil", text);
  expect(lost(text, file)).toEqual([]);
  return file.statements.map(({ kind, name, attributes }) => ({
    ...{ kind, name },
    attributes: attributes.map((each) => [each.name, each.value]),
  }));
}
const codes = (text: string) => readText("a.jil", text).findings.map(({ code }) => code);
/** Attributes of one job. */
const job = (text: string) => read(`insert_job: A\n${text}`)[0]?.attributes;

describe("lexical cases of the reference", () => {
  test("AS-03 a job type on the line of the name", () => {
    expect(read("insert_job: A   job_type: CMD \n")).toEqual([
      { kind: "insert_job", name: "A", attributes: [["job_type", "CMD"]] },
    ]);
  });

  test("AS-04 all on one line", () => {
    const text = "insert_job: H job_type: c box_name: B machine: m1, m2 command: /x.sh -a";
    expect(read(text)).toEqual([
      {
        ...{ kind: "insert_job", name: "H" },
        attributes: [
          ...[
            ["job_type", "c"],
            ["box_name", "B"],
            ["machine", "m1, m2"],
          ],
          ["command", "/x.sh -a"],
        ],
      },
    ]);
  });

  test("AS-05 words with a colon that are no keywords stay", () => {
    const text = "command: run.sh --status: ok --type: full";
    expect(job(text)).toEqual([["command", "run.sh --status: ok --type: full"]]);
    expect(codes(`insert_job: A\n${text}`)).toEqual(["jil-lex-colon", "jil-lex-colon"]);
  });

  test("AS-06 a keyword in a command begins an attribute, which is said", () => {
    const text = "command: /bin/run.sh owner: x";
    expect(job(text)).toEqual([
      ["command", "/bin/run.sh"],
      ["owner", "x"],
    ]);
    expect(codes(`insert_job: A\n${text}`)).toEqual(["jil-lex-split"]);
  });

  test("AS-07 AS-08 colons and backslashes in values", () => {
    const url = "curl http://h:8080/a?x=1";
    expect(job(`command: ${url}`)).toEqual([["command", url]]);
    expect(job('command: C\\:\\apps\\run.bat "D\\:\\data\\in"')).toEqual([
      ["command", 'C:\\apps\\run.bat "D:\\data\\in"'],
    ]);
  });

  test("AS-09 AS-10 quotes", () => {
    const command = '"C:\\Program Files\\a.exe" -x';
    expect(job(`command: ${command}`)).toEqual([["command", command]]);
    expect(job('command: "say \\"hi\\""')).toEqual([["command", 'say "hi"']]);
    expect(job('description: "Loads the 12" monitor feed\nmachine: m')).toEqual([
      ["description", '"Loads the 12" monitor feed'],
      ["machine", "m"],
    ]);
    const open = 'description: "Loads\nmachine: m';
    expect(job(open)).toEqual([
      ["description", '"Loads'],
      ["machine", "m"],
    ]);
    expect(codes(`insert_job: A\n${open}`)).toEqual(["jil-lex-quote"]);
  });

  test("AS-11 AS-12 signs of comments in values", () => {
    const command = "echo a   # not a comment";
    expect(job(`command: ${command}`)).toEqual([["command", command]]);
    expect(read("insert_job: GL # posting")[0]?.name).toBe("GL # posting");
    expect(job("command: cp /tmp/in/* /tmp/out/ /* stage */\nmachine: m")).toEqual([
      ["command", "cp /tmp/in/* /tmp/out/"],
      ["machine", "m"],
    ]);
    expect(job('command: "ls /* */"')).toEqual([["command", "ls /* */"]]);
    expect(job('machine: m /* the 12" one */')).toEqual([["machine", "m"]]);
  });

  test("AS-13 indented members and comments", () => {
    const text = " /* ---- X ---- */ \n\n insert_job: X   job_type: CMD \n box_name: B\n";
    expect(read(text)).toEqual([
      {
        kind: "insert_job",
        name: "X",
        attributes: [
          ["job_type", "CMD"],
          ["box_name", "B"],
        ],
      },
    ]);
    expect(readText("a.jil", text).asides).toEqual([
      { text: "/* ---- X ---- */", place: { file: "a.jil", line: 1, column: 2 } },
    ]);
  });

  test("AS-14 AS-15 conditions and lists go on in the next line", () => {
    expect(job("condition: s(A) & /* and */\n  s(B)\nmachine: m")).toEqual([
      ["condition", "s(A) &\ns(B)"],
      ["machine", "m"],
    ]);
    expect(job('start_times: "08:00, 09:00,\n 10:00"\nmachine: m')).toEqual([
      ["start_times", "08:00, 09:00,\n 10:00"],
      ["machine", "m"],
    ]);
    expect(job("command: a\n  b\nmachine: m")).toEqual([
      ...[
        ["command", "a"],
        ["", "b"],
      ],
      ["machine", "m"],
    ]);
  });

  test("AS-16 a blob", () => {
    const text = "insert_blob: X\nblob_input: <auto_blobt>a\ninsert_job: FAKE\n</auto_blobt>\n";
    expect(read(text)).toEqual([
      { kind: "insert_blob", name: "X", attributes: [["blob_input", "a\ninsert_job: FAKE\n"]] },
    ]);
  });

  test("AS-17 UTF-16 without a mark, and windows-1252", () => {
    const wide = readAutosys("a.jil", Buffer.from("insert_job: A\r\nmachine: m\r\n", "utf16le"));
    expect(wide).toMatchObject({ encoding: "utf-16le", findings: [{ code: "jil-lex-encoding" }] });
    expect(wide.statements).toHaveLength(1);
    const old = readAutosys("a.jil", Buffer.from("insert_job: A\ndescription: a \x96 b", "latin1"));
    expect(old.statements[0]?.attributes[0]?.value).toBe("a – b");
  });

  test("AS-18 AS-19 repeats are as many attributes", () => {
    expect(job("envvars: A=1\nenvvars: B=2\ntimezone: UTC\ntimezone: UTC")).toHaveLength(4);
  });

  test("AS-20 sub-commands, known or not, begin a statement", () => {
    const text =
      "insert_machine: m\ntype: v\ninsert_resource: r\nres_type: R\ninsert_thing: t\nx: 1";
    expect(read(text).map(({ kind, name }) => [kind, name])).toEqual([
      ...[
        ["insert_machine", "m"],
        ["insert_resource", "r"],
      ],
      ["insert_thing", "t"],
    ]);
  });

  test("calendars have rows of dates", () => {
    expect(read("calendar: C\ndescription: x\n01/31/2026\n02/28/2026 10:00\n")).toEqual([
      {
        ...{ kind: "calendar", name: "C" },
        attributes: [
          ["description", "x"],
          ["", "01/31/2026"],
          ["", "02/28/2026 10:00"],
        ],
      },
    ]);
  });

  test("values may be empty, and keywords follow at once", () => {
    expect(job("permission: \nmachine:   owner: x\nbox_name:B")).toEqual([
      ...[
        ["permission", ""],
        ["machine", ""],
        ["owner", "x"],
      ],
      ["box_name", "B"],
    ]);
  });
});

describe("a file is refused", () => {
  const refusal = (text: string) => {
    const { refused, findings } = readAutosys("f", utf8(text));
    return refused ? `${findings[0]?.code} ${findings[0]?.message}` : "read";
  };
  test.each([
    ["", "jil-file-empty the file is empty"],
    [" \n\n", "jil-file-empty the file is empty"],
    ['<?xml version="1.0"?>\n<DEFTABLE>', "this is Control-M XML"],
    ['{"F": {"Type": "Folder"}}', "JSON"],
    ["0 5 * * 1-5 /usr/bin/x\n", "a crontab"],
    [
      "Job Name    Last Start    Last End   ST Run\n____ ___\nA   ---  ---- IN 0/0\n",
      "without `-q`",
    ],
    ["[Unit]\nDescription=x\n", "a systemd unit"],
    ["Hello.\n", "a text without any statement of JIL"],
  ])("%j", (text, said) => {
    expect(refusal(text)).toContain(said);
  });

  test("where a comment or blob doesn't end, with its place", () => {
    const { refused, findings } = readAutosys("f", utf8("insert_job: A\n  /* x\nmachine: m\n"));
    expect({ refused, place: findings[0]?.place }).toEqual({
      refused: true,
      place: { file: "f", line: 2, column: 3 },
    });
    expect(refusal("insert_job: A\nblob_input: <auto_blobt>x")).toContain("a blob begins here");
  });

  test("when it is an archive or half a character of UTF-16", () => {
    const binary = readAutosys("f", new Uint8Array([0x1f, 0x8b, 8, 0]));
    expect(binary.findings[0]?.message).toBe("this is a gzip archive, no JIL");
    const half = Buffer.from("\ufeffinsert_job: A", "utf16le").subarray(0, 19);
    expect(readAutosys("f", half).findings[0]?.code).toBe("jil-file-truncated");
  });
});

describe("nothing is lost", () => {
  const word = fc.constantFrom(
    ...["insert_job:", "machine:", "command:", "condition:", "start_times:", "foo:", "type:"],
    ...[
      "insert_machine:",
      "blob_input:",
      "<auto_blobt>",
      "</auto_blobt>",
      "calendar:",
      "A",
      "s(A)",
    ],
    ...['"', '\\"', "\\:", ":", "/*", "*/", "#", ",", " ", "  ", "\n", "\n", "\r\n", "\r", "\t"],
    ...["\u00a0", "\ufeff", "01/02/2026", "é", "“"],
  );
  test("of text made of JIL's words", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const text = words.join("");
        const file = readText("f", text);
        if (!file.refused) expect(lost(text, file)).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  test("of any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readAutosys("f", bytes)).toHaveProperty("refused");
      }),
    );
  });

  test("of a good file that a byte was changed in", () => {
    const good = utf8(
      '/* X */\ninsert_job: X   job_type: CMD \ncommand: "a b"\ncondition: s(A) &\n s(B)\nenvvars: A=1\n',
    );
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bytes = good.with(at, byte);
        const file = readAutosys("f", bytes);
        const text = file.encoding === "utf-8" ? new TextDecoder().decode(bytes) : null;
        if (!file.refused && text !== null) expect(lost(text, file)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

test("hostile shapes take linear time", () => {
  const size = 300_000;
  const shapes = [
    ...["a: ".repeat(size), '"'.repeat(size), "/* */ ".repeat(size), " :".repeat(size)],
    ...['"\n'.repeat(size), "machine: m */ ".repeat(size), "condition: x\n".repeat(size)],
    ...["condition: x\n y\n".repeat(size), "/*".repeat(size), `machine:${" ".repeat(size)}`],
    "\r".repeat(size),
  ];
  for (const shape of shapes) {
    const before = process.cpuUsage().user;
    readText("f", `insert_job: A command: ${shape} x`);
    readText("f", `insert_job: A description: "${shape}`);
    expect((process.cpuUsage().user - before) / 1e6, shape.slice(0, 20)).toBeLessThan(20);
  }
});
