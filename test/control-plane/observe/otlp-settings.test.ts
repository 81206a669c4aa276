import { expect, test } from "vitest";
import { otlpSettings } from "#observe/otlp-settings.ts";

const endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

test.each([
  [{ [endpoint]: "http://collector:4318" }, "http://collector:4318/v1/traces"],
  [{ [endpoint]: "https://x.example/otlp/" }, "https://x.example/otlp/v1/traces"],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://x.example/in" }, "http://x.example/in"],
  [
    { [endpoint]: "http://a.example", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://b.example/t" },
    "http://b.example/t",
  ],
])("%j goes to %s", (env, url) => {
  expect(otlpSettings(env)?.url.href).toBe(url);
});

test.each([
  {},
  { [endpoint]: "" },
  { [endpoint]: "http://collector:4318", OTEL_SDK_DISABLED: "true" },
  { [endpoint]: "http://collector:4318", OTEL_TRACES_EXPORTER: "none" },
])("%j goes nowhere", (env) => {
  expect(otlpSettings(env)).toBeNull();
});

test("traces' own variables win; the rest has the standard's defaults", () => {
  const settings = otlpSettings({
    [endpoint]: "http://collector:4318",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/protobuf",
    OTEL_EXPORTER_OTLP_HEADERS: "a=1, b=2",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: "b=3",
    OTEL_RESOURCE_ATTRIBUTES: "service.name=other,team=finance",
    OTEL_SERVICE_NAME: "jobs",
  });
  expect(settings).toMatchObject({
    protocol: "http/protobuf",
    headers: { a: "1", b: "3" },
    timeoutMs: 10_000,
    gzip: false,
    resource: { "service.name": "jobs", team: "finance" },
  });
});

test.each([
  [{ [endpoint]: "collector:4318" }, endpoint],
  [{ [endpoint]: "http://c:1", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, "http/protobuf"],
  [{ [endpoint]: "http://c:1", OTEL_EXPORTER_OTLP_TIMEOUT: "soon" }, "OTEL_EXPORTER_OTLP_TIMEOUT"],
  [
    { [endpoint]: "http://c:1", OTEL_EXPORTER_OTLP_HEADERS: "s3cret" },
    "OTEL_EXPORTER_OTLP_HEADERS",
  ],
  [{ [endpoint]: "http://c:1", OTEL_EXPORTER_OTLP_HEADERS: "a=%zz" }, "OTEL_EXPORTER_OTLP_HEADERS"],
])("%j is refused by name, without its value", (env, named) => {
  expect(() => otlpSettings(env)).toThrow(named);
  expect(() => otlpSettings(env)).not.toThrow("s3cret");
});
