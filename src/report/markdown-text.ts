// Text that somebody else chose, in GitHub-flavoured Markdown: it stays text. It makes no link, no markup, no HTML, and calls nobody.

import { visibleText } from './visible-text.ts'

/** Text of one line, outside of code. */
export function mdText(text: string): string {
  return (
    visibleText(text)
      .replace(/[&<>]/g, (character) => ENTITIES[character]!)
      .replace(/[\\`*_[\]|~$]/g, '\\$&')
      // What makes a heading, a list or a line of it where it begins one.
      .replace(/^(\s*)([-#+=])/, '$1\\$2')
      .replace(/^(\s*\d+)([.)])/, '$1\\$2')
      // GitHub makes links of these without any markup, and tells @somebody.
      .replaceAll('@', '&#64;')
      .replace(/:(?=\/\/)/g, '&#58;')
      .replace(/\b(www)\./gi, '$1&#46;')
  )
}

/** Text of one line inside of an HTML element, where Markdown should mean nothing. */
export function mdHtml(text: string): string {
  return visibleText(text).replace(/[^\w\s.,;'()/+-]/gu, (character) => `&#${character.codePointAt(0)!};`)
}

/** Text of one line as code. */
export function mdCode(text: string): string {
  const shown = visibleText(text)
  if (shown.trim() === '') return ''
  const fence = '`'.repeat(longestRun(shown) + 1)
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** As `mdCode`, inside of a table, where a bar ends the cell also in code. */
export function mdCodeCell(text: string): string {
  return mdCode(text).replaceAll('|', '\\|')
}

/** Lines as a block of code. Each is of one line; tabs and spaces stay. */
export function mdBlock(lines: readonly string[], language = ''): readonly string[] {
  const shown = lines.map((line) => line.split('\t').map(visibleText).join('\t'))
  const fence = '`'.repeat(Math.max(3, ...shown.map((line) => longestRun(line) + 1)))
  return [`${fence}${language}`, ...shown, fence]
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
}
