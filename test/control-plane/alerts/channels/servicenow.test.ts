// Against a server that keeps incidents as the Table API does, and refuses what an instance refuses.

import { expect, test } from "vitest";
import { servicenow } from "#alerts/channels/servicenow.ts";
import { messageActs } from "#core/alerts/message.ts";
import { alertWord } from "#test/support/alert-events.ts";
import { channelContext, sendWord, targetOf } from "#test/support/channel-context.ts";
import { answer, type Handler, webServer } from "#test/support/web-server.ts";

type Row = Record<string, unknown> & { sys_id: string };

const basic = `Basic ${Buffer.from("bot:value of alerts/sn").toString("base64")}`;

function instance(): { rows: Row[]; handler: Handler } {
  const rows: Row[] = [];
  const table = "/api/now/table/incident";
  const handler: Handler = ({ method, path, headers, body }, response) => {
    if (headers.authorization !== basic)
      return answer(response, 401, { error: "User Not Authenticated" });
    const url = new URL(path, "http://x");
    const given = body === "" ? {} : JSON.parse(body);
    if (method === "POST" && url.pathname === "/api/global/em/jsonv2") {
      const bad = given.records.some(
        (one: Record<string, unknown>) =>
          !/^[0-5]$/.test(String(one.severity)) ||
          !one.message_key ||
          typeof one.additional_info !== "string",
      );
      return answer(
        response,
        bad ? 400 : 200,
        bad ? { error: "invalid record" } : { "Default Bulk Endpoint": "1" },
      );
    }
    if (method === "GET" && url.pathname === table) {
      const [, wanted] =
        /^correlation_id=(.*)$/.exec(url.searchParams.get("sysparm_query") ?? "") ?? [];
      const found = rows.filter((row) => row.correlation_id === wanted);
      return answer(response, 200, { result: found.map(({ sys_id }) => ({ sys_id })) });
    }
    if (method === "POST" && url.pathname === table) {
      if (String(given.short_description).length > 160 || String(given.correlation_id).length > 100)
        return answer(response, 400, { error: "value too long" });
      if (given.state === 6 && !(given.close_code && given.close_notes))
        return answer(response, 403, { error: "Data Policy Exception" });
      const row = { ...given, sys_id: `id${rows.length + 1}` };
      rows.push(row);
      return answer(response, 201, { result: row });
    }
    const row = rows.find(({ sys_id }) => url.pathname === `${table}/${sys_id}`);
    if (method !== "PATCH" || !row) return answer(response, 404, { error: "No Record found" });
    // A data policy of each instance: what is resolved says how.
    if (given.state === 6 && !(given.close_code && given.close_notes))
      return answer(response, 403, { error: "Data Policy Exception" });
    Object.assign(row, given);
    answer(response, 200, { result: row });
  };
  return { rows, handler };
}

const target = (url: string, as: "events" | "incidents") =>
  targetOf("servicenow", { instance: url, as, user: "bot", password: "alerts/sn", group: "ETL" });

test.each(messageActs)("%s is taken as an event, as a golden file has it", async (act) => {
  await using server = await webServer(instance().handler);
  const word = alertWord({ act, resolvedAt: "2026-11-27T07:39:30.000Z" });
  await sendWord(servicenow, target(server.url, "events"), word);
  await expect(
    JSON.stringify(servicenow.preview(target(server.url, "events"), word), null, 2),
  ).toMatchFileSnapshot(`../../../golden/alerts/servicenow/${act}.json`);
  const [record] = JSON.parse(server.asked[0]?.body ?? "").records;
  expect(record.severity).toBe(act === "resolve" ? "0" : "2");
});

test("a success is an incident that is resolved as it comes, and an event of no severity", async () => {
  const { rows, handler } = instance();
  await using server = await webServer(handler);
  const word = alertWord({ output: null }, { kind: "succeeded", severity: "info" });
  await sendWord(servicenow, target(server.url, "incidents"), word);
  expect(rows).toMatchObject([{ state: 6, short_description: expect.stringMatching(/succeeded/) }]);
  await sendWord(servicenow, target(server.url, "events"), word);
  expect(JSON.parse(server.asked.at(-1)?.body ?? "").records).toMatchObject([{ severity: "5" }]);
});

test("an incident is made once, changed and resolved, also where the answer to making it was lost", async () => {
  const { rows, handler } = instance();
  let isLost = true;
  await using server = await webServer((asked, response) => {
    if (asked.method !== "POST" || !isLost) return handler(asked, response);
    isLost = false;
    const silent = { writeHead() {}, end: () => response.destroy() };
    handler(asked, silent as never);
  });
  const to = target(server.url, "incidents");
  await expect(sendWord(servicenow, to, alertWord())).rejects.toMatchObject({ isFinal: false });
  const reply = await sendWord(servicenow, to, alertWord(), channelContext({ isRepeated: true }));
  expect(reply).toEqual({ sys_id: "id1" });
  const later = () => channelContext({ reply: reply as Record<string, unknown> });
  await sendWord(servicenow, to, alertWord({ act: "acknowledge", acknowledgedBy: "ada" }), later());
  await sendWord(
    servicenow,
    to,
    alertWord({ act: "resolve", resolution: "run 815 succeeded" }),
    later(),
  );
  expect(rows).toMatchObject([{ sys_id: "id1", state: 6, impact: 2, assignment_group: "ETL" }]);
});

test("another alert of the same key has another incident, and what was never opened isn't resolved", async () => {
  const { rows, handler } = instance();
  await using server = await webServer(handler);
  const to = target(server.url, "incidents");
  await sendWord(servicenow, to, alertWord());
  await sendWord(servicenow, to, alertWord({ id: "32" }));
  await sendWord(servicenow, to, alertWord({ id: "33", act: "resolve" }));
  expect(rows).toHaveLength(2);
});
