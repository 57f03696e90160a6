// Runnable snippets in documents: a fenced block "```ts run", and after it, if it prints something that matters, a block
// "```text output" with exactly that. "```sh run examples/vault" is a line that calls faultline in a copy of that folder, and
// "```sh run examples/vault exit 1" one that ends with 1.

/** One runnable snippet. */
export type Snippet = {
  /** Path of the document. */
  readonly file: string
  /** Line of its opening fence, from 1. */
  readonly line: number
  /** A call of the command instead of TypeScript. */
  readonly shell?: ShellPlace
  readonly source: string
  /** What it prints, without the last line break. Undefined: the document does not say. */
  readonly output: string | undefined
}

/** Where a command is called, and how it ends. */
export type ShellPlace = {
  /** From the root of the repository. */
  readonly folder: string
  readonly exitCode: number
}

const SHELL = /^sh run (\S+)(?: exit (\d+))?$/
const FENCE = /^```(.*)$/

/**
 * The runnable snippets of a document, in order.
 * @throws Error for a block that is not closed.
 */
export function runnableSnippets(file: string, markdown: string): readonly Snippet[] {
  const snippets: Snippet[] = []
  let before: 'snippet' | 'other' = 'other'
  for (const block of fencedBlocks(file, markdown)) {
    const shell = SHELL.exec(block.info)
    if (block.info === 'ts run' || shell !== null) {
      const source = `${block.text}\n`
      const place = shell && { shell: { folder: shell[1]!, exitCode: Number(shell[2] ?? 0) } }
      snippets.push({ file, line: block.line, ...place, source, output: undefined })
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
