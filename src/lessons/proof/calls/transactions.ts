// A proof as what a node is asked, from an empty chain to the loss: accounts are given ether, contracts deployed, the attack sent. For chains
// whose node lets anybody send as anybody: Hardhat's, anvil.

import type { Address } from '../../../evm/types.ts'
import { concatBytes, bigIntToBytes32 } from '../../../primitives/bytes.ts'
import { bytesToHex, type Hex } from '../../../primitives/hex.ts'
import { encodeCall } from '../../../project/abi/encode.ts'
import { parseFunctionSignature } from '../../../project/abi/parse-signature.ts'
import type { ContractArtifact } from '../../../project/types.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT, ATTACKER_NEWBORN } from '../../../world/attacker/attacker.ts'
import { balanceCall } from '../../../world/survey/asset-calls.ts'
import type { SetupStep } from '../../../world/setup-record.ts'
import type { Asset } from '../../../world/survey/types.ts'
import type { World } from '../../../world/types.ts'
import type { Claim, Leg, ProofPlan } from '../plan.ts'
import { redo } from '../shorten-setup.ts'
import { AccountConstants } from '../solidity/names.ts'
import { callName, forcedTo } from '../solidity/attacker.ts'

/** Something that the node is asked. Numbers are decimal text. */
export type Action = { readonly what: string } & (
  | { readonly kind: 'balance'; readonly account: Address; readonly wei: string }
  | { readonly kind: 'storage'; readonly address: Address; readonly slot: Hex; readonly word: Hex }
  | { readonly kind: 'code'; readonly address: Address; readonly code: Hex; readonly nonce?: string }
  | { readonly kind: 'time'; readonly timestamp: string; readonly number: string }
  | Transaction
)

export type Transaction = {
  readonly kind: 'send'
  readonly from: Address
  /** Null: a contract is created, at `at`, where the sender has sent `nonce` transactions. */
  readonly to: Address | null
  readonly at?: Address
  readonly nonce?: string
  readonly wei: string
  readonly data: Hex
  /** The first `bytes` bytes of the data from `skip` on are the creation code of this contract. */
  readonly artifact?: { readonly name: string; readonly skip: number; readonly bytes: number }
  readonly mustSucceed: boolean
}

/** A number of the chain. */
export type Read =
  | { readonly balance: Address }
  | { readonly to: Address; readonly data: Hex }
  | { readonly storage: Address; readonly slot: Hex }
  | { readonly code: Address }

type Plain = { readonly from: Address; readonly to: Address; readonly wei: string; readonly data: Hex }

/** What is looked up before the attack and after it. Words and amounts are decimal text, changes may be negative. */
export type Check = { readonly what: string } &
  /** The sum changes by at least, or at most, that much. */
  (
    | { readonly sum: readonly Read[]; readonly least: string }
    | { readonly sum: readonly Read[]; readonly most: string }
    | { readonly read: Read; readonly before: string | null; readonly after: string }
    | { readonly isGone: Address }
    /** Calls that work before and of which one reverts after. */
    | { readonly works: readonly Plain[] }
    /** What the sum grows by with these calls: at least that before, at most that after. */
    | {
        readonly gives: readonly Read[]
        readonly calls: readonly Plain[]
        readonly before: string
        readonly after: string
      }
  )

export type ProofTransactions = {
  readonly finding: string
  readonly words: string
  readonly place: string
  readonly setup: readonly Action[]
  readonly attack: readonly Action[]
  readonly checks: readonly Check[]
}

/**
 * Stands in for a test contract: makes the call in its calldata (receiver, value, data), or creates a contract where the receiver is 0, and
 * takes ether. Hand-written: a node without cheatcodes lets a contract send nothing.
 */
const PUPPET =
  '0x36156054576040360380604060003760003580603457506000602035f080602b573d600060003e3d' +
  '6000fd5b60005260206000f35b60006000836000602035855af13d600060003e604f573d6000fd5b3d6000f35b00'

