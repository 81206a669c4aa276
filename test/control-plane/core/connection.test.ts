import { describe, expect, test } from "vitest";
import { canonicalJson } from "#core/canonical.ts";
import { connectionName } from "#core/connection.ts";
import { createSourceReader, defaultProject, inputsOf, listSources } from "#core/estate.ts";
import { normalize } from "#core/normalize.ts";
import { toSpec } from "#core/to-spec.ts";

const shop =
  "type: postgres\nhost: db.example\ndatabase: shop\nuser: reader\npassword: shop/reader\n";
const check = "{uses: sql, with: {connection: shop, sql: 'select :day', params: {day: a}}}";

function read(files: Record<string, string>, source = "pipelines/orders.yaml") {
  const paths = listSources(Object.keys(files));
  const reader = createSourceReader({ content: (path) => files[path] }, defaultProject);
  return { reader, source: reader.read(source, inputsOf(source, paths)) };
}

test.each([
  ["connections/shop.yaml", "shop"],
  ["connections/a/b.yaml", null],
  ["connections/shop.yml", null],
  ["pipelines/shop.yaml", null],
])("%s is the connection %s", (path, name) => {
  expect(connectionName(path)).toBe(name);
});

describe("a pipeline that uses a connection", () => {
  test("holds what it says, and the name of its secret", () => {
    const { source } = read({
      "connections/shop.yaml": shop,
      "pipelines/orders.yaml": `name: orders\ntasks: {check: ${check}}\n`,
    });
    expect(source.diagnostics).toEqual([]);
    expect(source.inputs).toEqual(["pipelines/orders.yaml", "connections/shop.yaml"]);
    expect(source.pipeline?.tasks[0]).toMatchObject({
      secrets: ["shop/reader"],
      action: {
        kind: "sql",
        connection: {
          host: "db.example",
          port: 5432,
          user: "reader",
          password: "shop/reader",
          ssl: "verify",
        },
      },
    });
  });

  test("is read again when a missing one appears, or that of a template changes", () => {
    const missing = read({ "pipelines/orders.yaml": `name: orders\ntasks: {check: ${check}}\n` });
    expect(missing.source.pipeline).toBeNull();
    expect(missing.source.inputs).toContain("connections/shop.yaml");
    const through = read({
      "connections/shop.yaml": shop,
      "templates/check.yaml": `tasks: {check: ${check}}\n`,
      "pipelines/orders.yaml": "name: orders\ntasks: {a: {uses: ./templates/check.yaml}}\n",
    });
    expect(through.source.diagnostics).toEqual([]);
    expect(through.source.inputs).toContain("connections/shop.yaml");
  });

  test("normalizing twice changes nothing, for every property", () => {
    const { reader, source } = read({
      "connections/shop.yaml": shop,
      "connections/engine.yaml": "type: container\nsocket: /run/podman/podman.sock\n",
      "connections/cluster.yaml":
        "type: kubernetes\nserver: https://k8s.example:6443\nnamespace: etl\nclientCertificate: k/cert\nclientKey: k/key\n",
      "connections/inside.yaml": "type: kubernetes\nnamespace: etl\ninCluster: true\n",
      "pipelines/orders.yaml": `name: orders
tasks:
  check:
    uses: sql
    secrets: [b/c]
    with: {connection: shop, sql: "select :n", params: {n: 1}, expect: " rows > 0 ", readOnly: true, maxRows: 5}
  ask:
    uses: http
    outputs: {id: string, other: integer}
    with:
      url: https://api.example/
      query: {a: 1}
      headers: {X-A: b}
      json: {a: [1, "\${{ run.date }}"]}
      auth: {basic: {user: me, password: a/b}}
      expect: response.status == 201
      retryOn: [418]
      poll: {url: "https://api.example/", every: 1m, until: response.body.a, fail: response.body.b, cancel: {}}
      outputs: {id: response.headers.location}
      maxResponse: 10
  key: {uses: http, with: {url: "https://api.example/", form: {a: true}, auth: {header: {name: X-Key, secret: k}}}}
  text: {uses: http, with: {url: "https://api.example/", text: a, auth: {bearer: t}}}
  box:
    uses: container
    with:
      image: etl@sha256:${"0".repeat(64)}
      connection: engine
      command: [load, "\${{ run.date }}"]
      entrypoint: [/bin/tini]
      env: {A: "\${{ run.date }}"}
      secrets: {B: c/d}
      workingDirectory: /work
      user: "1000:1000"
      cpus: 0.5
      memory: 512Mi
      pids: 10
      mounts: [{source: /data, target: /in}, {source: /out, target: /out, readOnly: false}]
      network: bridge
      pull: never
      readOnly: false
  least: {uses: container, with: {image: etl:1, run: ls}}
  job:
    uses: kubernetes
    with:
      connection: cluster
      image: etl:1
      command: [/bin/load]
      args: ["\${{ run.date }}"]
      env: {A: "\${{ run.date }}"}
      secrets: {B: c/d}
      workingDirectory: /work
      requests: {cpu: 500m}
      limits: {memory: 2Gi}
      serviceAccount: etl
      nodeSelector: {disk: fast}
      tolerations: [{key: batch, operator: Exists}]
      imagePullSecrets: [registry]
      startTimeout: 5m
      ttl: 2h
  pod: {uses: kubernetes, with: {connection: inside, image: etl:1, run: ls}}
  files: {run: ./a.sh, secrets: [v], secretFiles: {SSH_KEY: ssh/key, PGPASSFILE: a/b}}
`,
    });
    expect(source.diagnostics).toEqual([]);
    const pipeline = source.pipeline;
    if (!pipeline) throw new Error("no pipeline");
    expect(pipeline.tasks.map(({ secrets }) => secrets)).toEqual([
      ["b/c", "shop/reader"],
      ["a/b"],
      ["k"],
      ["t"],
      ["c/d"],
      [],
      ["c/d", "k/cert", "k/key"],
      [],
      ["a/b", "ssh/key", "v"],
    ]);
    const { spec, tasks } = toSpec(pipeline);
    expect(canonicalJson(normalize(spec, tasks, reader))).toBe(canonicalJson(pipeline));
  });
});

test("a template's parameters and task names are replaced in requests and statements", () => {
  const { source } = read({
    "connections/shop.yaml": shop,
    "templates/t.yaml": `params: {table: {}}
tasks:
  first: {run: ./a.sh, outputs: {n: integer}}
  check:
    needs: [first]
    uses: sql
    with:
      connection: shop
      sql: "select :table, :n"
      params: {table: "\${{ params.table }}", n: "\${{ needs.first.outputs.n }}"}
      expect: rows > 0 && params.table != 'x'
`,
    "pipelines/orders.yaml": `name: orders
tasks:
  before: {run: ./b.sh, outputs: {name: string}}
  a: {needs: [before], uses: ./templates/t.yaml, with: {table: "\${{ needs.before.outputs.name }}"}}
`,
  });
  expect(source.diagnostics).toEqual([]);
  const task = source.pipeline?.tasks.find(({ name }) => name === "a.check");
  expect(task?.needs).toEqual([0, 1]);
  expect(task?.action).toMatchObject({
    params: {
      table: "${{ (string(needs.before.outputs.name)) }}",
      n: '${{ needs["a.first"].outputs.n }}',
    },
    expect: "rows > 0 && (string(needs.before.outputs.name)) != 'x'",
  });
});
