// Mail by SMTP: text and HTML, all about one alert in one conversation.

import { createTransport } from "nodemailer";
import { type AlertMessage, type AlertWord, messageOf, textOf } from "#core/alerts/message.ts";
import { cut } from "#core/alerts/output.ts";
import type { ChannelTarget } from "#core/alerts/settings.ts";
import { htmlText } from "#core/html-text.ts";
import { messageOf as faultOf } from "#store/errors.ts";
import { type Channel, type ChannelContext, ChannelFault } from "./channel.ts";

type Target = Extract<ChannelTarget, { kind: "mail" }>;

const timeoutMs = 10_000;
const longestSubject = 150;

export const mail: Channel<Target> = {
  async send(target, word, context) {
    const { server: host, port, tls, login } = target;
    const transport = createTransport({
      ...{ host, port, secure: tls === "always" },
      requireTLS: tls === "starttls",
      ignoreTLS: tls === "none",
      ...(login && { auth: { user: login.user, pass: await context.secret(login.password) } }),
      ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const stop = () => transport.close();
    context.signal.addEventListener("abort", stop, { once: true });
    try {
      const sent = await transport.sendMail(letterOf(target, word, context));
      // Whom it refused hears nothing; the others have it, and again would be twice for them.
      const refused = sent.rejected.map(String);
      return refused.length === 0 ? null : { refused };
    } catch (error) {
      throw faultFrom(error);
    } finally {
      context.signal.removeEventListener("abort", stop);
      transport.close();
    }
  },
  preview: (target, word) => letterOf(target, word, { messageId: "MESSAGE" }),
};

/** The first letter is the thread's; what comes later answers it. A repeated one has the same id, by which readers tell. */
function letterOf(
  { from, to }: Target,
  word: AlertWord,
  { messageId }: Pick<ChannelContext, "messageId">,
) {
  const message = messageOf(word);
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const thread = `<alert-${word.id}@${domain}>`;
  return {
    ...{ from, to: [...to] },
    subject: cut(`[${word.event.severity}] ${message.title}`, longestSubject),
    text: textOf(message),
    html: htmlOf(message),
    messageId: word.act === "open" ? thread : `<${messageId}@${domain}>`,
    ...(word.act === "open" ? {} : { inReplyTo: thread, references: [thread] }),
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}

function htmlOf({ title, facts, error, tail, links, commands }: AlertMessage): string {
  const rows = [
    ...facts.map(({ name, value }) => [name, htmlText(value)]),
    ...(error === null ? [] : [["Error", `<code>${htmlText(error)}</code>`]]),
  ].map(
    ([name, value]) =>
      `<tr><th align="left" valign="top" style="padding-right:1em">${name}</th><td>${value}</td></tr>`,
  );
  const pre = (lines: readonly string[]) =>
    lines.length === 0 ? "" : `<pre>${lines.map(htmlText).join("\n")}</pre>`;
  const anchors = links
    .map(({ name, url }) => `<a href="${htmlText(url)}">${name}</a>`)
    .join(" · ");
  return `<!doctype html><html><body><h3>${htmlText(title)}</h3><table>${rows.join("")}</table>${pre(tail)}<p>${anchors}</p>${pre(commands)}</body></html>`;
}

/** 5xx of SMTP is for ever, but for a login that is wrong: that is repaired, and what waits is then sent. */
function faultFrom(error: unknown): ChannelFault {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  const isFinal = code === "EMESSAGE" || (code === "EENVELOPE" && (responseCode ?? 0) >= 500);
  return new ChannelFault(faultOf(error).slice(0, 300), { isFinal }, error);
}
