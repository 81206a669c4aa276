// Every parameter that names a file or a folder: the table says whose files they are, and those that others give than whoever
// owns the files are tried with `..`, absolute paths, NUL, encoded slashes and links.

import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import document from "#api/openapi.json" with { type: "json" };
import { commands } from "#cli/commands.ts";
import { readTreeFile } from "#executors/tree-file.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import { fileSecrets } from "#secrets/providers/files.ts";
import { apiUnderTest } from "#test/control-plane/api/api-under-test.ts";
import { question } from "#test/control-plane/secrets/provider.contract.ts";
import { type Document, routesOf } from "#test/support/described-routes.ts";
import { GitObjects } from "#test/support/git-objects.ts";
import { hostilePaths } from "#test/support/hostile-words.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

/**
 * `own`: of whoever types it, read and written as that user. `git`: a name in a tree of Git. `word`: compared only, or a place
 * in a spec. Of the API there is no file. Where a name may be a path instead (NAME of `connectors show`), it is `own`.
 */
const whose = {
  own: [
    ...[
      "--alerts",
      "--audit-head-file",
      "--backtest",
      "--autorep",
      "--checkout",
      "--conditions",
      "--control-m",
      "--crontab",
      "--container-mount",
      "--containers",
      "--globals",
      "--local-files",
      "--control",
    ],
    "--control-allowed-signers",
    ...["--control-pgp-keys", "--dir", "--durations", "--generate", "--ics", "--identity", "--in"],
    ...[
      "--log-archive",
      "--oidc-client-secret-file",
      "--out",
      "--pack",
      "--params",
      "--record",
      "--mapping",
      "--registration",
      "--repository",
      "--secrets",
      "--sign",
      "--signers",
      "--spool",
      "--state",
    ],
    ...[
      "--tls-cert",
      "--tls-key",
      "--token-file",
      "--work",
      "--written",
      "--zones",
      "BACKUP",
      "CONVERSATION",
      "DIR",
      "FILE",
      "PACK",
    ],
  ],
  git: ["--control-path", "--path"],
  word: ["--field", "--folder", "--set"],
};

