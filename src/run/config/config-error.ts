import { BaseError, type ErrorOptions } from '../../primitives/errors.ts'

/** What is wrong with a faultline.config.ts. Programs may compare these. */
export type ConfigErrorCode =
  /** It cannot be loaded: it throws, or is no TypeScript that Node runs. */
  | 'CONFIG_FAILED'
  /** A key or value in it is not known; or there are two files. */
  | 'CONFIG_INVALID'

/** A configuration file that cannot be used: file, key, and what to do next. */
export class ConfigError extends BaseError {
  readonly code: ConfigErrorCode

  constructor(code: ConfigErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options)
    this.code = code
  }
}
