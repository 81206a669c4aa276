import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTemplateText } from "#core/expression-template.ts";

test("each part knows its place", () => {
  const text = "a ${{ x }}$${{b";
  expect(parseTemplateText(text)).toEqual({
    issues: [],
    parts: [
      { kind: "text", text: "a ", start: 0 },
      { kind: "expression", expression: "x", offset: 6, length: 1, start: 2, end: 10 },
      { kind: "text", text: "${{", start: 10 },
      { kind: "text", text: "b", start: 14 },
    ],
  });
});

test("strings of CEL may hold }}", () => {
  for (const inside of ["'}}'", '"}}"', "'''a\n}}'''", "'\\'}}'", "r'\\' + '}}'", "x['}}']"]) {
    const [part] = parseTemplateText(`\${{ ${inside} }}`).parts;
    expect(part).toMatchObject({ kind: "expression", expression: inside });
  }
});

test("a string that is never closed ends at the first }}", () => {
  expect(parseTemplateText("${{ 'a }} b").parts).toMatchObject([
    { expression: "'a" },
    { text: " b" },
  ]);
});

test("an expression that is never closed is an issue at its opening", () => {
  expect(parseTemplateText("ab ${{ x }").issues).toMatchObject([{ offset: 3, length: 7 }]);
});

test("parts and escapes give the text back", () => {
  const piece = fc.constantFrom("${{ x }}", "$${{", "a", "$", "{", "}", "\n", "}}");
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const { parts, issues } = parseTemplateText(text);
      if (issues.length > 0) return;
      const back = parts.map((part) => {
        if (part.kind === "expression") return text.slice(part.start, part.end);
        return text.startsWith("$${{", part.start) ? `$${part.text.slice(-3)}` : part.text;
      });
      expect(back.join("").length).toBeLessThanOrEqual(text.length);
      for (const part of parts)
        if (part.kind === "expression")
          expect(text.slice(part.offset, part.offset + part.length)).toBe(part.expression);
    }),
  );
});
