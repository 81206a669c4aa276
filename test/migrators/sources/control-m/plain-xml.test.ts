import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseXml, Refusal } from "#migrators/sources/control-m/parse-xml.ts";
import { readPlainXml } from "#migrators/sources/control-m/plain-xml.ts";
import { xmlAttributes } from "#migrators/sources/control-m/xml-element.ts";
import type { LegacyFile, Statement } from "#migrators/statement.ts";
import { LineIndex } from "#migrators/text/lines.ts";
import { xmlEstate } from "#test/support/control-m-estate.ts";

const bounds = { depth: 8, attributes: 10 };
const empty = (): LegacyFile => ({
  ...{ file: "x", encoding: "utf-8", statements: [], asides: [], findings: [], refused: false },
});

const whole = ({ kind, text, place, attributes, children }: Statement): unknown => ({
  ...{ kind, text, place },
  attributes: attributes.map(({ name, text, value, place }) => ({ name, text, value, place })),
  children: children.map(whole),
});
const shown = ({ statements, asides }: LegacyFile) => ({
  statements: statements.map(whole),
  asides,
});

/** Null: it is not plain. */
function plain(text: string, limits = bounds) {
  const into = empty();
  const isPlain = readPlainXml(xmlAttributes(text, new LineIndex("x", text)), into, limits);
  return isPlain ? shown(into) : null;
}

/** Null: it is refused. */
function parsed(text: string, limits = bounds) {
  const into = empty();
  try {
    parseXml(xmlAttributes(text, new LineIndex("x", text)), into, limits);
    return shown(into);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return null;
  }
}

describe("plain XML", () => {
  test.each([
    '<?xml version="1.0" encoding="utf-8"?>\r\n<!-- a - b -->\n<A>\r\n<B X="1" Y="2"/></A>',
    "<A X='\"' Y=\"'>\" /><!---->\n",
    '<A\n X="1"\r\n\tY="2"\t></A\n>',
    '<A X="a&amp;&#10;&#x41;&quot;b\r\nc\td"><B X="1"/><B Y="2" X="3"/><C/></A>',
    '<a:b xmlns:a="u" a:c.d-e="é\u0085"></a:b>',
  ])("is what a parser makes of it: %j", (text) => {
    const expected = parsed(text);
    expect(expected).not.toBeNull();
    expect(plain(text)).toEqual(expected);
  });

  test.each([
    ["text", "<A>x</A>"],
    ["data", "<A><![CDATA[x]]></A>"],
    ["an instruction", "<A><?x y?></A>"],
    ["blanks around a sign", '<A X = "1"/>'],
    ["a document type", "<!DOCTYPE A><A/>"],
    ["another version", '<?xml version="1.1"?><A/>'],
    ["a character of two units", '<A X="😀"/>'],
  ])("is left to the parser: %s", (_, text) => {
    expect([plain(text), parsed(text)]).toEqual([null, expect.anything()]);
  });

  test.each([
    ...[
      "",
      " ",
      "<A>",
      "<A></B>",
      "<A></AB>",
      "<A/><A/>",
      "<A/>x",
      "</A>",
      "<A",
      "<A X",
      '<A X="1',
    ],
    ...["<A X=1/>", '<A X="1"Y="2"/>', '<A X="1" X="2"/>', '<A X="<"/>', '<A X="&x;"/>', "<A/ >"],
    ...['<A X="&"/>', '<A X="&#0;"/>', '<A X="&#xD800;"/>', '<A X="\0"/>', '<A X="\ufffe"/>'],
    ...["<A><!-- -- --></A>", "<A><!--></A>", "<1/>", ' <?xml version="1.0"?><A/>', "<A x!='1'/>"],
    ...[`${"<A>".repeat(9)}${"</A>".repeat(9)}`, `<A ${"abcdefghijk".replace(/./g, "$&='' ")}/>`],
  ])("no fault is plain: %j", (text) => {
    expect([plain(text), parsed(text)]).toEqual([null, null]);
  });

  test("what is plain is what a parser makes of it", () => {
    let count = 0;
    const checked = (text: string, limits = bounds) => {
      const found = plain(text, limits);
      if (found === null) return;
      count++;
      expect(found).toEqual(parsed(text, limits));
    };
    const large = { depth: 100, attributes: 1000 };
    fc.assert(
      fc.property(xmlEstate(), (text) => checked(text, large)),
      { numRuns: 100 },
    );
    expect(count).toBeGreaterThan(20);
    const piece = fc.constantFrom(
      ...["<A", "<B", ">", "/>", "</A>", "</B>", ' X="', " Y='", '"', "'", " ", "\n", "\r\n", "\t"],
      ...["&amp;", "&#9;", "&#x", ";", "&", "<!--", "-->", "-", "=", ' X="1"', " Y='2'", "é", "\0"],
      ...["<?xml version='1.0'?>", '<?xml version="1.0"?>', "<", "\u00a0", "\ud800", "A", "<A/>"],
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        checked(pieces.join(""));
        checked(`<A>${pieces.join("")}</A>`);
        checked(`<A${pieces.join("")}/>`);
      }),
      { numRuns: 2000 },
    );
  });
});
