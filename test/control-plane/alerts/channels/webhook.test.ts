import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { webhook } from "#alerts/channels/webhook.ts";
import { messageActs } from "#core/alerts/message.ts";
import { alertWord } from "#test/support/alert-events.ts";
import { channelContext, sendWord, targetOf } from "#test/support/channel-context.ts";
import { answer, type Handler, webServer } from "#test/support/web-server.ts";

const secret = "value of alerts/hook";
/** As a receiver of Standard Webhooks and CloudEvents judges it. */
const receiver: Handler = ({ headers, body }, response) => {
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": given } = headers;
  const mac = createHmac("sha256", secret).update(`${id}.${at}.${body}`).digest("base64");
  if (given !== `v1,${mac}` || Math.abs(Number(at) - Date.now() / 1000) > 300)
    return answer(response, 401);
  const { specversion, id: event, source, type } = JSON.parse(body);
  const isEvent = specversion === "1.0" && event === id && source && type;
  answer(
    response,
    isEvent && headers["content-type"] === "application/cloudevents+json" ? 204 : 400,
  );
};

test.each(messageActs)("%s is genuine, as a golden file has it", async (act) => {
  await using server = await webServer(receiver);
  const target = targetOf("webhook", { url: server.url, secret: "alerts/hook" });
  const word = alertWord({ act, acknowledgedBy: "ada" });
  await sendWord(webhook, target, word);
  await expect(JSON.stringify(webhook.preview(target, word), null, 2)).toMatchFileSnapshot(
    `../../../golden/alerts/webhook/${act}.json`,
  );
});

test("a short secret signs nothing, and another one is not genuine", async () => {
  await using server = await webServer(receiver);
  const target = targetOf("webhook", { url: server.url, secret: "alerts/hook" });
  const send = (value: string) =>
    sendWord(webhook, target, alertWord(), channelContext({}, { "alerts/hook": value }));
  await expect(send("short")).rejects.toThrow(
    'the secret "alerts/hook" is shorter than 16 characters',
  );
  expect(server.asked).toHaveLength(0);
  await expect(send("another secret of some length")).rejects.toMatchObject({
    message: "answered 401",
    isFinal: false,
  });
});
