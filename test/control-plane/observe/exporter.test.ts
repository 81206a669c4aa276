import { spawnSync } from "node:child_process";
import net from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunTrace, traceSpans } from "#core/trace.ts";
import { createExporter, type Exporter } from "#observe/exporter.ts";
import { type OtlpReceiver, startOtlpReceiver } from "#test/support/otlp-receiver.ts";
import { attemptTrace, runTrace } from "#test/support/run-trace.ts";

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

const exporterWith = (
  env: Record<string, string> = {},
  warn?: (message: string) => void,
): Exporter =>
  createExporter(
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, ...env },
    warn ? { warn } : {},
  ) as Exporter;

const wires = ["http/protobuf", "http/json"] as const;

test.each(wires)(
  "a receiver of %s decodes one trace with its parents and attributes",
  async (wire) => {
    const exporter = exporterWith({ OTEL_EXPORTER_OTLP_PROTOCOL: wire });
    await exporter.export([runTrace()]);
    await exporter.close();
    const expected = traceSpans(runTrace());
    expect(receiver.spans.map(({ resource: _, links: __, ...span }) => span)).toEqual(
      expected.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? "",
        name: span.name,
        kind: span.kind === "server" ? 2 : 1,
        startNanos: span.start.epochNanoseconds,
        endNanos: span.end.epochNanoseconds,
        status: span.failed ? 2 : 0,
        message: span.message ?? "",
        attributes: span.attributes,
      })),
    );
  },
);

test.each(wires)("%s carries the link to whoever asked", async (wire) => {
  const traceId = "1af7651916cd43dd8448eb211c80319c";
  const parentTraceparent = `00-${traceId}-b7ad6b7169203331-01`;
  await exporterWith({ OTEL_EXPORTER_OTLP_PROTOCOL: wire }).export([
    runTrace({ parentTraceparent }),
  ]);
  expect(receiver.spans[0]?.links).toEqual([
    { traceId, spanId: "b7ad6b7169203331", attributes: { "trunkline.link": "requested-by" } },
  ]);
});

test("exported again, by another exporter, everything is the same", async () => {
  await exporterWith().export([runTrace()]);
  await exporterWith().export([runTrace()]);
  const half = receiver.spans.length / 2;
  expect(half).toBeGreaterThan(3);
  expect(receiver.spans.slice(half)).toEqual(receiver.spans.slice(0, half));
});

test("a run of 5,000 tasks arrives whole, in pages", async () => {
  const trace = runTrace();
  const attempts = Array.from({ length: 5_000 }, (_, index) => attemptTrace({ task: `t${index}` }));
  await exporterWith().export([{ ...trace, attempts }]);
  expect(new Set(receiver.spans.map((span) => span.spanId)).size).toBe(5_002);
  expect(Math.max(...receiver.bodies.map((body) => body.length))).toBeLessThan(1_000_000);
});

test("gzip, headers and the resource follow the standard variables", async () => {
  await exporterWith({
    OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
    OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=shop%201",
    OTEL_RESOURCE_ATTRIBUTES: "team=finance",
  }).export([runTrace()]);
  expect(receiver.headers[0]).toMatchObject({ "content-encoding": "gzip", "x-tenant": "shop 1" });
  expect(receiver.spans[0]?.resource).toEqual({ "service.name": "trunkline", team: "finance" });
});

test("no byte holds credentials of the repository or arguments of the process", async () => {
  process.argv.push("--secret=hunter3-argument");
  try {
    await exporterWith().export([runTrace()]);
  } finally {
    process.argv.pop();
  }
  const sent = Buffer.concat(receiver.bodies).toString("latin1");
  expect(sent).toContain("git.example/shop/retail.git");
  expect(sent).not.toMatch(/hunter2|hunter3|command_args|host\.id/);
});

