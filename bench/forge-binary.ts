/** The forge binary from npm, which is not on PATH. */

import { createRequire } from 'node:module'

import { BaseError } from '../src/primitives/errors.ts'

/** forge cannot be run, or gave no report. */
export class ForgeError extends BaseError {
  readonly code = 'BENCH_FORGE_FAILED'
}

/**
 * Its path, in the optional package of the platform. Neither the JavaScript launcher of `@foundry-rs/forge` nor its install
 * script is needed.
 * @throws ForgeError if there is none for this platform
 */
export function findForge(): string {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch
  const packageName = `@foundry-rs/forge-${process.platform}-${architecture}`
  const file = process.platform === 'win32' ? 'forge.exe' : 'forge'
  try {
    return createRequire(import.meta.url).resolve(`${packageName}/bin/${file}`)
  } catch {
    throw new ForgeError(`The npm package ${packageName} is not installed; npm install brings it.`)
  }
}
