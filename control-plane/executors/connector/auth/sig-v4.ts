// AWS Signature Version 4: each request is signed with the time of the system that it goes to.

import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import type { SignatureV4 } from "@smithy/signature-v4";
import { renderText } from "#core/connector/render.ts";
import type { ConnectorAuth } from "#schemas/types.ts";
import type { AuthContext, Authorizer, Unsigned } from "./authorizer.ts";
import { isRefusal } from "./authorizer.ts";
import { textOfSecret } from "./plain.ts";
import { hasMoved } from "./their-clock.ts";

export function sigV4Auth(auth: ConnectorAuth, context: AuthContext): Authorizer {
  const { service, region, accessKeyId, secretAccessKey, sessionToken } =
    auth.awsSigV4 as NonNullable<ConnectorAuth["awsSigV4"]>;
  const { connection, secrets, now } = context;
  const credentials = {
    accessKeyId: textOfSecret(secrets, accessKeyId),
    secretAccessKey: textOfSecret(secrets, secretAccessKey),
    ...(sessionToken === undefined || secrets[sessionToken] === undefined
      ? {}
      : { sessionToken: textOfSecret(secrets, sessionToken) }),
  };
  const settings = {
    ...{ credentials, service, sha256: Sha256 },
    region: renderText(region, { connection }),
    // Of S3's paths nothing is encoded twice, of all others everything; S3 alone wants the body's hash as a header.
    ...{ uriEscapePath: service !== "s3", applyChecksum: service === "s3" },
  };
  let signer: Promise<SignatureV4> | undefined;
  let skewMs = 0;
  return {
    async prove(request) {
      // 0.1 s to load, which workers without such requests don't pay.
      signer ??= import("@smithy/signature-v4").then((loaded) => new loaded.SignatureV4(settings));
      skewMs = now() - Date.now();
      const { headers } = await (await signer).sign(signable(request), {
        signingDate: new Date(now()),
        // What passes a request on may change it.
        unsignableHeaders: new Set(["traceparent"]),
      });
      const own = Object.keys(request.headers);
      return {
        headers: Object.fromEntries(
          Object.entries(headers)
            .map(([name, value]): [string, string] => [name.toLowerCase(), value])
            .filter(([name]) => name !== "host" && !own.includes(name)),
        ),
      };
    },
    // The keys stay what they are: another signature is better only when its time is. Services with JSON answer 400.
    refused: (answer) => (isRefusal(answer) || answer.status === 400) && hasMoved(now, skewMs),
  };
}

/** As the request will be sent: with the same host, the same bytes. */
function signable({ method, url, headers, body }: Unsigned) {
  const { searchParams } = url;
  const query = Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]),
  );
  return {
    ...{ method, protocol: url.protocol, hostname: url.hostname, path: url.pathname, query },
    headers: { ...headers, host: url.host },
    // Those of files are left to connectors with other kinds of proof (core/connector/check.ts).
    ...(typeof body === "string" ? { body } : {}),
  };
}

/** What the library takes for a hash, by Node's own. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error("a hash is used once");
  }
}

const bytes = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array =>
  typeof data === "string"
    ? Buffer.from(data)
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
