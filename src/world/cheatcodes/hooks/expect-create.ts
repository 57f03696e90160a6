// vm.expectCreate and vm.expectCreate2: contracts that must have been created when the transaction ends.

import type { Address } from '../../../evm/types.ts'
import { equalBytes } from '../../../primitives/bytes.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'
import type { EndedCall } from './ended-call.ts'

type ExpectedCreation = {
  readonly kind: 'create' | 'create2'
  readonly deployer: Address
  /** Of the deployed contract. */
  readonly code: Uint8Array
}

export const expectedCreationsSlot: CheatSlot<readonly ExpectedCreation[]> = cheatSlot(
  'expectedCreations',
  [],
)

const EXPECTED_MAX = 1_000

/** A creation came back. */
export function noteCreation(context: CheatContext, creation: EndedCall): void {
  const expected = context.get(expectedCreationsSlot)
  if (expected.length === 0 || creation.status !== 'return') return
  const code = context.machine.getCode(creation.address)
  const index = expected.findIndex(
    (each) => each.kind === creation.kind && each.deployer === creation.caller && equalBytes(each.code, code),
  )
  if (index >= 0) context.set(expectedCreationsSlot, expected.toSpliced(index, 1))
}

/** What is missing when the transaction ends, in foundry's words. */
export function missingCreation(context: CheatContext): string | undefined {
  const [missing] = context.get(expectedCreationsSlot)
  if (missing === undefined) return undefined
  return `expected ${missing.kind.toUpperCase()} call by address ${missing.deployer} for bytecode ${bytesToHex(missing.code)} but not found`
}

function expectCreation(
  context: CheatContext,
  kind: 'create' | 'create2',
  code: AbiValue | undefined,
  deployer: AbiValue | undefined,
): void {
  const added = { kind, code: code as Uint8Array, deployer: deployer as Address }
  const expected = context.get(expectedCreationsSlot)
  checkLimit('expected creations', expected.length, EXPECTED_MAX)
  context.set(expectedCreationsSlot, [...expected, added])
}

export const expectCreateCheats: CheatTable = {
  'expectCreate(bytes,address)': (context, [code, deployer]) =>
    expectCreation(context, 'create', code, deployer),
  'expectCreate2(bytes,address)': (context, [code, deployer]) =>
    expectCreation(context, 'create2', code, deployer),
}
