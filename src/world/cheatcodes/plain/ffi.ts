// vm.ffi and its family are refused: Faultline runs no programs, least of all ones that a contract under attack names.

import { type CheatContext, type CheatRun, type CheatTable, CheatcodeError } from '../context.ts'

const DISABLED = 'FFI is disabled; add the `--ffi` flag to allow tests to call external commands'
/** What a project is told that allows programs: what a test does with the answer of one cannot be said. */
export const PROGRAMS_NEVER_RUN =
  'FFI is not available: Faultline never runs programs, also not with `ffi = true` in foundry.toml; leave this test to forge'

const refuse: CheatRun = (context: CheatContext) => {
  throw new CheatcodeError(context.project.config.ffi ? PROGRAMS_NEVER_RUN : DISABLED)
}

export const ffiCheats: CheatTable = {
  'ffi(string[])': refuse,
  'tryFfi(string[])': refuse,
  'ffiBytes(string[])': refuse,
  'ffiString(string[])': refuse,
  'ffiUint(string[])': refuse,
}
