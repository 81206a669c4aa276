// Where traces go, from the standard OTEL_* variables; nothing set means nowhere, and nothing is loaded.
// Source of the rules: OpenTelemetry specification, "OTLP Exporter Configuration".

export type Environment = Record<string, string | undefined>;

export interface OtlpSettings {
  url: URL;
  protocol: "http/protobuf" | "http/json";
  headers: Record<string, string>;
  /** Limit for one request, connection included. */
  timeoutMs: number;
  gzip: boolean;
  /** Files in PEM for TLS. */
  tls: { ca: string | null; certificate: string | null; key: string | null };
  /** Who exports: `service.name` and what OTEL_RESOURCE_ATTRIBUTES adds. Never arguments or host details. */
  resource: Record<string, string>;
}

/** A variable that can't be followed; the message names it and what it may be. */
export class OtlpSettingsError extends Error {
  override name = "OtlpSettingsError";
}

/** Null when no endpoint is set, or tracing is switched off. Throws OtlpSettingsError. */
export function otlpSettings(env: Environment): OtlpSettings | null {
  const isOff =
    env.OTEL_SDK_DISABLED?.toLowerCase() === "true" || env.OTEL_TRACES_EXPORTER === "none";
  const url = isOff ? null : endpoint(env);
  if (url === null) return null;
  return {
    url,
    protocol: protocol(env),
    headers: {
      ...pairs(env, "OTEL_EXPORTER_OTLP_HEADERS"),
      ...pairs(env, "OTEL_EXPORTER_OTLP_TRACES_HEADERS"),
    },
    timeoutMs: timeout(env),
    gzip: either(env, "COMPRESSION") === "gzip",
    tls: {
      ca: either(env, "CERTIFICATE"),
      certificate: either(env, "CLIENT_CERTIFICATE"),
      key: either(env, "CLIENT_KEY"),
    },
    resource: {
      "service.name": "trunkline",
      ...pairs(env, "OTEL_RESOURCE_ATTRIBUTES"),
      ...(env.OTEL_SERVICE_NAME ? { "service.name": env.OTEL_SERVICE_NAME } : {}),
    },
  };
}

/** The variable for traces wins over the one for all signals; an empty one counts as absent. */
const either = (env: Environment, name: string): string | null =>
  env[`OTEL_EXPORTER_OTLP_TRACES_${name}`] || env[`OTEL_EXPORTER_OTLP_${name}`] || null;

/** The traces' own endpoint is taken as it is; the common one gets `v1/traces` appended. */
function endpoint(env: Environment): URL | null {
  const own = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const common = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (own) return parseUrl("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", own);
  if (!common) return null;
  const url = parseUrl("OTEL_EXPORTER_OTLP_ENDPOINT", common);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/traces`;
  return url;
}

function parseUrl(variable: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new OtlpSettingsError(`${variable} must be a URL such as http://localhost:4318`);
}

function protocol(env: Environment): OtlpSettings["protocol"] {
  const value = either(env, "PROTOCOL") ?? "http/protobuf";
  if (value === "http/protobuf" || value === "http/json") return value;
  throw new OtlpSettingsError(
    `OTEL_EXPORTER_OTLP_PROTOCOL is '${value}': use http/protobuf (collectors take it on port 4318) or http/json`,
  );
}

function timeout(env: Environment): number {
  const value = Number(either(env, "TIMEOUT") ?? 10_000);
  if (Number.isFinite(value) && value > 0) return value;
  throw new OtlpSettingsError("OTEL_EXPORTER_OTLP_TIMEOUT must be milliseconds above 0");
}

/** `a=1,b=2`, percent-encoded as in W3C Baggage. Values may be secrets, so errors name only the variable. */
function pairs(env: Environment, variable: string): Record<string, string> {
  const entries = (env[variable] ?? "")
    .split(",")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "")
    .map((pair): [string, string] => {
      const end = pair.indexOf("=");
      try {
        if (end > 0)
          return [pair.slice(0, end).trim(), decodeURIComponent(pair.slice(end + 1).trim())];
      } catch {
        // Reported below, like a pair without a name.
      }
      throw new OtlpSettingsError(
        `${variable} must be name=value pairs, separated by commas, percent-encoded`,
      );
    });
  return Object.fromEntries(entries);
}
