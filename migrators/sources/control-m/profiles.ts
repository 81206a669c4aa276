// Connection profiles of exports of the Automation API, as far as a connection here can be what they are: SFTP.

import type { LegacyProfile } from "#migrators/legacy.ts";
import type { LegacyFile, Statement } from "#migrators/statement.ts";

export const isProfile = ({ kind }: Statement): boolean =>
  kind === "ConnectionProfile:FileTransfer:SFTP";

export function profilesOf({ statements }: LegacyFile): LegacyProfile[] {
  return statements
    .flatMap(({ children }) => children)
    .filter(isProfile)
    .map((statement) => {
      const value = (...names: string[]): string | null =>
        statement.attributes.find(({ name }) => names.includes(name))?.value.trim() || null;
      const port = Number(value("Port"));
      const host = value("HostName", "Host");
      const isSecret = ({ name }: { name?: string | null }) => name === "Password";
      return {
        name: statement.name ?? "",
        statement,
        // What can be no host's name is left for a person to put in.
        host: host !== null && /^[^\s/@%]{1,255}$/.test(host) ? host : null,
        port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
        user: value("User"),
        hasPassword: [...statement.attributes, ...statement.children].some(isSecret),
      };
    });
}
