// `faultline dev jit`: what the compiler makes of one contract.

import { bytesToHex } from '../../primitives/hex.ts'
import { plainText } from '../../primitives/plain-text.ts'
import { openConfigured } from '../../run/config/open-configured.ts'
import { dumpJit } from '../../run/dump-jit.ts'
import { type Detail, jitText } from '../dev/jit-text.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { tellError } from '../tell-error.ts'

export type DevJitOptions = {
  readonly contract: string
  readonly countsEdges: boolean
  readonly notes: boolean
  readonly detail: Detail
  /** Only the block that begins there. */
  readonly block: number | undefined
  readonly isJson: boolean
}

/**
 * Prints the dump.
 * @returns clean; noVerdict if the code stays interpreted; notPrepared if there is no such contract or project
 */
export async function devJit(options: DevJitOptions, io: Io): Promise<ExitCode> {
  try {
    const { project } = await openConfigured({
      root: io.cwd,
      env: io.env,
      onProgress: (text) => io.err(`${plainText(text)}\n`),
      onWarning: (text) => io.err(`Warning: ${plainText(text)}\n`),
    })
    const dump = dumpJit(project, options.contract, options)
    if (options.isJson)
      io.out(`${JSON.stringify({ ...dump, module: bytesToHex(dump.module) }, undefined, 2)}\n`)
    else io.out(jitText(dump, options.detail, options.block))
    return dump.refused === undefined ? EXIT.clean : EXIT.noVerdict
  } catch (error) {
    return tellError(error, io)
  }
}
