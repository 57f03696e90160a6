import { Command } from 'commander'
import { test } from 'vitest'
import { declareAttack } from '../../src/cli/attack/declare.ts'
import { declareInspect } from '../../src/cli/inspect/declare.ts'
import type { Io } from '../../src/cli/io.ts'
import { declareLessons } from '../../src/cli/lessons/declare.ts'
import { declareReplay } from '../../src/cli/replay/declare.ts'
import { declareReport } from '../../src/cli/report/declare.ts'
import { declareTest } from '../../src/cli/test/declare.ts'
import { expectBlock } from './document-text.ts'

const MANIFEST = { version: '1', description: '', nodeRequired: '' }

test.each([
  ['attack', declareAttack],
  ['inspect', declareInspect],
  ['lessons', declareLessons],
  ['replay', declareReplay],
  ['report', declareReport],
  ['test', declareTest],
] as const)('docs/guide has every option of %s, as the command declares it', async (name, declare) => {
  const program = new Command()
  declare(program, MANIFEST, {} as Io, () => undefined)
  const { options } = program.commands.find((command) => command.name() === name)!
  const rows = options
    .filter(({ hidden }) => !hidden)
    .map(({ flags, description, argChoices }) => {
      const choices = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`
      return `| ${['`', flags, '`'].join('')} | ${description.replaceAll('|', '\\|')}${choices} |`
    })
  await expectBlock(
    `docs/guide/${name}.md`,
    'options',
    ['| Option | Meaning |', '|---|---|', ...rows].join('\n'),
  )
})
