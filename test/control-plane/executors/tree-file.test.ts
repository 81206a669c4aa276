import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { StoredObject } from "#executors/snapshot-tree.ts";
import { readTreeFile } from "#executors/tree-file.ts";

/** A store of one tree: `secrets/prod.yaml`, and beside it a link. */
function stored() {
  const objects = new Map<string, StoredObject>();
  const put = (type: string, content: Buffer) => {
    const oid = createHash("sha1")
      .update(`${type} ${content.length}\0`)
      .update(content)
      .digest("hex");
    objects.set(oid, { type, content });
    return oid;
  };
  const tree = (...entries: [mode: string, name: string, oid: string][]) =>
    put(
      "tree",
      Buffer.concat(
        entries.flatMap(([mode, name, oid]) => [
          Buffer.from(`${mode} ${name}\0`),
          Buffer.from(oid, "hex"),
        ]),
      ),
    );
  const file = put("blob", Buffer.from("a: 1\n"));
  const link = put("blob", Buffer.from("/etc/passwd"));
  const folder = tree(["120000", "link.yaml", link], ["100644", "prod.yaml", file]);
  return { objects, file, root: tree(["40000", "secrets", folder]) };
}

const reading = ({ objects, root }: ReturnType<typeof stored>, path: string) =>
  readTreeFile(
    root,
    path,
    async (oids) => new Map([...objects].filter(([oid]) => oids.includes(oid))),
  );

test("reads a file below folders, and nothing that is none", async () => {
  const store = stored();
  expect(String(await reading(store, "secrets/prod.yaml"))).toBe("a: 1\n");
  for (const path of [
    "secrets/test.yaml",
    "secrets",
    "secrets/link.yaml",
    "secrets/prod.yaml/x",
    "x/prod.yaml",
  ])
    expect(await reading(store, path)).toBe(null);
});

test("an altered object is refused", async () => {
  const store = stored();
  store.objects.set(store.file, { type: "blob", content: Buffer.from("a: 2\n") });
  await expect(reading(store, "secrets/prod.yaml")).rejects.toThrow("is not what its id says");
});
