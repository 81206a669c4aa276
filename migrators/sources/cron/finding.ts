// A finding with the severity and the help of its code.

import type { Finding, Place } from "#migrators/statement.ts";
import { cronCodes } from "./codes.ts";

export type CronCode = keyof typeof cronCodes;

export const findingOf = (code: CronCode, place: Place, message: string): Finding => {
  const { severity, help } = cronCodes[code];
  return { code, severity: severity ?? "info", place, message, ...(help ? { help } : {}) };
};
