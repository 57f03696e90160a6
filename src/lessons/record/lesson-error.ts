import { BaseError, type ErrorOptions } from '../../primitives/errors.ts'

/** A lesson that cannot be read or written: which file, where in it, and what to do. */
export class LessonError extends BaseError {
  readonly code: 'LESSON_INVALID' | 'LESSON_UNREADABLE' | 'LESSON_NOT_WRITTEN'

  constructor(code: LessonError['code'], message: string, options: ErrorOptions = {}) {
    super(message, options)
    this.code = code
  }
}
