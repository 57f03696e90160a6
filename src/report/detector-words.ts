/** What a detector finds, as a noun: 'theft', 'frozen funds'. Other names as they are. */
export function detectorWords(name: string): string {
  return WORDS.get(name) ?? name
}

/** Whether it finds something that a call did, with or without anybody having lost by it yet. */
export function isOfCall(name: string): boolean {
  return name === 'wrap' || name === 'ignored-failure'
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['frozen', 'frozen funds'],
  ['dilution', 'share price jump'],
  ['blocked', 'blocked function'],
  ['wrap', 'integer wrap'],
  ['ignored-failure', 'ignored failure'],
])
