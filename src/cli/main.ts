// Parses the command line. Each command's code is loaded only when it is called, so that `--help` starts at once
// however much the other commands need.

import { Command, CommanderError } from 'commander'
import { errorToJson } from '../primitives/errors.ts'
import { declareAttack } from './attack/declare.ts'
import { declareDev } from './dev/declare.ts'
import { plainText } from '../primitives/plain-text.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { processIo, type Io } from './io.ts'
import { declareInspect } from './inspect/declare.ts'
import { declareReport } from './report/declare.ts'
import { readManifest, type Manifest } from './manifest.ts'
import { declareLessons } from './lessons/declare.ts'
import { declareReplay } from './replay/declare.ts'
import { sourceFrame } from '../world/source-frame.ts'
import { declareTest } from './test/declare.ts'

/** Runs the command line of this process; its exit code is set when the command has ended. */
export async function runProcess(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processIo())
}

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.clean
  try {
    const program = createProgram(readManifest(), io, (code) => (exitCode = code))
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has written its message, help or version already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage
    io.err(internalErrorText(error))
    return EXIT.internal
  }
}

function createProgram(manifest: Manifest, io: Io, ended: (code: ExitCode) => void): Command {
  const program = new Command('faultline')
    .description(manifest.description)
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help for a command')
    .showSuggestionAfterError()
    .showHelpAfterError('Run "faultline --help" for the list of commands and options.')
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .exitOverride()
    .addHelpText('after', EXIT_CODES_HELP)

  program
    .command('doctor')
    .description('check whether this machine and this project are ready, and say what to do if not')
    .option('--json', 'print one JSON document instead of text')
    .action(async (options: { json?: true }) => {
      const { doctor } = await import('./commands/doctor.ts')
      ended(await doctor({ isJson: options.json === true }, manifest, io))
    })

  declareAttack(program, manifest, io, ended)
  declareInspect(program, manifest, io, ended)
  declareReport(program, manifest, io, ended)
  declareLessons(program, manifest, io, ended)
  declareReplay(program, manifest, io, ended)
  declareTest(program, manifest, io, ended)
  declareDev(program, manifest, io, ended)
  for (const command of program.commands) hintAtOwnHelp(command, program.name())

  return program
}

/** Who gives a command an option that it does not have is sent to the help of that command. */
function hintAtOwnHelp(command: Command, before: string): void {
  const name = `${before} ${command.name()}`
  command.showHelpAfterError(`Run "${name} --help" for its options.`)
  for (const inner of command.commands) hintAtOwnHelp(inner, name)
}

const EXIT_CODES_HELP = `
Exit codes: ${EXIT.clean} clean, ${EXIT.failureFound} failure found, ${EXIT.usage} usage, ${EXIT.notPrepared} project or machine cannot be prepared,
${EXIT.noVerdict} no verdict, ${EXIT.belowThreshold} threshold not met, ${EXIT.internal} internal error, ${EXIT.interrupted} interrupted.
`

function internalErrorText(error: unknown): string {
  const { name, code, message, hint, stack } = errorToJson(error)
  const frames = (stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  const lines = [
    `Internal error ${plainText(code)}: ${plainText(`${name}: ${message}`)}`,
    ...(hint === undefined ? [] : [plainText(hint)]),
    ...frames.map((frame) => plainText(sourceFrame(frame))),
    'This is an error in Faultline, not in your project. Please report it with the lines above.',
  ]
  return `${lines.join('\n')}\n`
}
