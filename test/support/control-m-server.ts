// Control-M as its Automation API shows it, in a server of a test's own: orders of jobs, their statuses and output, holds, and
// conditions (`reference/control-m.md`, section 12; `control-plane/connectors/control-m.yaml`). Each look takes an order one
// step further.

import { type Asked, answer, type WebServer, webServer } from "./web-server.ts";

export interface Order {
  jobId: string;
  runId: string;
  folder: string;
  name: string;
  /** `yymmdd`. */
  orderDate: string;
  status: "Wait Condition" | "Executing" | "Ended OK" | "Ended Not OK";
  held: boolean;
  deleted: boolean;
  ctm: string;
  type: string;
  numberOfRuns: number;
  /** `yyyymmddHHMMSS` in UTC; empty before. */
  startTime: string;
  endTime: string;
}

export interface ControlM extends WebServer {
  /** With the path that its clients are given. */
  api: string;
  orders: Order[];
  /** As `NAME MMDD`. */
  conditions: string[];
  /** Jobs whose orders end badly. */
  bad: Set<string>;
}

const now = () => new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);

/** @param key What its clients send as `x-api-key`. */
export async function controlM(key: string): Promise<ControlM> {
  const orders: Order[] = [];
  const conditions: string[] = [];
  const bad = new Set<string>();

  const order = (body: { [name: string]: unknown }): [number, object] => {
    const { ctm, folder, jobs, orderDate = now().slice(0, 8), createDuplicate = true } = body;
    const date = `${orderDate}`.slice(2);
    const isThere = orders.some(
      (one) => one.folder === folder && one.name === jobs && one.orderDate === date,
    );
    if (isThere && createDuplicate === false)
      return [400, { errors: [{ message: `${jobs} was already ordered for ${orderDate}` }] }];
    const n = `${orders.length + 1}`.padStart(5, "0");
    orders.push({
      ...{ jobId: `${ctm}:${n}`, runId: `run-${n}`, folder: `${folder}`, name: `${jobs}` },
      ...{ orderDate: date, status: "Wait Condition", held: body.hold === true, deleted: false },
      ...{ ctm: `${ctm}`, type: "Command", numberOfRuns: 0, startTime: "", endTime: "" },
    });
    return [200, { runId: `run-${n}`, statusURI: `/run/status/run-${n}` }];
  };
  const step = (one: Order): Order => {
    if (one.held || one.deleted) return one;
    if (one.status === "Wait Condition")
      return Object.assign(one, { status: "Executing", startTime: now(), numberOfRuns: 1 });
    if (one.status === "Executing")
      Object.assign(one, {
        status: bad.has(one.name) ? "Ended Not OK" : "Ended OK",
        endTime: now(),
      });
    return one;
  };
  const done = ({ method, path, body }: Asked): [number, object | string] => {
    const [route = "", query = ""] = path.replace(/^\/automation-api/, "").split("?");
    if (method === "POST" && route === "/run/order") return order(JSON.parse(body));
    const [, server] = /^\/run\/event\/([^/]+)$/.exec(route) ?? [];
    if (method === "POST" && server !== undefined) {
      const { name, date } = JSON.parse(body) as { name: string; date: string };
      if (!conditions.includes(`${name} ${date}`)) conditions.push(`${name} ${date}`);
      return [200, { message: "added" }];
    }
    if (route === "/run/jobs/status") {
      const asked = new URLSearchParams(query);
      const found = orders.filter(
        (one) =>
          [null, one.folder].includes(asked.get("folder")) &&
          [null, one.name].includes(asked.get("jobname")),
      );
      return [200, { statuses: found, returned: found.length, total: found.length }];
    }
    const [, run] = /^\/run\/status\/([^/]+)$/.exec(route) ?? [];
    if (run !== undefined)
      return [200, { statuses: orders.filter(({ runId }) => runId === run).map(step) }];
    const [, id = "", act] = /^\/run\/job\/([^/]+)\/(\w+)$/.exec(route) ?? [];
    const one = orders.find(({ jobId }) => jobId === decodeURIComponent(id));
    if (one === undefined) return [404, { errors: [{ message: `nothing is at ${route}` }] }];
    if (act === "output") return [200, `${one.name} of ${one.orderDate}\n`];
    if (act === "hold" || act === "free") one.held = act === "hold";
    if (act === "kill") Object.assign(one, { status: "Ended Not OK", endTime: now() });
    return [200, act === "status" ? one : { message: `${act}: done` }];
  };
  const server = await webServer((asked, response) => {
    if (asked.headers["x-api-key"] !== key)
      return answer(response, 401, { errors: [{ message: "Unauthorized" }] });
    answer(response, ...done(asked));
  });
  return { ...server, api: `${server.url}/automation-api`, orders, conditions, bad };
}
