// Runnable snippets in documents: a fenced block "```ts run", and after it, if it prints something that matters, a block
// "```text output" with exactly that.

/** One runnable snippet. */
export type Snippet = {
  /** Path of the document. */
  readonly file: string
  /** Line of its opening fence, from 1. */
  readonly line: number
  readonly source: string
  /** What it prints, without the last line break. Undefined: the document does not say. */
  readonly output: string | undefined
}

const FENCE = /^```(.*)$/

/**
 * The runnable snippets of a document, in order.
 * @throws Error for a block that is not closed.
 */
export function runnableSnippets(file: string, markdown: string): readonly Snippet[] {
  const snippets: Snippet[] = []
  let before: 'snippet' | 'other' = 'other'
  for (const block of fencedBlocks(file, markdown)) {
    if (block.info === 'ts run') {
      snippets.push({ file, line: block.line, source: `${block.text}\n`, output: undefined })
      before = 'snippet'
    } else {
      // Output after anything else is there to be read only.
      if (block.info === 'text output' && before === 'snippet') {
        snippets.push({ ...snippets.pop()!, output: block.text })
      }
      before = 'other'
    }
  }
  return snippets
}

type Block = { readonly info: string; readonly line: number; readonly text: string }

function fencedBlocks(file: string, markdown: string): readonly Block[] {
  const blocks: Block[] = []
  let open: { info: string; line: number; lines: string[] } | undefined
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const info = FENCE.exec(line)?.[1]?.trim()
    if (open === undefined) {
      if (info !== undefined) open = { info, line: index + 1, lines: [] }
    } else if (info === '') {
      blocks.push({ info: open.info, line: open.line, text: open.lines.join('\n') })
      open = undefined
    } else {
      open.lines.push(line)
    }
  }
  if (open !== undefined) throw new Error(`${file}:${open.line}: the block is not closed.`)
  return blocks
}
