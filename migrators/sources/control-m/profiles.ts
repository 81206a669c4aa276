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
      const port = value("Port");
      const isSecret = ({ name }: { name?: string | null }) => name === "Password";
      return {
        name: statement.name ?? "",
        statement,
        host: value("HostName", "Host"),
        port: port !== null && /^\d{1,5}$/.test(port) ? Number(port) : null,
        user: value("User"),
        hasPassword: [...statement.attributes, ...statement.children].some(isSecret),
      };
    });
}