/** The transactions; or why they cannot be had. Uses the world, which is empty. */
export function proofTransactions(
  plan: ProofPlan,
  world: World,
  options: {
    readonly attackerCode: Uint8Array | undefined
    readonly created: (
      initcode: Uint8Array,
    ) => { readonly artifact: ContractArtifact; readonly code: Uint8Array } | undefined
    /** Where the test contract would be. */
    readonly test: Address | undefined
  },
): ProofTransactions | { readonly problem: string } {
  const accounts = new AccountConstants(plan)
  const { machine } = world
  const checks = plan.claims.flatMap((claim) => checksOf(claim, plan, accounts))
  if (checks.length === 0) return { problem: 'the loss shows in nothing that a node says' }
  if (plan.steps.some(({ from }) => from === ATTACKER_NEWBORN))
    return { problem: 'a contract calls while it is created' }
  const setup: Action[] = []
  if (options.test !== undefined)
    setup.push({
      what: 'stands in for the test: it sends what it is told, as the test contract did',
      kind: 'code',
      address: options.test,
      code: PUPPET as Hex,
      nonce: '1',
    })
  if (options.attackerCode !== undefined)
    setup.push({
      what: "the attacker's contract",
      kind: 'send',
      from: ATTACKER_ACCOUNTS[0],
      to: null,
      at: ATTACKER_CONTRACT,
      nonce: '0',
      wei: '0',
      data: bytesToHex(options.attackerCode),
      mustSucceed: true,
    })
  for (const step of [...(plan.setUpCalls ?? []), ...plan.setup]) {
    const nonce = step.kind === 'create' ? machine.getNonce(step.from) : 0n
    if (step.kind === 'create' && step.from === options.test && nonce === 0n) machine.setNonce(step.from, 1n)
    if (!redo(world, step)) return { problem: 'what setUp() did could not be done again as transactions' }
    const made = actionsOf(step, world, accounts, { ...options, nonce })
    if (made === undefined)
      return { problem: 'a library is linked, or a contract is put at an address of its own' }
    setup.push(...made)
  }
  const attack: Action[] = []
  for (const [i, step] of plan.steps.entries()) {
    const what = `${i + 1}. ${accounts.nameOf(step.from)}: ${callName(step, accounts)}`
    if (step.seconds > 0 || step.blocks > 0)
      attack.push({
        what: 'time passes',
        kind: 'time',
        timestamp: `+${step.seconds}`,
        number: `+${step.blocks}`,
      })
    if (
      forcedTo(step) !== undefined ||
      step.mustFail === true ||
      (step.reactions.length > 0 && step.from !== ATTACKER_CONTRACT)
    )
      return { problem: 'a step of the attack is no plain transaction' }
    const own = step.from === ATTACKER_CONTRACT
    attack.push({
      what,
      kind: 'send',
      from: own ? plan.payer : step.from,
      to: own ? ATTACKER_CONTRACT : step.to,
      wei: own ? '0' : step.value.toString(),
      data: bytesToHex(own ? encodeCall(parseFunctionSignature(`step${i + 1}()`), []) : step.data),
      mustSucceed: own || step.succeeds,
    })
  }
  return { finding: plan.finding, words: plan.words, place: plan.place, setup, attack, checks }
}

// ---- setup -------------------------------------------------------------------------------------------------------------

type ActionContext = Parameters<typeof proofTransactions>[2] & { readonly nonce: bigint }

/** A step that was just done in the world. */
function actionsOf(
  step: SetupStep,
  { machine, sender }: World,
  { nameOf }: AccountConstants,
  { created, test, nonce }: ActionContext,
): readonly Action[] | undefined {
  switch (step.kind) {
    case 'balance':
      return [
        {
          what: `${nameOf(step.account)} has ether`,
          kind: 'balance',
          account: step.account,
          wei: step.wei.toString(),
        },
      ]
    case 'grant':
    case 'storage': {
      const writes = step.kind === 'grant' ? step.writes : [step.write]
      const what = step.kind === 'grant' ? `${nameOf(step.account)} has tokens` : 'a word of storage'
      return writes.map(({ address, slot }) => ({
        what,
        kind: 'storage',
        address,
        slot: wordHex(slot),
        word: wordHex(machine.getStorage(address, slot)),
      }))
    }
    case 'code':
      return [{ what: 'code', kind: 'code', address: step.address, code: bytesToHex(step.code) }]
    case 'block':
      return [
        { what: 'time', kind: 'time', timestamp: step.timestamp.toString(), number: step.number.toString() },
      ]
    case 'call':
      return [
        sent(`${nameOf(step.from)} calls ${nameOf(step.to)}`, { ...step, sender, test, wei: step.value }),
      ]
    case 'create': {
      const found = created(step.initcode)
      const transaction = sent(`${nameOf(step.from)} creates ${nameOf(step.address)}`, {
        from: step.from,
        to: null,
        data: step.initcode,
        wei: step.value,
        sender,
        test,
      })
      const isPuppets = step.from === test
      return [
        {
          ...transaction,
          at: step.address,
          ...(!isPuppets && { nonce: nonce.toString() }),
          ...(found !== undefined && {
            artifact: { name: found.artifact.id, skip: isPuppets ? 64 : 0, bytes: found.code.length },
          }),
        },
      ]
    }
    case 'createAt':
      return undefined
  }
}

