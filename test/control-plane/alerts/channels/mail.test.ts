// Against a real SMTP server that wants a login and encryption, defers, and refuses.

import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { expect, test } from "vitest";
import { mail } from "#alerts/channels/mail.ts";
import { messageActs } from "#core/alerts/message.ts";
import { alertWord } from "#test/support/alert-events.ts";
import { channelContext, sendWord, targetOf } from "#test/support/channel-context.ts";

async function smtp(options: SMTPServerOptions) {
  const taken: string[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, logger: false, disabledCommands: ["STARTTLS"] },
    onData(stream, _, done) {
      let text = "";
      stream.on("data", (part) => {
        text += part;
      });
      stream.on("end", () => {
        taken.push(text);
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    ...{ port, taken },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

const target = (port: number, some: object = {}) =>
  targetOf("mail", {
    ...{ to: ["etl@example.com", "lead@example.com"], from: "trunkline@example.com" },
    ...{ server: "127.0.0.1", port, tls: "none" as const },
    ...some,
  });
const refusing = (code: number): SMTPServerOptions => ({
  onRcptTo(_address, _session, done) {
    done(Object.assign(new Error("not now"), { responseCode: code }));
  },
});

test.each(messageActs)("%s as a golden file has it", async (act) => {
  const word = alertWord({ act, acknowledgedBy: "ada@example.com" });
  await expect(JSON.stringify(mail.preview(target(25), word), null, 2)).toMatchFileSnapshot(
    `../../../golden/alerts/mail/${act}.json`,
  );
});

test("a letter is one conversation, and no part of an alert becomes a header", async () => {
  await using server = await smtp({});
  await sendWord(mail, target(server.port), alertWord());
  const event = { message: "x\r\nBcc: evil@example.com", pipeline: "a\r\nBcc: evil@example.com" };
  await sendWord(mail, target(server.port), alertWord({ act: "resolve" }, event));
  const [first = "", second = ""] = server.taken;
  expect(first).toContain("Message-ID: <alert-31@example.com>");
  expect(second).toContain("In-Reply-To: <alert-31@example.com>");
  expect(second.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/m);
});

test("what is refused for good is final, what is deferred isn't, nor is a server that is away", async () => {
  await using never = await smtp(refusing(550));
  await expect(sendWord(mail, target(never.port), alertWord())).rejects.toMatchObject({
    isFinal: true,
  });
  await using later = await smtp(refusing(451));
  await expect(sendWord(mail, target(later.port), alertWord())).rejects.toMatchObject({
    isFinal: false,
  });
  const { port } = later;
  await later[Symbol.asyncDispose]().catch(() => {});
  await expect(sendWord(mail, target(port), alertWord())).rejects.toMatchObject({ isFinal: false });
});

test("of several receivers one that is refused keeps the letter from no other", async () => {
  await using server = await smtp({
    onRcptTo({ address }, _session, done) {
      done(
        address.startsWith("lead")
          ? Object.assign(new Error("no such user"), { responseCode: 550 })
          : undefined,
      );
    },
  });
  expect(await sendWord(mail, target(server.port), alertWord())).toEqual({
    refused: ["lead@example.com"],
  });
  expect(server.taken).toHaveLength(1);
});

test("a password goes to nobody in clear, and a wrong one is tried again", async () => {
  const asked: string[] = [];
  await using plain = await smtp({
    authOptional: false,
    onAuth({ password }, _session, done) {
      asked.push(password ?? "");
      done(new Error("Invalid username or password"));
    },
    allowInsecureAuth: true,
  });
  const login = { user: "trunkline", password: "alerts/smtp" };
  // A server without STARTTLS, as one has it that stands between.
  const wanted = sendWord(
    mail,
    target(plain.port, { ...login, tls: "starttls" as const }),
    alertWord(),
    channelContext(),
  );
  await expect(wanted).rejects.toMatchObject({ isFinal: false });
  expect(asked).toEqual([]);
  const clear = sendWord(mail, target(plain.port, login), alertWord());
  await expect(clear).rejects.toMatchObject({ isFinal: false });
});
