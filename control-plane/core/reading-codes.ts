// Findings of reading a file as YAML, before anybody asks what it means.

import { type Entry, error, warning } from "./diagnostic-entry.ts";

export const readingCodes = {
  "file-too-large": error(
    "The file is too large",
    "A file may have 256 kB. Split the pipeline, or make it a folder with `pipeline.yaml` and `tasks/*.yaml`.",
  ),
  "file-binary": error(
    "The file is not text",
    "Specs are UTF-8 text. The file has a NUL character or bytes that are no UTF-8.",
  ),
  "overlay-unknown": error(
    "An overlay names something that is not there",
    "`overlays/ENVIRONMENT/PIPELINE.yaml` gives other values to a pipeline, its parameters and its tasks in one environment. It adds none: the names are those of the pipeline.",
  ),
  "file-unused": warning(
    "Nothing reads the file",
    "Pipelines are `.yaml` files; the tasks of a folder are directly in its `tasks/`. A file that nothing reads changes nothing when it is edited.",
  ),
  "invalid-owners": error(
    "A line of OWNERS can't be read",
    "A line says what it is for, a pattern of paths or `tag:KEY=VALUE`, then owners (`@TEAM`, `@PERSON` or an address), then how many of them. A revision with a line that can't be read is held, since nobody could say whose approval the next one needs.",
  ),
  "conflict-unresolved": error(
    "The file has a conflict that nobody has resolved",
    "A merge of Git, or an import into a folder that people have edited, has found two versions of the same lines and left both between marks. Keep what is right and take out the marks.",
  ),
  "yaml-syntax": error(
    "The file is not valid YAML",
    "The text can't be read as YAML 1.2. The place is where reading stopped; the cause is there or just before it.",
  ),
  "yaml-empty": error(
    "The file is empty",
    "A file of this kind holds one map of properties; this one holds nothing or something else.",
  ),
  "yaml-alias": error(
    "Anchors and aliases are not allowed",
    "`&name` and `*name` let a few lines stand for millions of values. Write the value out, use `defaults`, or a template.",
  ),
  "yaml-tag": error(
    "YAML tags are not allowed",
    "`!tag` changes what a value means, differently in each tool. Write the plain value, in quotes if it is a text.",
  ),
  "yaml-directive": error(
    "YAML directives are not allowed",
    "Files are YAML 1.2 without `%` lines: another version would read the same text as other values.",
  ),
  "yaml-documents": error(
    "The file holds more than one document",
    "One file describes one thing. Move what follows `---` to a file of its own.",
  ),
  "yaml-depth": error(
    "The file is nested too deeply",
    "Values may be nested 32 levels deep; no spec needs ten.",
  ),
  "yaml-size": error(
    "A map has too many keys",
    "A map may have 2,000 keys, `tasks` 5,000. Generate fewer entries or split the pipeline.",
  ),
  "yaml-key": error(
    "The key is not a plain text",
    "Keys are texts. A number, truth value, null, list or map as a key is read differently by different tools; quote it. `__proto__` is refused.",
  ),
  "yaml-ambiguous": error(
    "Two YAML parsers read the file differently",
    "Trunkline reads with one parser and takes positions from a second. Where their values differ, other tools will differ too: quote the value.",
  ),
  "yaml-lookalike": warning(
    "Other YAML tools read this value differently",
    "YAML 1.1 tools read `yes`, `no`, `on`, `off`, `010`, `1:30` and `1_000` as truth values or other numbers; YAML 1.2 does not. Quotes make all agree.",
  ),
  "duplicate-key": error(
    "The key is there twice",
    "A map may name a key once; otherwise one of the two values would be dropped without a word.",
  ),
} as const satisfies Record<string, Entry>;
