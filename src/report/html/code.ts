// Code on the report page: coloured a little, numbered where it is a place in a file, with a button that copies it.

import type { ReportSource } from '../schema.ts'
import { html, inLines, Markup, type Part } from './markup.ts'

const WORDS = new Set(
  'abstract address anonymous as assembly bool break bytes calldata catch constant constructor continue contract delete do else emit enum error event external fallback false for from function if immutable import in indexed int interface internal is library mapping memory modifier new override payable pragma private public pure receive return returns revert storage string struct this throw true try type uint uint128 uint256 unchecked using view virtual while async await class const export let'.split(
    ' ',
  ),
)

// A comment, a text, a name or number, a space or sign. A comment of several lines is coloured on its first only.
const TOKEN = /(\/\/.*|\/\*.*?(?:\*\/|$))|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_$][\w$]*)|[^]/g

/** One line of Solidity or TypeScript. */
function colouredLine(line: string): Part {
  const parts: Part[] = []
  let plain = ''
  for (const [token, comment, text, word] of line.matchAll(TOKEN)) {
    const kind =
      comment !== undefined
        ? 'n'
        : text !== undefined
          ? 't'
          : word !== undefined && WORDS.has(word)
            ? 'w'
            : ''
    if (kind === '') {
      plain += token
      continue
    }
    parts.push(plain, html`<span class="${kind}">${token}</span>`)
    plain = ''
  }
  return [...parts, plain]
}

/** Code to be copied. @param id of the element that has it; no other has the same */
export function codeBlock(id: string, lines: readonly string[], isColoured: boolean): Markup {
  const shown = lines.map((line) => tabbed(line, isColoured ? colouredLine : (text) => text))
  return html`<div class="code">
    <pre tabindex="0"><code id="${id}">${inLines(shown)}</code></pre>
    ${copyButton(id)}
  </div>`
}

/** A button that copies the text of an element. */
export function copyButton(id: string, label = 'Copy'): Markup {
  return html`<button type="button" class="copy scripted-only" data-copy="${id}">${label}</button>`
}

/** The lines around the one that matters. */
export function sourceBlock({ path, line: here, excerpt }: ReportSource): Markup {
  const rows = excerpt.map(({ line, text }) => numberedLine(line, text, line === here ? 'here' : ''))
  return html`<div class="code">
    <span class="place">${path}:${here}</span>
    <pre tabindex="0"><code>${rows}</code></pre>
  </div>`
}

export function numberedLine(line: number, text: string, kind: string): Markup {
  return html`<span class="line ${kind}"><b>${line}</b>${tabbed(text, colouredLine)}</span>`
}

/** Tabs are the only invisible characters that code may have. */
function tabbed(line: string, make: (text: string) => Part): Part {
  return line.split('\t').flatMap((text, index) => (index === 0 ? [make(text)] : [TAB, make(text)]))
}

const TAB = Markup.trusted('\t')

/** A call tree, its frame and what reverted told apart. */
export function traceBlock(id: string, lines: readonly string[]): Markup {
  const shown = lines.map((line) => {
    const [, tree = '', rest = ''] = /^([\s│├└─]*(?:\[\d+\] )?)(.*)$/u.exec(line) ?? []
    const isRevert = /← \[(?!Return|Stop)/.test(rest)
    return html`<span class="n">${tree}</span>${isRevert ? html`<span class="r">${rest}</span>` : rest}`
  })
  return html`<div class="code">
    <pre tabindex="0"><code id="${id}">${inLines(shown)}</code></pre>
    ${copyButton(id)}
  </div>`
}
