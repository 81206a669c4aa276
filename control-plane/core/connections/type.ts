// What the core must know of one kind of native connection; `types.ts` has them all.

/** A system that native tasks reach. What `type` says decides which other properties it has. */
export interface NativeConnection {
  type: string;
}

export interface ConnectionType<C extends NativeConnection> {
  /** Of a file without errors: every default supplied. */
  normalize(spec: Readonly<Record<string, unknown>>): C;
  /** `host:port` of all that its tasks reach. */
  places(connection: C): readonly string[];
  /** Names of the secrets that it needs. */
  secrets(connection: C): readonly string[];
  /** Where it leads, for the record of its use. */
  text(connection: C): string;
}