/** A transaction, or what the puppet is told in the test contract's place. */
function sent(
  what: string,
  call: {
    readonly from: Address
    readonly to: Address | null
    readonly data: Uint8Array
    readonly wei: bigint
    readonly sender: Address
    readonly test: Address | undefined
  },
): Action & Transaction {
  const { from, to, data, wei, sender, test } = call
  if (from !== test)
    return { what, kind: 'send', from, to, wei: wei.toString(), data: bytesToHex(data), mustSucceed: true }
  const told = concatBytes(bigIntToBytes32(BigInt(to ?? 0)), bigIntToBytes32(wei), data)
  return { what, kind: 'send', from: sender, to: from, wei: '0', data: bytesToHex(told), mustSucceed: true }
}

// ---- checks ------------------------------------------------------------------------------------------------------------

function checksOf(claim: Claim, { assets }: ProofPlan, { nameOf }: AccountConstants): readonly Check[] {
  switch (claim.kind) {
    case 'amount': {
      if (claim.legs !== undefined) return []
      const asset = assets[claim.asset]!
      const sum = claim.accounts.map((each) => readOf(asset, each))
      const who = claim.sense === 'less' ? nameOf(claim.accounts[0]!) : 'the attacker'
      const amount = claim.change.toString()
      return claim.sense === 'less'
        ? [{ what: `${who} has less ${asset.name}`, sum, most: amount }]
        : [
            {
              what: `${who} has ${claim.sense === 'more' ? 'more' : 'no less'} ${asset.name}`,
              sum,
              least: amount,
            },
          ]
    }
    case 'yield': {
      const isPlain = [...claim.before, ...claim.after].every(isPlainLeg)
      const [leg] = claim.before
      if (!isPlain || claim.before.length !== 1 || leg === undefined) return []
      const asset = assets[claim.asset]!
      return [
        {
          what: `${nameOf(leg.owner)} gets out less ${asset.name}`,
          gives: [readOf(asset, leg.owner)],
          calls: plainCalls(leg),
          before: claim.had.toString(),
          after: claim.has.toString(),
        },
      ]
    }
    case 'stuck':
      return claim.refusing.length > 0 || !isPlainLeg(claim.leg)
        ? []
        : [{ what: `${nameOf(claim.leg.owner)} cannot get out any more`, works: plainCalls(claim.leg) }]
    case 'word': {
      const read: Read =
        'slot' in claim.from
          ? { storage: claim.address, slot: wordHex(claim.from.slot) }
          : { to: claim.address, data: bytesToHex(claim.from.data) }
      const after = (claim.has ?? 0n).toString()
      return [
        {
          what: `${nameOf(claim.address)} says another thing`,
          read,
          before: claim.had?.toString() ?? null,
          after,
        },
      ]
    }
    case 'no code':
      return [{ what: `${nameOf(claim.address)} has no code any more`, isGone: claim.address }]
    default:
      return []
  }
}

function isPlainLeg({ first = [], calls }: Leg): boolean {
  return first.length === 0 && calls.every(({ seconds }) => seconds === 0)
}

function plainCalls({ calls }: Leg): readonly Plain[] {
  return calls.map(({ from, to, value, data }) => ({
    from,
    to,
    wei: value.toString(),
    data: bytesToHex(data),
  }))
}

function readOf(asset: Asset, account: Address): Read {
  return asset.kind === 'ether'
    ? { balance: account }
    : { to: asset.address, data: bytesToHex(balanceCall(asset, account)) }
}

function wordHex(word: bigint): Hex {
  return `0x${word.toString(16).padStart(64, '0')}`
}
