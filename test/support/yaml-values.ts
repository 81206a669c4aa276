// Values of which each is hard for some reader or writer of YAML.

import fc from "fast-check";

export const hardText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }).filter((value) => value.isWellFormed()),
  fc.constantFrom(
    "",
    " ",
    "yes",
    "null",
    "~",
    "1",
    "0x1f",
    "1e3",
    ".inf",
    "2026-01-01",
    "- a",
    "a: b",
    "a #b",
    "\n",
    "a\n b",
  ),
  fc.constantFrom(
    "a\nb\n",
    "cd || exit\nrun %x\n",
    "\ta\nb",
    "a\n\nb",
    "a\n\n",
    "!x",
    "&a",
    "*a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "---",
  ),
);
export const hardValue = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    hardText,
    fc.integer(),
    fc.boolean(),
    tie("list"),
    tie("record"),
  ),
  list: fc.array(tie("any"), { maxLength: 4 }),
  record: fc.dictionary(
    hardText.filter((key) => key.length < 40 && key !== "__proto__"),
    tie("any"),
    { maxKeys: 4 },
  ),
}));
