// SIGHUP: files are read again. Without anything to read, it ends the process as ever.

/** Until the returned function is called. */
export function onHangup(work: () => Promise<void>): () => void {
  const listener = () => void work();
  process.on("SIGHUP", listener);
  return () => process.off("SIGHUP", listener);
}