test.each([
  [503, { "retry-after": "7" }, { permanent: false, retryAfterMs: 7000 }],
  [429, {}, { permanent: false, retryAfterMs: null }],
  [401, {}, { permanent: false, retryAfterMs: null }],
  [404, {}, { permanent: false, retryAfterMs: null }],
  [400, {}, { permanent: true, retryAfterMs: null }],
  [302, { location: "/elsewhere" }, { permanent: true, retryAfterMs: null }],
])("a receiver that answers %d rejects", async (status, headers, expected) => {
  receiver.answer = { status, headers };
  const error = await exporterWith()
    .export([runTrace()])
    .catch((reason) => reason);
  expect(error).toMatchObject({ name: "ExportError", ...expected });
  expect(error.message).toContain(`${receiver.endpoint}/v1/traces`);
  expect(receiver.bodies).toHaveLength(1);
});

test("spans that the receiver dropped are told, and count as handed over", async () => {
  receiver.answer = { status: 200, body: receiver.partialSuccess(2, "too old") };
  const warnings: string[] = [];
  await exporterWith({}, (message) => warnings.push(message)).export([runTrace()]);
  expect(warnings).toEqual(["the receiver dropped 2 spans: too old"]);
});

test("an answer that is no OTLP is still an acceptance", async () => {
  receiver.answer = { status: 200, body: Buffer.from("<html>fine</html>") };
  await expect(exporterWith().export([runTrace()])).resolves.toBeUndefined();
});

test("a dead endpoint rejects within 2 s, names itself without credentials, and closes at once", async () => {
  const dead = await startOtlpReceiver();
  await dead.close();
  const endpoint = dead.endpoint.replace("//", "//user:hunter4@");
  const exporter = exporterWith({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  const start = performance.now();
  const error = await exporter.export([runTrace()]).catch((reason) => reason);
  await exporter.close();
  expect(performance.now() - start).toBeLessThan(2000);
  expect(error.message).toContain(`${dead.endpoint}/v1/traces`);
  expect(error.message).not.toContain("hunter4");
  expect(error.permanent).toBe(false);
});

test("a receiver that never answers holds up neither for longer than its timeout nor the end", async () => {
  const sockets: net.Socket[] = [];
  const silent = net.createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as net.AddressInfo;
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  try {
    const impatient = exporterWith({ ...endpoint, OTEL_EXPORTER_OTLP_TIMEOUT: "300" });
    await expect(impatient.export([runTrace()])).rejects.toThrow("it took too long");
    const patient = exporterWith(endpoint);
    const sent = expect(patient.export([runTrace()])).rejects.toThrow("stopped");
    const start = performance.now();
    await patient.close();
    expect(performance.now() - start).toBeLessThan(2500);
    await sent;
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});

test("without an endpoint there is no exporter and nothing of OpenTelemetry is loaded", async () => {
  expect(createExporter({})).toBeNull();
  expect(loadedWith({}).filter((url) => url.includes("@opentelemetry"))).toEqual([]);
  // The same look at a process that does export, so that the test can fail.
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" };
  expect(loadedWith(env).some((url) => url.includes("@opentelemetry"))).toBe(true);
});

/** URLs of all modules that a fresh process loads to make an exporter and export nothing with it. */
function loadedWith(env: Record<string, string>): string[] {
  const script = `import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });
    const { createExporter } = await import("#observe/exporter.ts");
    await createExporter(process.env)?.export([]);`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", script],
    {
      encoding: "utf8",
      cwd: fileURLToPath(new URL("../../..", import.meta.url)),
      env: { PATH: process.env.PATH, ...env },
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout.split("\n");
}

test("runs of many pipelines go out together", async () => {
  const traces: RunTrace[] = ["a", "b"].map((pipeline, index) =>
    runTrace({ pipeline, traceId: `${index + 1}`.repeat(32) }),
  );
  await exporterWith().export(traces);
  expect(receiver.bodies).toHaveLength(1);
  expect(new Set(receiver.spans.map((span) => span.traceId)).size).toBe(2);
});
