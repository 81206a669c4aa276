// The client's methods about triggers that messages set off.

import type { AsideMessageView, MessageView, Page, TriggerSourceView } from "./types.ts";

export interface MessageClient {
  triggers(query?: { project?: string }): Promise<TriggerSourceView[]>;
  /** The newest first. */
  asideMessages(query?: {
    project?: string;
    pipeline?: string;
    limit?: number;
  }): Promise<AsideMessageView[]>;
  message(id: string): Promise<MessageView>;
  retryMessage(id: string, body?: { reason?: string }): Promise<RetriedMessage>;
  discardMessage(id: string, body?: { reason?: string }): Promise<RetriedMessage>;
}

export type RetriedMessage = Pick<MessageView, "run"> & {
  outcome: MessageView["outcome"] | "skipped";
};

type Get = <T>(path: string, query?: object) => Promise<T>;
type Post = <T>(path: string, body?: object) => Promise<{ body: T }>;

export const messageMethods = (get: Get, post: Post): MessageClient => ({
  triggers: async (query) => (await get<Page<TriggerSourceView>>("/api/v1/triggers", query)).items,
  asideMessages: async (query) =>
    (await get<Page<AsideMessageView>>("/api/v1/messages", query)).items,
  message: (id) => get(pathOf(id)),
  retryMessage: async (id, body) => (await post<RetriedMessage>(`${pathOf(id)}/retry`, body)).body,
  discardMessage: async (id, body) =>
    (await post<RetriedMessage>(`${pathOf(id)}/discard`, body)).body,
});

const pathOf = (id: string): string => `/api/v1/messages/${encodeURIComponent(id)}`;
