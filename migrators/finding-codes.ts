// All codes of findings, accounts and refusals: what each means, and what to do. Each source has its own list.

import { commonCodes, type FindingCode } from "./codes.ts";
import { autosysCodes } from "./sources/autosys/codes.ts";
import { controlMCodes } from "./sources/control-m/codes.ts";
import { cronCodes } from "./sources/cron/codes.ts";
import { translateCodes } from "./translate/codes.ts";
import { conditionCodes } from "./translate/condition-codes.ts";
import { scheduleCodes } from "./translate/schedule-codes.ts";

export type { FindingCode } from "./codes.ts";

export const LEGACY_CODES: Readonly<Record<string, FindingCode>> = {
  ...commonCodes,
  ...cronCodes,
  ...autosysCodes,
  ...controlMCodes,
  ...translateCodes,
  ...conditionCodes,
  ...scheduleCodes,
};
