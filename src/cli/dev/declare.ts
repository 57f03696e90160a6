// The command line of `faultline dev`: for who works on Faultline itself. Not in the list of commands.

import { type Command, InvalidArgumentError } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Manifest } from '../manifest.ts'

type JitFlags = {
  readonly coverage: boolean
  readonly notes?: true
  readonly stack?: true
  readonly wasm?: true
  readonly block?: number
  readonly json?: true
}

/** Adds `dev` to the program. */
export function declareDev(
  program: Command,
  _manifest: Manifest,
  io: Io,
  ended: (code: ExitCode) => void,
): void {
  const dev = program
    .command('dev', { hidden: true })
    .description('look into Faultline itself; what these commands print may change at any time')
  dev
    .command('jit')
    .description('print what the compiler makes of a contract')
    .argument('<contract>', 'name of a contract of the project, or src/Token.sol:Token')
    .option('--no-coverage', 'the form that counts no edges')
    .option('--notes', 'the form that notes operands')
    .option('--stack', 'the opcodes of each block, with the words that are known behind them')
    .option('--wasm', 'their WebAssembly too')
    .option('--block <pc>', 'only the block that begins at this place of the code', parsePlace)
    .option('--json', 'everything as one JSON document, with the module as hexadecimal digits')
    .action(async (contract: string, flags: JitFlags) => {
      const { devJit } = await import('../commands/dev-jit.ts')
      const code = await devJit(
        {
          contract,
          countsEdges: flags.coverage,
          notes: flags.notes === true,
          detail: flags.wasm === true ? 'wasm' : flags.stack === true ? 'stack' : 'line',
          block: flags.block,
          isJson: flags.json === true,
        },
        io,
      )
      ended(code)
    })
}

function parsePlace(text: string): number {
  const place = /^(?:0x[0-9a-f]{1,6}|\d{1,7})$/i.test(text) ? Number(text) : undefined
  if (place === undefined) throw new InvalidArgumentError('A place is a number, as 418 or 0x1a2.')
  return place
}
