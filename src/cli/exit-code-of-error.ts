import { BaseError } from '../primitives/errors.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'

/** The exit code for an error that a project, its configuration or the command line causes; undefined: it is ours. */
export function exitCodeOfError(error: unknown): ExitCode | undefined {
  if (!(error instanceof BaseError)) return undefined
  if (error.code === 'PROJECT_PATTERN_INVALID' || /^(?:CONFIG|REPORT)_/.test(error.code)) return EXIT.usage
  return /^(?:PROJECT|WORLD|FORK|ABI|STORE|LESSON)_/.test(error.code) ? EXIT.notPrepared : undefined
}
