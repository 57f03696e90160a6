import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { REPOSITORY } from '../helpers/repository.ts'
import { isUpdating, replaceText } from './document-text.ts'
import { runCommand } from './run-command.ts'
import { runSnippet, typeErrors } from './run-snippets.ts'
import { runnableSnippets, type Snippet } from './snippets.ts'

const all = await snippetsOfDocuments()
const snippets = all.filter(({ shell }) => shell === undefined)
const commands = all.filter(({ shell }) => shell !== undefined)

describe('the documents', () => {
  test.each(snippets.map((snippet) => [`${snippet.file}:${snippet.line}`, snippet] as const))(
    'the snippet at %s runs and prints what the document says',
    async (_, snippet) => {
      const printed = await runSnippet(snippet)
      const expected = snippet.output ?? printed
      expect(printed.trimEnd()).toBe(expected.trimEnd())
    },
  )

  test.each(commands.map((snippet) => [`${snippet.file}:${snippet.line}`, snippet] as const))(
    'the command at %s prints what the document says',
    async (_, snippet) => {
      const { exitCode, output } = await runCommand(snippet)
      expect(exitCode).toBe(snippet.shell!.exitCode)
      const expected = snippet.output ?? ''
      if (isUpdating && withoutTimes(output) !== withoutTimes(expected))
        await replaceText(snippet.file, expected, output)
      else expect(withoutTimes(output)).toBe(withoutTimes(expected))
    },
  )

  test('their snippets pass the type check', async () => {
    expect(await typeErrors(snippets)).toBe('')
  })
})

describe('the runner of snippets', () => {
  const markdown = [
    'Text.',
    '```ts run',
    "import { bytesToHex } from 'faultline'",
    '',
    'console.log(bytesToHex(Uint8Array.of(1, 255)))',
    '```',
    'More text.',
    '```text output',
    '0x01ff',
    '```',
    '```ts',
    'not run at all',
    '```',
    '```text output',
    'only to be read',
    '```',
    '```sh run examples/vault exit 1',
    'npx faultline attack',
    '```',
    '```ts run',
    "const wrong: number = 'text'",
    'throw new Error(wrong)',
    '```',
  ].join('\n')

  test('takes blocks that are marked, with the output that follows', () => {
    expect(runnableSnippets('guide.md', markdown)).toEqual([
      {
        file: 'guide.md',
        line: 2,
        source: "import { bytesToHex } from 'faultline'\n\nconsole.log(bytesToHex(Uint8Array.of(1, 255)))\n",
        output: '0x01ff',
      },
      {
        file: 'guide.md',
        line: 17,
        shell: { folder: 'examples/vault', exitCode: 1 },
        source: 'npx faultline attack\n',
        output: undefined,
      },
      {
        file: 'guide.md',
        line: 20,
        source: "const wrong: number = 'text'\nthrow new Error(wrong)\n",
        output: undefined,
      },
    ])
  })

  test('refuses a block that is not closed', () => {
    expect(() => runnableSnippets('guide.md', 'a\n```ts run\nb')).toThrow('guide.md:2')
  })

  test('runs a snippet against the sources, and says so if it fails or has a wrong type', async () => {
    const [right, , wrong] = runnableSnippets('guide.md', markdown)
    expect(await runSnippet(right!)).toBe('0x01ff\n')
    await expect(runSnippet(wrong!)).rejects.toThrow('Error: text')
    expect(await typeErrors([right!])).toBe('')
    expect(await typeErrors([right!, wrong!])).toContain('TS2322')
  })
})

/** What no two runs have alike. */
function withoutTimes(text: string): string {
  return text.trimEnd().replaceAll(/[\d.,]+(?: s\b|\/s)/g, '(time)')
}

async function snippetsOfDocuments(): Promise<readonly Snippet[]> {
  const found: Snippet[] = []
  for await (const file of glob(['*.md', 'docs/**/*.md'], { cwd: REPOSITORY })) {
    const name = file.replaceAll(path.sep, '/')
    found.push(...runnableSnippets(name, await readFile(path.join(REPOSITORY, file), 'utf8')))
  }
  return found.sort((left, right) =>
    left.file < right.file ? -1 : left.file > right.file ? 1 : left.line - right.line,
  )
}
