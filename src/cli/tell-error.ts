import { BaseError } from '../primitives/errors.ts'
import { plainText } from '../primitives/plain-text.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import type { Io } from './io.ts'

/**
 * Says what a project, its configuration or the command line made impossible, and gives the exit code for it.
 * @throws whatever else it is: an error of ours
 */
export function tellError(error: unknown, io: Pick<Io, 'err'>): ExitCode {
  if (!(error instanceof BaseError)) throw error
  const code = exitCodeOf(error)
  if (code === undefined) throw error
  io.err(errorText(error))
  return code
}

/**
 * Message and hint. They may have anybody's text in them, and what a compiler said has lines: those after the first are marked, so that
 * none is taken for ours or for a command to what reads the log.
 */
export function errorText({ message, hint }: Pick<BaseError, 'message' | 'hint'>): string {
  return `${plainLines(message)}\n${hint === undefined ? '' : `${plainText(hint)}\n`}`
}

function plainLines(text: string): string {
  return text.trimEnd().split(/\r?\n/).map(plainText).join('\n  | ')
}

function exitCodeOf({ code }: BaseError): ExitCode | undefined {
  if (code === 'PROJECT_PATTERN_INVALID' || /^(?:CONFIG|REPORT)_/.test(code)) return EXIT.usage
  return /^(?:PROJECT|WORLD|FORK|ABI|STORE|LESSON)_/.test(code) ? EXIT.notPrepared : undefined
}
