// TLS with real certificates: served, renewed while it serves, and kept where the new files are no good.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { connect } from "node:tls";
import { expect, test } from "vitest";
import { followTls, readTls } from "#api/tls-files.ts";
import { hasOpenssl, makeCertificates } from "#test/support/certificates.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

/** Serial number of the certificate that is shown, and by which protocol. */
async function shown(port: number, maxVersion?: "TLSv1.1"): Promise<[string, string | null]> {
  const socket = connect({
    ...{ port, host: "127.0.0.1", rejectUnauthorized: false },
    ...(maxVersion === undefined ? {} : { maxVersion, minVersion: "TLSv1" as const }),
  });
  try {
    await once(socket, "secureConnect");
    return [socket.getPeerCertificate().serialNumber, socket.getProtocol()];
  } finally {
    socket.destroy();
  }
}

test("a renewed certificate is taken without a restart; one that doesn't fit is told once and not taken", async (context) => {
  if (!hasOpenssl) return context.skip("openssl is not there to make certificates");
  await using folder = temporaryDirectory();
  const files = { cert: path.join(folder.path, "tls.crt"), key: path.join(folder.path, "tls.key") };
  const write = () => {
    const { host } = makeCertificates(folder.path, "IP:127.0.0.1");
    writeFileSync(files.cert, host.cert);
    writeFileSync(files.key, host.key);
    return host;
  };
  write();
  const first = await readTls(files);
  const server = createServer({ ...first, minVersion: "TLSv1.2" });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const messages: string[] = [];
  const onMessage = (message: string) => messages.push(message);
  const reload = followTls(server, files, first, { everyMs: 3_600_000, onMessage });
  try {
    const [before] = await shown(port);
    await reload.look();
    expect(messages).toEqual([]);
    const { key } = write();
    await reload.look();
    const [after] = await shown(port);
    expect(after).not.toBe(before);
    expect(messages).toEqual([`the certificate in ${files.cert} is in use from now on`]);
    // As while one file is renewed and the other is not yet.
    writeFileSync(files.cert, makeCertificates(folder.path, "IP:127.0.0.1").host.cert);
    await reload.look();
    await reload.look();
    expect(await shown(port)).toEqual([after, "TLSv1.3"]);
    expect(messages).toHaveLength(2);
    expect(messages[1]).toMatch(/do not fit together.*; the one before goes on$/);
    expect(messages.join()).not.toContain(key.split("\n")[1]);
    await expect(shown(port, "TLSv1.1")).rejects.toThrow();
  } finally {
    reload.stop();
    server.close();
  }
});

test("files that are missing or hold something else are named", async () => {
  await using folder = temporaryDirectory();
  const files = { cert: path.join(folder.path, "a.crt"), key: path.join(folder.path, "a.key") };
  await expect(readTls(files)).rejects.toThrow(`can't read the certificate ${files.cert}: ENOENT`);
  writeFileSync(files.cert, "no certificate");
  writeFileSync(files.key, "no key, but a secret");
  const error = await readTls(files).catch((each: Error) => each);
  expect((error as Error).message).toContain("do not fit together");
  expect((error as Error).message).not.toContain("a secret");
});
