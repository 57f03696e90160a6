import type { HostFrame } from '../../evm/host.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { type CheatContext, CheatcodeError } from './context.ts'
import { plainTables } from './plain/tables.ts'

/** Runs a cheatcode without hooks on behalf of another. @throws CheatcodeError as that does, or if there is none. */
export function runPlain(
  context: CheatContext,
  signature: string,
  args: readonly AbiValue[],
  frame: HostFrame,
): readonly AbiValue[] {
  const run = plainTables.find((table) => Object.hasOwn(table, signature))?.[signature]
  const outcome = run?.(context, args, frame)
  if (!Array.isArray(outcome)) throw new CheatcodeError(`${signature} is not available`)
  return outcome as readonly AbiValue[]
}
