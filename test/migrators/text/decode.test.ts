import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode } from "#migrators/text/decode.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16le = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"));
const utf16be = (text: string) => new Uint8Array(Buffer.from(text, "utf16le").swap16());
const encodingOf = (bytes: Uint8Array) => {
  const read = decode(bytes);
  return "fault" in read ? read : { encoding: read.decoded.encoding, text: read.decoded.text };
};

describe("decode finds", () => {
  const line = "insert_job: Zürich – 1\r\n";

  test("UTF-8 with and without a mark", () => {
    expect(encodingOf(utf8(line))).toEqual({ encoding: "utf-8", text: line });
    expect(encodingOf(utf8(`\ufeff${line}`))).toEqual({ encoding: "utf-8", text: line });
  });

  test("UTF-16 of both orders, with and without a mark", () => {
    expect(encodingOf(utf16le(line))).toEqual({ encoding: "utf-16le", text: line });
    expect(encodingOf(utf16le(`\ufeff${line}`))).toEqual({ encoding: "utf-16le", text: line });
    expect(encodingOf(utf16be(line))).toEqual({ encoding: "utf-16be", text: line });
    expect(encodingOf(utf16be(`\ufeff${line}`))).toEqual({ encoding: "utf-16be", text: line });
  });

  test("windows-1252, with its dash and quotes, not Latin-1's control characters", () => {
    const bytes = new Uint8Array([0x96, 0x93, 0x94, 0xfc, 0x80]);
    expect(encodingOf(bytes)).toEqual({ encoding: "windows-1252", text: "–“”ü€" });
  });

  test("parts of both", () => {
    const bytes = new Uint8Array([...utf8("a – b\n"), 0x96, 0x0a]);
    expect(decode(bytes)).toMatchObject({ decoded: { encoding: "windows-1252", mixed: true } });
  });

  test("the one that was asked for, or says that it isn't", () => {
    expect(decode(new Uint8Array([0xb5]), "iso-8859-15")).toMatchObject({
      decoded: { encoding: "iso-8859-15", text: "µ" },
    });
    expect(decode(utf8("a"), "ebcdic-1")).toEqual({ fault: 'there is no encoding "ebcdic-1"' });
    expect(decode(new Uint8Array([0xff]), "utf-8")).toHaveProperty("fault");
  });
});

describe("decode refuses", () => {
  test("UTF-16 that ends within a character", () => {
    expect(decode(utf16le("\ufeffab").subarray(0, 5))).toHaveProperty("fault");
  });

  test("a lone surrogate, which would become U+FFFD", () => {
    expect(decode(utf16le("\ufeffa\ud800b"))).toHaveProperty("fault");
  });

  test("a file beyond the limit, before it reads it", () => {
    expect(decode(utf8("abcd"), undefined, 3)).toEqual({
      fault: "the file has 4 bytes, more than the limit of 3",
    });
  });
});

test("no byte sequence becomes U+FFFD, and text in UTF-8 or marked UTF-16 comes back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const read = decode(bytes);
      if ("fault" in read) return;
      const written = utf8("\ufffd").join();
      if (!bytes.join().includes(written) && read.decoded.encoding === "utf-8")
        expect(read.decoded.text).not.toContain("\ufffd");
      if (read.decoded.encoding === "windows-1252")
        expect(read.decoded.text).toHaveLength(bytes.length);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const marked = `\ufeff${text}`;
      for (const bytes of [utf8(marked), utf16le(marked), utf16be(marked)])
        expect(decode(bytes)).toMatchObject({ decoded: { text } });
    }),
  );
});
