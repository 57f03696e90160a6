// Operating errors: what can go wrong although the program is right. Each area derives its own class beside the code
// that throws it. A halt of the EVM or a verdict of a campaign is a value, not an error; a broken promise between two
// pieces of our own code is a RangeError or TypeError.

/** What an error may carry besides its code and message. */
export type ErrorOptions = {
  /** What the reader can do next, as one sentence. */
  readonly hint?: string
  /** What led to this error. */
  readonly cause?: unknown
  /** The numbers and names of the message once more, for programs. */
  readonly details?: ErrorDetails
}

/** Values that survive JSON unchanged; write a bigint as a decimal string. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>

/** An error as plain data, to be sent from one worker or process to another. */
export type ErrorJson = {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly details?: ErrorDetails
  readonly stack?: string
  readonly cause?: ErrorJson
}

/** The root of all errors that Faultline throws on purpose. */
export abstract class BaseError extends Error {
  /** AREA_REASON in capitals. Stable across versions: programs may compare it. */
  abstract readonly code: string
  readonly hint: string | undefined
  readonly details: ErrorDetails | undefined

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.hint = options.hint
    this.details = options.details
  }

  // Read from the constructor, so that a subclass is named after itself without saying so twice.
  override get name(): string {
    return this.constructor.name
  }

  /** Everything but the class itself; `errorFromJson` reads it back. */
  toJSON(): ErrorJson {
    return errorToJson(this)
  }
}

/** An error that was thrown in another worker or process: same name, code, message, hint, details and causes. */
export class RemoteError extends BaseError {
  readonly code: string
  readonly #name: string

  constructor(json: ErrorJson) {
    super(json.message, {
      ...(json.hint !== undefined && { hint: json.hint }),
      ...(json.details !== undefined && { details: json.details }),
      ...(json.cause !== undefined && { cause: errorFromJson(json.cause) }),
    })
    this.code = json.code
    this.#name = json.name
    // Where it was thrown, not where it was received.
    this.stack = json.stack ?? `${json.name}: ${json.message}`
  }

  override get name(): string {
    return this.#name
  }
}

/** The code of anything thrown that is not a BaseError and has no `code` of its own. */
export const UNKNOWN_ERROR_CODE = 'UNKNOWN'

// A cause may point back to an error above it.
const CAUSES_MAX = 16

/** Anything thrown, as plain data. Never throws itself, also not on a cycle of causes. */
export function errorToJson(thrown: unknown): ErrorJson {
  return toJson(thrown, CAUSES_MAX)
}

/** The error that `errorToJson` was given, as far as plain data can carry it. */
export function errorFromJson(json: ErrorJson): RemoteError {
  return new RemoteError(json)
}

function toJson(thrown: unknown, causesLeft: number): ErrorJson {
  if (!(thrown instanceof Error)) return { name: 'Error', code: UNKNOWN_ERROR_CODE, message: textOf(thrown) }
  const ownCode = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : UNKNOWN_ERROR_CODE
  return {
    name: thrown.name,
    code: ownCode,
    message: thrown.message,
    ...(thrown instanceof BaseError && thrown.hint !== undefined && { hint: thrown.hint }),
    ...(thrown instanceof BaseError && thrown.details !== undefined && { details: thrown.details }),
    ...(thrown.stack !== undefined && { stack: thrown.stack }),
    ...(thrown.cause !== undefined && causesLeft > 0 && { cause: toJson(thrown.cause, causesLeft - 1) }),
  }
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return 'a thrown value that has no text'
  }
}
