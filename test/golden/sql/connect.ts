// Stands where the store's own connect.ts stands beside its generated files.
export type { Db } from "#store/connect.ts";
