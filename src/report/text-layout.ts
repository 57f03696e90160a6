// Lines of text that fit a terminal. Widths are columns: a wide character takes two.

// East Asian wide and fullwidth characters and emoji, roughly (Unicode Standard Annex 11); combining marks take no column.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const NO_WIDTH = /\p{M}/u

/** Columns that plain text takes. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return columns
}

/** Plain text cut to at most `columns`, at least 1, with `…` where something is missing. */
export function fitted(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  let out = ''
  let used = 0
  for (const character of text) {
    const width = columnsOf(character)
    if (used + width > columns - 1) break
    out += character
    used += width
  }
  return `${out}…`
}

/** As `fitted`, with the missing part in the middle: ends of paths and names tell them apart. */
export function fittedInside(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  const characters = [...text]
  const tail: string[] = []
  let used = 0
  const room = Math.floor((columns - 1) / 2)
  for (let character = characters.pop(); character !== undefined; character = characters.pop()) {
    const width = columnsOf(character)
    if (used + width > room) break
    tail.unshift(character)
    used += width
  }
  return `${fitted(text, columns - used).replace(/…?$/, '…')}${tail.join('')}`
}

/** Text filled up with spaces to `columns`. */
export function padded(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, columns - columnsOf(text)))
  return side === 'left' ? text + fill : fill + text
}

/**
 * Plain text as lines of at most `columns`, broken at spaces; a word that is longer is broken where the line ends. The first
 * keeps the spaces it begins with, those after it begin with `hang` spaces.
 */
export function wrapped(text: string, columns: number, hang = 0): readonly string[] {
  const lines: string[] = []
  const lead = /^ */.exec(text)![0]
  let line = lead
  let used = lead.length
  const begin = (): void => {
    lines.push(line)
    line = ' '.repeat(hang)
    used = hang
  }
  const roomMin = Math.max(columns, hang + 8)
  for (const word of text.slice(lead.length).split(' ')) {
    const width = columnsOf(word)
    const isFirst = line.trim() === ''
    if (!isFirst && used + 1 + width > roomMin) begin()
    if (line.trim() !== '') {
      line += ' '
      used++
    }
    for (const character of word) {
      const size = columnsOf(character)
      if (used + size > roomMin) begin()
      line += character
      used += size
    }
  }
  lines.push(line)
  return lines
}

/** '1,204,331'. */
export function grouped(count: number): string {
  return Math.trunc(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

/** '0.8 s', '43 s', '2 min 5 s', '3 h 12 min'. */
export function durationText(seconds: number): string {
  if (!(seconds >= 0)) return '0 s'
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's')
  return joined(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min')
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** '1 call', '2 calls'. */
export function counted(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`
}
