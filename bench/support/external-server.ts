// A system with runs that never end, in a process of its own. Prints its port.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

let started = 0;
const server = createServer((request, response) => {
  request.resume();
  const body =
    request.method === "POST" ? { id: ++started } : { state: "running", progress: "1 of 2" };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
