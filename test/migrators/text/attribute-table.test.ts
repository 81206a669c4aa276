import { expect, test } from "vitest";
import { readText } from "#migrators/sources/autosys/read.ts";
import { readXml } from "#migrators/sources/control-m/read-xml.ts";

const jil = (text: string) => {
  const [statement] = readText("a.jil", text).statements;
  return statement?.attributes.map(({ name, text: written, value, place }) => [
    ...[name, written, value, `${place.line}:${place.column}`],
  ]);
};

test("attributes of JIL are what stands there, wherever the value begins", () => {
  expect(
    jil('insert_job: A  job_type: c\ncommand :  echo "x"\nowner:\n profile: "m"\n:bare\n'),
  ).toEqual([
    ["job_type", "c", "c", "1:16"],
    ["command", 'echo "x"', 'echo "x"', "2:1"],
    ["owner", "", "", "3:1"],
    ["profile", '"m"', "m", "4:2"],
    ["", ":bare", ":bare", "5:1"],
  ]);
});

test("a value may go on in the next line, and a blob begin there", () => {
  expect(jil("insert_job: A\ncondition: s(B) &\n  s(C)\n")).toEqual([
    ["condition", "s(B) &\n  s(C)", "s(B) &\ns(C)", "2:1"],
  ]);
  expect(jil("insert_job: A\ncondition:\n  s(B)\n")?.[0]?.[2]).toBe("\ns(B)");
  expect(jil("insert_blob: A\nblob_input:\n<auto_blobt>a: b\n</auto_blobt>\n")).toEqual([
    ["blob_input", "<auto_blobt>a: b\n</auto_blobt>", "a: b\n", "2:1"],
  ]);
});

test("values of XML are without their entities, texts with their quotes", () => {
  const text = `<DEFTABLE><FOLDER FOLDER_NAME = 'a"b' X="&lt;&#10;" Y=""/></DEFTABLE>`;
  const [root] = readXml("a.xml", new TextEncoder().encode(text)).statements;
  const [folder] = root?.children ?? [];
  expect(folder?.attributes.map(({ text: written, value }) => [written, value])).toEqual([
    [`'a"b'`, 'a"b'],
    ['"&lt;&#10;"', "<\n"],
    ['""', ""],
  ]);
  expect(folder?.name).toBe('a"b');
});

test("of thousands of statements each has its own attributes, however often and in what order they are looked at", () => {
  const count = 3_000;
  const text = [...Array(count).keys()]
    .map((job) => `insert_job: J${job}\ncommand: c${job}\nmachine: m\n`)
    .join("");
  const { statements } = readText("a.jil", text);
  const { attributes: first = [] } = statements[0] ?? {};
  for (const at of [...statements.keys(), 0, count - 1, 5])
    expect(statements[at]?.attributes.map(({ value }) => value)).toEqual([`c${at}`, "m"]);
  expect(first.map(({ value }) => value)).toEqual(["c0", "m"]);
});
