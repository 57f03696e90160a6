// The command line of `faultline replay`.

import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Manifest } from '../manifest.ts'

/** Calls around a lesson that does no harm any more. */
const EXECUTIONS = 10_000
const EXECUTIONS_MAX = 100_000_000

type Flags = {
  readonly lessons?: string
  readonly only?: readonly string[]
  readonly executions: number
  readonly forkUrl?: string
  readonly forkBlockNumber?: bigint
  readonly json?: true
  readonly quiet?: true
  readonly color: 'auto' | 'always' | 'never'
}

/** Adds `replay` to the program. */
export function declareReplay(
  program: Command,
  manifest: Manifest,
  io: Io,
  ended: (code: ExitCode) => void,
): void {
  const command = program
    .command('replay')
    .description(
      'run all lessons on the current code: which still fail, which are fixed, which cannot be replayed',
    )
    .argument('[paths...]', 'folder of the project, or folders and source files in it')
    .option('--lessons <folder>', 'where lessons are (default: faultline/lessons in the project)')
    .option('--only <lessons...>', 'only these: ids, beginnings of ids, or names of files')
    .option(
      '--executions <n>',
      'calls that try something like it around each lesson that does no harm any more; 0: none',
      parseCount,
      EXECUTIONS,
    )
    .option('--fork-url <url>', 'take accounts that are not deployed from this node', parseUrl)
    .option('--fork-block-number <n>', 'as they were at this block', parseBlock)
    .option('-q, --quiet', 'only the result')
    .option('--json', 'print one JSON document instead of text')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .action(async (paths: string[], flags: Flags) => {
      const { forkUrl: url, forkBlockNumber: block } = flags
      if (block !== undefined && url === undefined)
        command.error('error: --fork-block-number says nothing without --fork-url.', { exitCode: 2 })
      const { replay } = await import('../commands/replay.ts')
      ended(
        await replay(
          {
            paths,
            lessons: flags.lessons,
            only: flags.only ?? [],
            executions: flags.executions,
            fork: url === undefined ? undefined : { url, ...(block !== undefined && { block }) },
            isJson: flags.json === true,
            isQuiet: flags.quiet === true,
            colour: flags.color,
          },
          manifest,
          io,
        ),
      )
    })
}

function parseCount(text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(count <= EXECUTIONS_MAX))
    throw new InvalidArgumentError(`It is a whole number from 0 to ${EXECUTIONS_MAX}.`)
  return count
}

function parseBlock(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new InvalidArgumentError('It is the number of a block.')
  return BigInt(text)
}

function parseUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new InvalidArgumentError('It is an address that begins with http:// or https://.')
  return text
}
