// HTML in which text stays text: whatever a template is given is escaped, unless it is markup that another template made.

import { visibleText } from '../visible-text.ts'

/** HTML. Only `html` makes it: no text of a report can pass for it. */
export class Markup {
  readonly text: string

  private constructor(text: string) {
    this.text = text
  }

  /** Of text that is HTML already. Never of anything that comes from a report. */
  static trusted(text: string): Markup {
    return new Markup(text)
  }
}

/** What may stand in a template. Nothing is written for null, undefined and false; lists are written one after the other. */
export type Part = Markup | string | number | null | undefined | false | readonly Part[]

/** A template: html`<td>${name}</td>`. In attributes the quotes must be double. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0]!
  for (const [index, part] of parts.entries()) text += written(part) + strings[index + 1]!
  return Markup.trusted(text)
}

/** Lines one below the other, for <pre>. */
export function inLines(lines: readonly Part[]): Markup {
  return Markup.trusted(lines.map(written).join('\n'))
}

/** Text for an element or a quoted attribute; what could not be seen is written as `\u202e`. */
function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function written(part: Part): string {
  if (part instanceof Markup) return part.text
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  if (part === null || part === undefined || part === false) return ''
  return part.map(written).join('')
}
