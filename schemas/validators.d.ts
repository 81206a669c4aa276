// Generated from schemas/*.schema.json by `npm run generate`; do not edit.
import type { ErrorObject } from "ajv";

/** Answers whether the value fits; when not, `errors` lists why until the next call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}
export const validateAlerts: Validator;
export const validateBacktest: Validator;
export const validateBacktested: Validator;
export const validateCalendar: Validator;
export const validateCheck: Validator;
export const validateChild: Validator;
export const validateConnection: Validator;
export const validateConnector: Validator;
export const validateContainer: Validator;
export const validateConversation: Validator;
export const validateDecisions: Validator;
export const validateDefaults: Validator;
export const validateDurations: Validator;
export const validateExplained: Validator;
export const validateExplanation: Validator;
export const validateFile: Validator;
export const validateHttp: Validator;
export const validateImport: Validator;
export const validateKubernetes: Validator;
export const validateMapping: Validator;
export const validateOverlay: Validator;
export const validatePipeline: Validator;
export const validatePools: Validator;
export const validateProject: Validator;
export const validateRegistration: Validator;
export const validateRehearsal: Validator;
export const validateRoutes: Validator;
export const validateRules: Validator;
export const validateSecrets: Validator;
export const validateSimulated: Validator;
export const validateSimulation: Validator;
export const validateSql: Validator;
export const validateSsh: Validator;
export const validateTask: Validator;
export const validateTeams: Validator;
export const validateTemplate: Validator;
export const validateTransfer: Validator;
export const validateTriggers: Validator;
export const validateUnsupported: Validator;
export const validateWaiver: Validator;
export const validateWave: Validator;
