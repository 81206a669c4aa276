// The client's methods about alerts.

import type { AlertChannelView, AlertDetail, AlertView, AlertWhy, Page } from "./types.ts";

export interface AlertClient {
  /** The newest first; `all`: those that are over, too. */
  alerts(query?: {
    all?: boolean;
    project?: string;
    run?: string;
    limit?: number;
  }): Promise<AlertView[]>;
  alert(id: string): Promise<AlertDetail>;
  acknowledgeAlert(id: string, body?: { note?: string }): Promise<AlertDetail>;
  whyRunAlerted(id: string): Promise<AlertWhy>;
  /** Without a project: of the only one that has one of the name. */
  whyPipelineAlerted(name: string, project?: string): Promise<AlertWhy>;
  alertChannels(): Promise<AlertChannelView[]>;
  /** The id of the message. */
  testAlertChannel(channel: string): Promise<string>;
  /** How many messages begin anew. */
  retryAlertChannel(channel: string): Promise<number>;
}

type Get = <T>(path: string, query?: object) => Promise<T>;
type Post = <T>(path: string, body?: object) => Promise<{ body: T }>;

export const alertMethods = (get: Get, post: Post): AlertClient => ({
  alerts: async (query) => (await get<Page<AlertView>>("/api/v1/alerts", query)).items,
  alert: (id) => get(`/api/v1/alerts/${encodeURIComponent(id)}`),
  acknowledgeAlert: async (id, body) =>
    (await post<AlertDetail>(`/api/v1/alerts/${encodeURIComponent(id)}/acknowledge`, body)).body,
  whyRunAlerted: (id) => get(`/api/v1/runs/${encodeURIComponent(id)}/alerts`),
  whyPipelineAlerted: (name, project = "-") =>
    get(`/api/v1/pipelines/${encodeURIComponent(project)}/${encodeURIComponent(name)}/alerts`),
  alertChannels: async () => (await get<Page<AlertChannelView>>("/api/v1/alert-channels")).items,
  testAlertChannel: async (channel) =>
    (await post<{ message: string }>(`${channelPath(channel)}/test`)).body.message,
  retryAlertChannel: async (channel) =>
    Number((await post<{ message: string }>(`${channelPath(channel)}/retry`)).body.message),
});

const channelPath = (channel: string): string =>
  `/api/v1/alert-channels/${encodeURIComponent(channel)}`;
