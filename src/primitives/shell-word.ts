const PLAIN = /^[\w./:@%+=,-]+$/

/** Text as one word of a command line for a POSIX shell: in quotes unless it needs none. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
