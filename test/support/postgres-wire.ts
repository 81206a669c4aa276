// A server that speaks just enough of Postgres' protocol to be of any version: real ones of old versions can't be shipped.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";

/** Answers every connection with "no password needed" and every query with one text column holding `answer`. */
export async function postgresWire(
  answer: string,
): Promise<{ connectionString: string } & AsyncDisposable> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write(Buffer.concat([message("R", int32(0)), READY]));
      socket.on("data", (data: Buffer) => {
        if (data.toString("latin1", 0, 1) === "Q") socket.write(rows(answer));
        else socket.end();
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    connectionString: `postgres://user:secret@127.0.0.1:${port}/db`,
    [Symbol.asyncDispose]: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

const int16 = (n: number) => Buffer.from([n >> 8, n & 255]);
const int32 = (n: number) => Buffer.concat([int16(n >>> 16), int16(n & 65_535)]);
const text = (s: string) => Buffer.from(`${s}\0`);

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

const READY = message("Z", Buffer.from("I"));

function rows(answer: string): Buffer {
  const column = [
    text("server_version_num"),
    int32(0),
    int16(0),
    int32(25),
    int16(65_535),
    int32(-1),
    int16(0),
  ];
  return Buffer.concat([
    message("T", int16(1), ...column),
    message("D", int16(1), int32(answer.length), Buffer.from(answer)),
    message("C", text("SHOW")),
    READY,
  ]);
}
