// Where a text stops being JSON. JSON.parse says so only for some errors, and for none in bytes.

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const WORD = /true|false|null/y
const SPACE = /[ \t\r\n]*/y

/** Index of the first character at which `text` cannot be JSON any more; its length if it was cut off, undefined if it is JSON. */
export function findJsonError(text: string): number | undefined {
  // What may come next; the closing bracket of each open array and object waits on the stack.
  let expected: 'value' | 'firstValue' | 'key' | 'firstKey' | 'after' = 'value'
  const open: ('}' | ']')[] = []
  let at = skip(SPACE, text, 0)!
  while (at < text.length) {
    const character = text[at]!
    if (expected === 'after') {
      const closing = open.at(-1)
      if (closing === undefined) return at
      if (character === closing) open.pop()
      else if (character === ',') expected = closing === '}' ? 'key' : 'value'
      else return at
      at++
    } else if (expected === 'key' || expected === 'firstKey') {
      if (character === '}' && expected === 'firstKey') {
        open.pop()
        expected = 'after'
        at++
      } else {
        const key = character === '"' ? scanString(text, at) : { error: at }
        if (key.end === undefined) return key.error
        const colon = skip(SPACE, text, key.end)!
        if (text[colon] !== ':') return colon
        expected = 'value'
        at = colon + 1
      }
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']')
      expected = character === '{' ? 'firstKey' : 'firstValue'
      at++
    } else if (character === ']' && expected === 'firstValue') {
      open.pop()
      expected = 'after'
      at++
    } else {
      const value =
        character === '"'
          ? scanString(text, at)
          : { end: skip(WORD, text, at) ?? skip(NUMBER, text, at), error: at }
      if (value.end === undefined) return value.error
      expected = 'after'
      at = value.end
    }
    at = skip(SPACE, text, at)!
  }
  return expected === 'after' && open.length === 0 ? undefined : text.length
}

function skip(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

// By hand and not by a pattern: bytecode is one string of hundreds of kilobytes, and patterns remember every step.
function scanString(text: string, start: number): { end?: number; error: number } {
  let at = start + 1
  while (at < text.length) {
    const character = text.charCodeAt(at)
    if (character === 0x22) return { end: at + 1, error: at }
    if (character < 0x20) return { error: at }
    if (character === 0x5c) {
      const end = skip(ESCAPE, text, at)
      // An escape of six characters may be what was cut off.
      if (end === undefined)
        return { error: text.length - at < 6 && isCutEscape(text, at) ? text.length : at }
      at = end
    } else at++
  }
  return { error: text.length }
}

function isCutEscape(text: string, at: number): boolean {
  return /^\\(u[0-9a-fA-F]{0,3})?$/.test(text.slice(at))
}
