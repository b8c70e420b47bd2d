// What a document keeps of its source to tell later whether that is still the same: of a file a hash of its bytes, of a
// folder one of its paths and lengths, and behind a dash one of what was read of some of its files.

/** Whether a source is what the document knows. Of a folder in an older document nothing is known of what is in its files. */
export function isSameSource(known: string | undefined, now: string): boolean {
  return known === now || (known !== undefined && known !== '' && now.startsWith(`${known}-`));
}
