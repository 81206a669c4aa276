// A number that follows from a text, for choices that look random and must not change.

/** FNV-1a, 32 bits; negative too. Its low bits repeat early, so that whoever takes a part of it mixes it first. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
