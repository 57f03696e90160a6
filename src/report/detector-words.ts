/** What a detector finds, as a noun: 'theft', 'frozen funds'. Other names as they are. */
export function detectorWords(name: string): string {
  return name === 'frozen' ? 'frozen funds' : name
}