test("each parameter of a command that names a file is in the table", async () => {
  const found = new Set<string>();
  for (const { load } of commands) {
    const { options, arguments: words } = await load();
    for (const [name, { value = "" }] of Object.entries(options as Record<string, Named>))
      if (/^(FILE|DIR|FOLDER|PATH|RUNLOG|SOCKET)/.test(value))
        found.add(`--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    for (const name of Object.keys(words))
      if (/^(BACKUP|CONVERSATION|DIR|FILE|FOLDER|PACK|PATH)/.test(name)) found.add(name);
  }
  expect([...found].toSorted()).toEqual(Object.values(whose).flat().toSorted());
});

interface Named {
  value?: string;
}

test("the API takes no file: what is called so is a word that is compared, or a path of the server itself", () => {
  const about = /\b(files?|folder|path|director(?:y|ies))\b/i;
  const called = Object.entries((document as unknown as Described).paths).flatMap(
    ([path, methods]) =>
      Object.values(methods).flatMap(({ parameters = [], requestBody }) => [
        ...parameters
          .filter((one) => about.test(`${one.name} ${one.description} ${one.schema?.description}`))
          .map(({ name }) => `${path} ${name}`),
        ...Object.entries(
          Object.values(requestBody?.content ?? {})[0]?.schema.properties ?? {},
        ).flatMap(([name, { description = "" }]) =>
          about.test(`${name} ${description}`) ? [`${path} ${name}`] : [],
        ),
      ]),
  );
  expect(called.toSorted()).toEqual([
    "/api/v1/projects/{project}/able folder",
    "/api/v1/projects/{project}/access folder",
    "/deployments broken",
    "/docs/{name} name",
    "/docs/{name}/{page} page",
    "/login next",
    "/login/local next",
  ]);
  expect(
    routesOf(document as unknown as Document).filter(({ path }) => path.includes("*")),
  ).toEqual([]);
});

interface Described {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: { name: string; description?: string; schema?: { description?: string } }[];
        requestBody?: {
          content: Record<
            string,
            { schema: { properties?: Record<string, { description?: string }> } }
          >;
        };
      }
    >
  >;
}

test("an address is not resolved against the disk", async () => {
  await using api = await apiUnderTest([]);
  const { port } = new URL(await api.api.listen({ host: "127.0.0.1", port: 0 }));
  const raw = (path: string) =>
    new Promise<string>((resolve, reject) => {
      request({ port, path, host: "127.0.0.1" }, (answer) => {
        let text = `${answer.statusCode} `;
        answer.on("data", (piece) => {
          text += piece;
        });
        answer.on("end", () => resolve(text));
      })
        .on("error", reject)
        .end();
    });
  for (const path of hostilePaths.filter((one) => !/[\0\\]/.test(one)))
    for (const before of ["/", "/login/", "/api/v1/", "/webhooks/", "/openapi.json/"]) {
      const text = await raw(before + path);
      expect(text, before + path).toMatch(/^(400|401|404) /);
      expect(text).not.toContain("root:x:");
    }
});

/** Each of them is there, or would be, in a folder with `in/ok.yaml` and links that lead out. */
const paths = [
  ...hostilePaths,
  ...["..", ".", "in/..", "in/../in/ok.yaml", "./in/ok.yaml", "in//ok.yaml", "/in/ok.yaml"],
  ...[
    "in%2fok.yaml",
    "in\\ok.yaml",
    "in/ok.yaml\0",
    "in/ok.yaml/",
    "out",
    "out/outside",
    "link.yaml",
  ],
];

test("a name in a tree of Git is nothing else, whatever it leads to on a disk: specs, templates, files of secrets, folders of projects", async () => {
  const objects = new GitObjects();
  const inner = objects.treeOf(objects.entry("100644", "ok.yaml", objects.blob("a: 1\n")));
  const root = objects.treeOf(
    objects.entry("40000", "in", inner),
    objects.entry("120000", "link.yaml", objects.blob("/etc/passwd")),
    objects.entry("120000", "out", objects.blob("..")),
  );
  const readObjects = async (oids: readonly string[]) =>
    new Map(
      oids.map((oid) => [oid, objects.objects.get(oid) as { type: string; content: Buffer }]),
    );
  const reader = {
    async *readObjects(oids: readonly string[]) {
      for (const [oid, object] of await readObjects(oids)) yield { oid, ...object };
    },
  } as ConstructorParameters<typeof ProjectTree>[0];
  const tree = new ProjectTree(reader, root);
  const ok = await tree.blob("in/ok.yaml");
  expect(ok).not.toBe(null);
  expect(String(await readTreeFile(root, "in/ok.yaml", readObjects))).toBe("a: 1\n");
  for (const path of paths) {
    const given = JSON.stringify(path);
    expect(await readTreeFile(root, path, readObjects), given).toBe(null);
    // Empty steps before a name are passed over: they lead nowhere.
    const isSame = path.replaceAll(/^\/|\/(?=\/)/g, "") === "in/ok.yaml";
    expect(await tree.blob(path), given).toBe(isSame ? ok : null);
    expect(await folderTree(reader, root, path), given).toBe(null);
  }
});

/** A folder to stay in, and beside it what nobody may read. */
function fenced() {
  const folder = temporaryDirectory();
  const inside = join(folder.path, "inside");
  mkdirSync(join(inside, "in"), { recursive: true });
  writeFileSync(join(folder.path, "outside"), "root:x:0");
  writeFileSync(join(folder.path, "outside.yaml"), "root:x:0\n");
  writeFileSync(join(inside, "in", "ok.yaml"), "fine");
  symlinkSync("..", join(inside, "out"));
  symlinkSync("../outside", join(inside, "link.yaml"));
  return {
    inside,
    names: [
      ...paths,
      "../outside",
      join(folder.path, "outside"),
      "in/../../outside",
      "..%2foutside",
    ],
    // No link is followed by it.
    all: () =>
      execFileSync("find", [folder.path], { encoding: "utf8" }).trim().split("\n").toSorted(),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test("a secret's name leads to no file out of its folder", async () => {
  await using at = fenced();
  const provider = fileSecrets(at.inside);
  expect(await provider.read(question("in/ok.yaml"))).toBe("fine");
  for (const name of at.names) {
    const read = await provider.read(question(name)).catch((error: Error) => error.message);
    expect(String(read), JSON.stringify(name)).not.toContain("root:x:");
  }
});

test("a command's word that becomes a file's name stays in its folder, to read as to write", async () => {
  await using at = fenced();
  writeFileSync(join(at.inside, "trunkline.yaml"), "name: shop\n");
  const before = at.all();
  // Of letters alone it is a name like others: `out/outside` is a key in the file of an environment.
  for (const name of at.names.filter((one) => !/^[a-z/]+$/.test(one)))
    for (const words of [
      ["calendar", "draft", name, at.inside],
      ["calendar", "show", name, at.inside],
      ["secrets", "list", "--environment", name, "--dir", at.inside],
      ["secrets", "set", "a", "--environment", name, "--dir", at.inside],
      ["secrets", "set", name, "--environment", "prod", "--dir", at.inside],
      ["secrets", "recipients", "--environment", name, "--dir", at.inside],
    ]) {
      const ended = await trunklineHere(words, { cwd: at.inside, env: {} });
      const said = `${JSON.stringify(words)}: ${ended.code} ${ended.stdout}${ended.stderr}`;
      expect(ended.code, said).not.toBe(0);
      expect(said).not.toContain("root:x:");
    }
  expect(at.all()).toEqual(before);
});

test("what a spec names of its project is a name, and links are followed by nobody", async () => {
  await using at = fenced();
  const before = at.all().length;
  mkdirSync(join(at.inside, "pipelines"));
  symlinkSync("../../outside.yaml", join(at.inside, "pipelines", "link.yaml"));
  // What is inside by another spelling is no attack.
  for (const name of at.names.filter((one) => !one.includes("\0") && !one.endsWith("ok.yaml/"))) {
    const word = JSON.stringify(name);
    for (const [project, spec] of [
      [`{name: shop, pipelines: ${word}}`, "name: a\ntasks: {a: {run: 'true'}}\n"],
      ["name: shop", `name: a\ntasks: {a: {uses: ${word}}}\n`],
      ["name: shop", `name: a\ntasks: {a: {uses: ${JSON.stringify(`./${name}`)}}}\n`],
      [
        "name: shop",
        `name: a\ntasks: {a: {uses: sql, with: {connection: ${word}, sql: select 1}}}\n`,
      ],
      ["name: shop", `name: a\ntasks: {a: {run: 'true', secrets: [${word}]}}\n`],
      ["name: shop", `name: a\nruns: {schedule: {calendar: ${word}}}\ntasks: {a: {run: 'true'}}\n`],
    ] as const) {
      writeFileSync(join(at.inside, "trunkline.yaml"), `${project}\n`);
      writeFileSync(join(at.inside, "pipelines", "a.yaml"), spec);
      const { code, stdout, stderr } = await trunklineHere(["validate", at.inside], { env: {} });
      const said = `${project} ${spec}: ${code} ${stdout}${stderr}`;
      expect(code, said).not.toBe(0);
      expect(said).not.toContain("root:x:");
    }
  }
  expect(at.all().length).toBe(before + 4);
});
