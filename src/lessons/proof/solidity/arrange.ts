// What was done after setUp() and before the attack, as statements of a test: deposits of honest users, what the attacker begins with.

import { concatBytes, equalBytes } from '../../../primitives/bytes.ts'
import { hexToBytes } from '../../../primitives/hex.ts'
import type { ContractArtifact } from '../../../project/types.ts'
import type { SetupStep } from '../../../world/setup-record.ts'
import type { ProofCall } from '../plan.ts'
import type { AccountConstants } from './names.ts'
import { bytesWords, calldataWords, commentText, encodedWords, numberWords, wordWords } from './words.ts'

/** What is known of calls and creations. */
export type ArrangeContext = {
  readonly accounts: AccountConstants
  readonly known: (call: Pick<ProofCall, 'to' | 'value' | 'data'>) => ProofCall
  /** The contract that this creates, and its creation code without arguments. */
  readonly created: (
    initcode: Uint8Array,
  ) => { readonly artifact: ContractArtifact; readonly code: Uint8Array } | undefined
}

/** The statements of one step. */
export function arrangeLines(step: SetupStep, context: ArrangeContext): readonly string[] {
  const { accounts, known } = context
  const { words } = accounts
  switch (step.kind) {
    case 'call': {
      const call = known(step)
      return [
        `must(${[words(step.from), words(step.to), numberWords(step.value), calldataWords(call, words)].join(', ')}, "arranging: ${commentText(call.abi?.name ?? 'a call').replaceAll(/["\\]/g, '?')} reverted");`,
      ]
    }
    case 'create': {
      const code = creationWords(step.initcode, context)
      return [`create(${[words(step.from), words(step.address), numberWords(step.value), code].join(', ')});`]
    }
    case 'createAt': {
      const code = creationWords(step.initcode, context)
      return [
        `createAt(${[words(step.from), words(step.address), numberWords(step.value), code].join(', ')});`,
      ]
    }
    case 'balance':
      return [`vm.deal(${words(step.account)}, ${numberWords(step.wei)});`]
    case 'grant': {
      const parts = [step.token, step.account].map(words)
      if (step.id !== undefined) parts.push(numberWords(step.id))
      return isPlainGrant(step)
        ? [`give${step.id === undefined ? '' : 'Item'}(${[...parts, numberWords(step.amount)].join(', ')});`]
        : step.writes.map((write) => storeLine(write, accounts))
    }
    case 'storage':
      return [storeLine(step.write, accounts)]
    case 'code':
      return [`vm.etch(${words(step.address)}, ${bytesWords(step.code)});`]
    case 'block':
      return [`vm.roll(${step.number});`, `vm.warp(${step.timestamp});`]
  }
}

/** The token keeps balance and total supply as they are, in slots of its own. */
function isPlainGrant({ writes, token, amount }: Extract<SetupStep, { kind: 'grant' }>): boolean {
  return (
    writes.length > 0 &&
    writes.length <= 2 &&
    writes.every((write) => write.address === token && write.word - write.before === amount)
  )
}

function storeLine(
  { address, slot, word }: Extract<SetupStep, { kind: 'storage' }>['write'],
  { words }: AccountConstants,
): string {
  return `vm.store(${words(address)}, ${wordWords(slot)}, ${wordWords(word)});`
}

/** Creation code by the name of its contract, so that the proof deploys what the project has now. */
function creationWords(initcode: Uint8Array, { created, accounts }: ArrangeContext): string {
  const found = created(initcode)
  if (found === undefined) return bytesWords(initcode)
  const args = initcode.subarray(found.code.length)
  const code = `vm.getCode("${found.artifact.source.replaceAll(/["\\]/g, '?')}:${found.artifact.name}")`
  if (args.length === 0) return code
  const inputs = found.artifact.abi.constructor?.inputs ?? []
  const words = encodedWords(inputs, args, accounts.words)
  return `abi.encodePacked(${code}, ${words === undefined ? bytesWords(args) : `abi.encode(${words.join(', ')})`})`
}

/** The creation code of an artifact that some initcode begins with; undefined if it has libraries to link, or is another one. */
export function matchCreation(
  artifact: ContractArtifact | undefined,
  initcode: Uint8Array,
): { readonly artifact: ContractArtifact; readonly code: Uint8Array } | undefined {
  if (artifact === undefined || artifact.creation.links.length > 0) return undefined
  const code = hexToBytes(`0x${artifact.creation.object.replace(/^0x/, '')}`)
  const isSame = code.length > 0 && equalBytes(initcode.subarray(0, code.length), code)
  return isSame ? { artifact, code: concatBytes(code) } : undefined
}
