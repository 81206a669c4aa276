// A connection that breaks: passes bytes on to a port of loopback until so many went one way, then ends both sides.

import { connect, createServer, type Socket } from "node:net";

export interface CutProxy extends AsyncDisposable {
  port: number;
  /** Bytes that went through so far, both ways. */
  passed: { up: number; down: number };
  /** The next connection breaks once so many bytes went that way; later ones don't. */
  cutNext(way: "up" | "down", bytes: number): void;
  /** What goes up from now on arrives nowhere, without a word, until `heal`. */
  swallow(): void;
  /** As `cut`, once so many bytes more have gone that way over all connections together. */
  cutAfter(way: "up" | "down", bytes: number): void;
  /** Nothing comes through any more, and nobody is told, once so many bytes more have gone that way. */
  stopAfter(way: "up" | "down", bytes: number): void;
  /** Nothing comes down any more, and nobody is told, once a text has gone up. */
  deafAfter(text: string): void;
  /** Breaks all that are open, and lets none in until `heal`. */
  cut(): void;
  heal(): void;
}

export async function cutProxy(target: number): Promise<CutProxy> {
  const passed = { up: 0, down: 0 };
  const open = new Set<Socket>();
  let planned: { way: "up" | "down"; left: number } | null = null;
  let [isCut, isSwallowing] = [false, false];
  let last: string | null = null;
  let limit: { way: "up" | "down"; bytes: number; how: "cut" | "stop" } | null = null;
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const own = planned;
    planned = null;
    const host = connect(target, "127.0.0.1");
    const end = () => {
      for (const socket of [client, host]) {
        socket.destroy();
        open.delete(socket);
      }
    };
    const pass = (from: Socket, to: Socket, way: "up" | "down") => {
      open.add(from);
      // What ends well has written bytes that the other side has yet to take.
      from.on("end", () => to.end());
      from.on("error", end).on("close", () => {
        open.delete(from);
        if (!from.readableEnded) end();
      });
      from.on("data", (bytes: Buffer) => {
        if (isSwallowing && way === "up") return;
        if (way === "up" && last !== null && bytes.includes(last))
          limit = { way: "down", bytes: passed.down, how: "stop" };
        passed[way] += bytes.length;
        if (limit?.way === way && passed[way] >= limit.bytes)
          return limit.how === "cut" ? cut() : void 0;
        const kept = own?.way === way ? bytes.subarray(0, own.left) : bytes;
        to.write(kept, () => {
          if (kept.length < bytes.length) end();
        });
        if (own?.way === way) own.left -= kept.length;
      });
    };
    pass(client, host, "up");
    pass(host, client, "down");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  return {
    ...{ port, passed, cut },
    cutNext: (way, left) => {
      planned = { way, left };
    },
    swallow: () => {
      isSwallowing = true;
    },
    cutAfter: (way, bytes) => {
      limit = { way, bytes: passed[way] + bytes, how: "cut" };
    },
    stopAfter: (way, bytes) => {
      limit = { way, bytes: passed[way] + bytes, how: "stop" };
    },
    deafAfter: (text) => {
      last = text;
    },
    heal: () => {
      isCut = false;
      isSwallowing = false;
      limit = null;
      last = null;
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
