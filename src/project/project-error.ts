import type { ErrorOptions } from '../primitives/errors.ts'
import { BaseError } from '../primitives/errors.ts'

/** Why a project cannot be read. Programs may compare these. */
export type ProjectErrorCode =
  /** There is nothing at the folder that we can read. */
  | 'PROJECT_NOT_FOUND'
  /** foundry.toml (or what it extends) cannot be understood. */
  | 'PROJECT_CONFIG_INVALID'
  /** Nothing is compiled, and compiling was not wanted or not possible. */
  | 'PROJECT_NOT_BUILT'
  /** A compiler or build tool refused. */
  | 'PROJECT_BUILD_FAILED'
  /** A file or folder that should be there is not, or may not be read. */
  | 'PROJECT_UNREADABLE'
  /** A file is no valid JSON: half-written, cut off, or something else altogether. */
  | 'PROJECT_JSON_INVALID'
  /** Valid JSON of a kind or version that we do not know. */
  | 'PROJECT_FORMAT_UNKNOWN'
  /** A contract that nobody has compiled. */
  | 'PROJECT_CONTRACT_UNKNOWN'
  /** A file name pattern or regular expression that cannot be used. */
  | 'PROJECT_PATTERN_INVALID'

/** A project, or a file of it, that cannot be used: what, where, and what to do next. */
export class ProjectError extends BaseError {
  readonly code: ProjectErrorCode

  constructor(code: ProjectErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options)
    this.code = code
  }
}
