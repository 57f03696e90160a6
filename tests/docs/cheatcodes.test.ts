import { test } from 'vitest'
import { noEffectCheats } from '../../src/world/cheatcodes/hooks/no-effect.ts'
import { KNOWN_CHEATCODES } from '../../src/world/cheatcodes/known-cheatcodes.gen.ts'
import { ffiCheats } from '../../src/world/cheatcodes/plain/ffi.ts'
import { CHEAT_TABLES } from '../../src/world/cheatcodes/tables.ts'
import { expectBlock } from './document-text.ts'

const FILE = 'docs/guide/cheatcodes.md'
const WIDTH = 118

const known = KNOWN_CHEATCODES.trim()
  .split('\n')
  .map((line) => line.split(' ')[1]!)
const answered = new Set(CHEAT_TABLES.flatMap((table) => Object.keys(table)))
const withoutEffect = new Set(Object.keys(noEffectCheats))
const refused = new Set(Object.keys(ffiCheats))

test("docs/guide says how many of Foundry's cheatcodes are answered", () =>
  expectBlock(
    FILE,
    'counts',
    [
      "| Of Foundry's cheatcodes, each version of a name counted | |",
      '|---|---|',
      `| in its list | ${known.length} |`,
      `| run | ${answered.size - withoutEffect.size - refused.size} |`,
      `| answered without an effect | ${withoutEffect.size} |`,
      `| refused with a revert | ${refused.size} |`,
      `| stop the test contract by name | ${known.length - answered.size} |`,
    ].join('\n'),
  ))

test('docs/guide lists the cheatcodes that run', () => {
  const running = known.filter(
    (signature) => answered.has(signature) && !withoutEffect.has(signature) && !refused.has(signature),
  )
  return expectBlock(FILE, 'run', fill([...new Set(running.map(nameOf))]))
})

test.each([
  ['no effect', withoutEffect],
  ['refused', refused],
  ['stop', new Set(known.filter((signature) => !answered.has(signature)))],
] as const)('docs/guide lists: %s', (name, signatures) =>
  expectBlock(FILE, name, fill(known.filter((signature) => signatures.has(signature)))),
)

function nameOf(signature: string): string {
  return signature.slice(0, signature.indexOf('('))
}

/** Words in code style, in lines that are not too long. */
function fill(words: readonly string[]): string {
  const lines: string[] = []
  let line = ''
  for (const [index, word] of words.entries()) {
    const text = `${['`', word, '`'].join('')}${index === words.length - 1 ? '' : ','}`
    if (line !== '' && line.length + 1 + text.length > WIDTH) {
      lines.push(line)
      line = text
    } else line = line === '' ? text : `${line} ${text}`
  }
  return [...lines, line].join('\n')
}
