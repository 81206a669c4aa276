// Against a server that refuses what Slack refuses: too many blocks, too long texts, a missing `text`, a wrong token.

import { expect, test } from "vitest";
import { slack } from "#alerts/channels/slack.ts";
import { messageActs } from "#core/alerts/message.ts";
import { alertWord } from "#test/support/alert-events.ts";
import { channelContext, sendWord, targetOf } from "#test/support/channel-context.ts";
import { answer, type Handler, webServer } from "#test/support/web-server.ts";

interface Block {
  type: string;
  text: { text: string };
}
interface Body {
  text?: string;
  blocks?: Block[];
  channel?: string;
  ts?: string;
  thread_ts?: string;
}

/** Why Slack wouldn't take it. */
function refusal({ text, blocks = [] }: Body): string | null {
  if (!text) return "no_text";
  if (blocks.length > 50) return "invalid_blocks";
  for (const {
    type,
    text: { text: inside },
  } of blocks)
    if (inside.length === 0 || inside.length > (type === "header" ? 150 : 3_000))
      return "invalid_blocks";
  const total = blocks.reduce((sum, one) => sum + one.text.text.length, 0);
  return total > 13_200 ? "msg_blocks_too_long" : null;
}

const incoming: Handler = ({ body }, response) => {
  const why = refusal(JSON.parse(body));
  answer(response, why === null ? 200 : 400, why ?? "ok");
};
const long = alertWord(
  {
    output: {
      error: `ERROR <!channel> ${"x".repeat(280)}`,
      tail: Array.from({ length: 20 }, (_, n) => `${n} <@U1> \`\`\` ${"&".repeat(280)}`),
    },
  },
  {
    message: "y".repeat(3_000),
    downstream: Array.from({ length: 10 }, (_, n) => `p/${"z".repeat(200)}${n}`),
    pipeline: "p".repeat(300),
  },
);

test.each(messageActs)("%s is within the limits, as a golden file has it", async (act) => {
  await using server = await webServer(incoming);
  const target = targetOf("slack", { webhook: "alerts/slack" });
  const context = () => channelContext({}, { "alerts/slack": `${server.url}/services/T/B/x` });
  const word = alertWord({ act, acknowledgedBy: "ada@example.com" });
  expect(await sendWord(slack, target, word, context())).toBeNull();
  await expect(JSON.stringify(slack.preview(target, word), null, 2)).toMatchFileSnapshot(
    `../../../golden/alerts/slack/${act}.json`,
  );
});

test("the longest of all is cut, and output notifies nobody and ends no fence", async () => {
  await using server = await webServer(incoming);
  const target = targetOf("slack", { webhook: "alerts/slack" });
  await sendWord(slack, target, long, channelContext({}, { "alerts/slack": server.url }));
  const body = server.asked[0]?.body ?? "";
  expect(body).not.toMatch(/<!channel>|<@U1>/);
  const fences = (JSON.parse(body) as Body).blocks?.map(
    (one) => one.text.text.split("```").length - 1,
  );
  expect(fences?.every((count) => count === 0 || count === 2)).toBe(true);
});

/** The Web API: 200 whatever it thinks of it. */
const api =
  (posts: Body[]): Handler =>
  ({ path, headers, body }, response) => {
    const given = JSON.parse(body) as Body;
    posts.push(given);
    const error =
      headers.authorization !== "Bearer value of alerts/slack"
        ? "invalid_auth"
        : path === "/chat.update" && given.ts !== "1.1"
          ? "message_not_found"
          : refusal(given);
    answer(
      response,
      200,
      error === null ? { ok: true, ts: given.ts ?? "1.1", channel: "C1" } : { ok: false, error },
    );
  };
const bot = (url: string, token = "alerts/slack") =>
  targetOf("slack", { token, channel: "#etl", api: url });

test("a bot posts once, then changes its message and reminds in its thread", async () => {
  const posts: Body[] = [];
  await using server = await webServer(api(posts));
  const reply = (await sendWord(slack, bot(server.url), alertWord())) as Record<string, unknown>;
  expect(reply).toEqual({ channel: "C1", ts: "1.1" });
  await sendWord(slack, bot(server.url), alertWord({ act: "remind" }), channelContext({ reply }));
  await sendWord(
    slack,
    bot(server.url),
    alertWord({ act: "acknowledge", acknowledgedBy: "ada" }),
    channelContext({ reply }),
  );
  expect(server.asked.map(({ path }) => path)).toEqual([
    ...["/chat.postMessage", "/chat.update", "/chat.postMessage", "/chat.update"],
  ]);
  expect(posts[2]).toMatchObject({ channel: "C1", thread_ts: "1.1", reply_broadcast: true });
});

test("what Slack answers with 200 and a no is no delivery; a limit is heeded", async () => {
  await using server = await webServer(api([]));
  const wrong = sendWord(slack, bot(server.url, "other"), alertWord());
  await expect(wrong).rejects.toMatchObject({ message: "answered invalid_auth", isFinal: false });
  await using busy = await webServer((_, response) =>
    answer(response, 429, "", { "retry-after": "7" }),
  );
  await expect(sendWord(slack, bot(busy.url), alertWord())).rejects.toMatchObject({
    restMs: 7_000,
    isFinal: false,
  });
  const noUrl = sendWord(slack, targetOf("slack", { webhook: "alerts/none" }), alertWord());
  await expect(noUrl).rejects.toThrow('the secret "alerts/none" is no URL of a webhook');
});
