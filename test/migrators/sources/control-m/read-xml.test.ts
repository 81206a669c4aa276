import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readXml } from "#migrators/sources/control-m/read-xml.ts";
import type { Statement } from "#migrators/statement.ts";
import { xmlEstate } from "#test/support/control-m-estate.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readXml("x.xml", bytes(text));

/** Offset of a place, by the text alone. */
function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  const breaks = [...text.matchAll(/\r\n|\n|\r/g)].map((found) => found.index + found[0].length);
  return (line === 1 ? 0 : (breaks[line - 2] as number)) + column - 1;
}

/** What is left of a statement when its parts are taken out, each where it says that it stands. */
function leftOf(text: string, statement: Statement, asides: [number, string][]): string {
  const start = offsetOf(text, statement.place);
  expect(text.slice(start, start + statement.text.length)).toBe(statement.text);
  const holes: [number, number][] = statement.children.map((child) => {
    leftOf(text, child, asides);
    return [offsetOf(text, child.place), child.text.length];
  });
  for (const attribute of statement.attributes) {
    const at = offsetOf(text, attribute.place);
    expect(text.slice(at, at + attribute.name.length)).toBe(attribute.name);
    const value = text.indexOf(attribute.text, at + attribute.name.length);
    holes.push([at, value + attribute.text.length - at]);
  }
  const end = start + statement.text.length;
  for (const [at, aside] of asides) if (at >= start && at < end) holes.push([at, aside.length]);
  let left = "";
  let from = start;
  for (const [at, length] of holes.sort(([a], [b]) => a - b)) {
    if (at < from) continue;
    left += text.slice(from, at);
    from = at + length;
  }
  left += text.slice(from, end);
  if (statement.kind !== "#text")
    expect(left.replace(/\s/g, "")).toMatch(
      new RegExp(`^<${statement.kind}(/>|></${statement.kind}>)$`),
    );
  return left;
}

describe("XML exports", () => {
  test("are elements with their exact texts and places", () => {
    const text =
      '<?xml version="1.0" encoding="utf-8"?>\r\n<!--Exported-->\r\n<DEFTABLE>\r\n <FOLDER FOLDER_NAME="A&amp;B">\n' +
      "  <JOB JOBNAME='j' CMDLINE=\"a&#xA;b\nc\" />stray<![CDATA[<x>]]>\n </FOLDER></DEFTABLE>\n";
    const file = read(text);
    expect(file).toMatchObject({ refused: false, encoding: "utf-8", findings: [] });
    expect(file.asides.map((aside) => aside.text)).toEqual([
      '<?xml version="1.0" encoding="utf-8"?>',
      "<!--Exported-->",
    ]);
    const folder = file.statements[0]?.children[0] as Statement;
    expect([folder.kind, folder.name, folder.place]).toEqual([
      ...["FOLDER", "A&B", { file: "x.xml", line: 4, column: 2 }],
    ]);
    expect(folder.children.map((child) => [child.kind, child.text])).toEqual([
      ["JOB", "<JOB JOBNAME='j' CMDLINE=\"a&#xA;b\nc\" />"],
      ["#text", "stray"],
      ["#text", "<![CDATA[<x>]]>"],
    ]);
    const command = folder.children[0]?.attributes[1];
    expect([command?.text, command?.value, command?.place]).toEqual([
      ...['"a&#xA;b\nc"', "a\nb c", { file: "x.xml", line: 5, column: 20 }],
    ]);
  });

  test.each([
    ["CM-56: a comment before the declaration", '<!--x-->\n<?xml version="1.0"?><DEFTABLE/>', 2],
    ["CM-56: two roots", "<DEFTABLE/>\n<DEFTABLE/>", 2],
    ["CM-56: jobs without a root", '<JOB JOBNAME="a"/>\n<JOB JOBNAME="b"/>', 2],
    ["empty", "", 1],
    ["truncated", '<DEFTABLE>\n<FOLDER FOLDER_NAME="a">\n<JOB', 3],
    ["an attribute twice", '<DEFTABLE>\n<JOB A="1" A="2"/></DEFTABLE>', 2],
    ["entities of its own", '<!DOCTYPE D [\n<!ENTITY a "aa">]><DEFTABLE X="&a;"/>', 2],
    ["an external entity", '<!DOCTYPE D SYSTEM "file:///etc/passwd">\n<DEFTABLE>&x;</DEFTABLE>', 2],
    ["depth", `${"<A>".repeat(200)}${"</A>".repeat(200)}`, 1],
    ["attributes", `<A ${Array.from({ length: 1001 }, (_, n) => `a${n}=""`).join(" ")}/>`, 1],
    ["NUL", '<DEFTABLE A="\0"/>', 1],
  ])("refuses with its line: %s", (_, text, line) => {
    const file = read(text);
    expect(file).toMatchObject({ refused: true, statements: [] });
    expect(file.findings).toMatchObject([{ severity: "error", place: { line } }]);
  });

  test("follow the encoding that they name, unless bytes contradict it", () => {
    const latin = (label: string) =>
      Uint8Array.from(
        Buffer.from(`<?xml version="1.0" encoding="${label}"?><D A="caf\xe9"/>`, "latin1"),
      );
    const value = (label: string) => readXml("x", latin(label)).statements[0]?.attributes[0]?.value;
    expect([value("ISO-8859-1"), value("windows-1250"), value("utf-8")]).toEqual([
      ...["café", "café", "café"],
    ]);
    expect(readXml("x", latin("utf-8")).findings).toMatchObject([{ code: "control-m-encoding" }]);
    expect(readXml("x", latin("klingon")).refused).toBe(true);
    const wide = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><D A="é"/>', "utf16le");
    expect(readXml("x", wide).statements[0]?.attributes[0]?.value).toBe("é");
  });

  test("lose nothing: parts, asides and blanks together are the file", () => {
    fc.assert(
      fc.property(xmlEstate(), (text) => {
        const file = read(text);
        expect(file.findings).toEqual([]);
        const asides = file.asides.map((aside): [number, string] => [
          offsetOf(text, aside.place),
          aside.text,
        ]);
        for (const [at, aside] of asides) expect(text.slice(at, at + aside.length)).toBe(aside);
        for (const statement of file.statements) leftOf(text, statement, asides);
      }),
      { numRuns: 200 },
    );
  });

  test("bytes of any kind are read or refused", () => {
    const piece = fc.constantFrom(
      ...[
        "<",
        ">",
        "/",
        "A",
        "=",
        '"',
        "'",
        "&",
        ";",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
      ],
      ...["<DEFTABLE", "<!DOCTYPE", "[", "\r", "\n", "\0", "\ud800", "é", " "],
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const file = read(pieces.join(""));
        expect(file.refused).toBe(file.findings.some((finding) => finding.severity === "error"));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        expect(readXml("x", any).file).toBe("x");
      }),
    );
  });
});
