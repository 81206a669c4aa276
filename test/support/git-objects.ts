// Git objects from a literal, without a repository: what an executor's snapshot is made of.

import { createHash } from "node:crypto";
import type { ReadObjects, StoredObject } from "#executors/snapshot-tree.ts";

/** A name ending in `*` is executable, in `@` a symbolic link; a nested literal is a folder. */
export interface Files {
  [name: string]: string | Files;
}

export class GitObjects {
  readonly objects = new Map<string, StoredObject>();
  /** How many objects were asked for, all requests together. */
  asked = 0;

  readonly read: ReadObjects = async (oids) => {
    this.asked += oids.length;
    return new Map(
      oids.flatMap((oid) => {
        const object = this.objects.get(oid);
        return object ? [[oid, object] as const] : [];
      }),
    );
  };

  blob(text: string): string {
    return this.#add("blob", Buffer.from(text));
  }

  tree(files: Files): string {
    const entries = Object.entries(files).map(([marked, value]) => {
      const name = marked.replace(/[*@]$/, "");
      if (typeof value !== "string") return this.entry("40000", name, this.tree(value));
      const mode = marked.endsWith("*") ? "100755" : marked.endsWith("@") ? "120000" : "100644";
      return this.entry(mode, name, this.blob(value));
    });
    return this.#add("tree", Buffer.concat(entries));
  }

  /** One raw entry, also of kinds that `tree` never makes. */
  entry(mode: string, name: string, oid: string): Buffer {
    return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, "hex")]);
  }

  treeOf(...entries: Buffer[]): string {
    return this.#add("tree", Buffer.concat(entries));
  }

  #add(type: string, content: Buffer): string {
    const hash = createHash("sha1").update(`${type} ${content.length}\0`).update(content);
    const oid = hash.digest("hex");
    this.objects.set(oid, { type, content });
    return oid;
  }
}
