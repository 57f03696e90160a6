// Claims in Solidity: fields of a struct that are filled before the attack and after it, and assertions that compare both.

import type { Address } from '../../../evm/types.ts'
import { ADDRESS_MAX, bytesToHex } from '../../../primitives/hex.ts'
import { supplyCall } from '../../../world/survey/asset-calls.ts'
import { BALANCE_OF } from '../../../world/survey/standard-functions.ts'
import type { Asset } from '../../../world/survey/types.ts'
import { blocksIn } from '../../../world/passing-time.ts'
import { REFUSING_CODE } from '../look.ts'
import type { Claim, Leg, LegCall, ProofPlan } from '../plan.ts'
import { callName, MARK_SLOT } from './attacker.ts'
import type { AccountConstants } from './names.ts'
import {
  bytesWords,
  calldataWords,
  commentText,
  fieldName,
  numberWords,
  textLiteral,
  wordWords,
} from './words.ts'

export type ClaimWords = {
  /** Of the struct: all are uint256. */
  readonly fields: readonly string[]
  /** Statements that fill them in `state`; `isAfter` says when. */
  readonly look: readonly string[]
  /** Statements about `had` and `has`. */
  readonly assertions: readonly string[]
}

/** A claim in Solidity. @param taken names of fields so far */
export function claimWords(
  claim: Claim,
  plan: ProofPlan,
  accounts: AccountConstants,
  taken: Set<string>,
): ClaimWords {
  const name = (text: string): string => fieldName(text, taken)
  const { nameOf } = accounts
  switch (claim.kind) {
    case 'amount': {
      const asset = plan.assets[claim.asset]!
      const isAttacker = claim.sense !== 'less'
      const who = isAttacker ? 'the attacker' : nameOf(claim.accounts[0]!)
      const field = name(`${isAttacker ? 'attacker' : who} ${asset.name}`)
      const amount = numberWords(claim.change < 0n ? -claim.change : claim.change)
      const assertion =
        claim.sense === 'more'
          ? `vm.assertGe(has.${field}, had.${field} + ${amount}, ${textLiteral(`${who} has no more ${asset.name}`)});`
          : claim.sense === 'less'
            ? `vm.assertLe(has.${field} + ${amount}, had.${field}, ${textLiteral(`${who} has no less ${asset.name}`)});`
            : `vm.assertGe(has.${field}${claim.change === 0n ? '' : ` + ${amount}`}, had.${field}, ${textLiteral(`${who} has less ${asset.name}`)});`
      const sum = claim.accounts.map((each) => amountWords(asset, each, accounts)).join(' + ')
      const read = `state.${field} = ${sum || '0'};`
      const then = (claim.legs ?? []).flatMap(({ calls }) => calls.flatMap((call) => legCall(call, accounts)))
      const look =
        then.length === 0
          ? [read]
          : ['if (isAfter) {', ...indented(snapshot([...then, read])), '} else {', ...indented([read]), '}']
      return { fields: [field], look, assertions: [assertion] }
    }
    case 'yield': {
      const asset = plan.assets[claim.asset]!
      const owners = [...new Set(claim.after.map(({ owner }) => owner))]
      const who = owners.length === 1 ? nameOf(owners[0]!) : 'users'
      const field = name(`${who} gets out ${asset.name}`)
      const isSame = JSON.stringify(legShape(claim.before)) === JSON.stringify(legShape(claim.after))
      const look = isSame
        ? yieldLines(claim.before, asset, field, accounts)
        : [
            'if (!isAfter) {',
            ...indented(yieldLines(claim.before, asset, field, accounts)),
            '} else {',
            ...indented(yieldLines(claim.after, asset, field, accounts)),
            '}',
          ]
      return {
        fields: [field],
        look,
        assertions: [
          `vm.assertGe(had.${field}, ${numberWords(claim.had)}, ${textLiteral(`${who} could not get out what it has before the attack`)});`,
          `vm.assertLe(has.${field}, ${numberWords(claim.has)}, ${textLiteral(`${who} still gets out what it had`)});`,
        ],
      }
    }
    case 'stuck': {
      const who = nameOf(claim.leg.owner)
      const last = claim.leg.calls.at(-1)
      const what = commentText(last?.abi?.name ?? 'call')
      const fields = claim.waits.map((seconds) =>
        name(`${who} can ${what}${seconds === 0 ? '' : ` after ${seconds / 86_400} days`}`),
      )
      return {
        fields,
        look: claim.waits.flatMap((seconds, i) =>
          seconds === 0
            ? stuckLines(claim, seconds, fields[i]!, accounts)
            : ['if (isAfter) {', ...indented(stuckLines(claim, seconds, fields[i]!, accounts)), '}'],
        ),
        assertions: [
          `vm.assertEq(had.${fields[0]!}, 1, ${textLiteral(`${who} cannot ${what} before the attack`)});`,
          ...fields.map(
            (field) => `vm.assertEq(has.${field}, 0, ${textLiteral(`${who} can still ${what}`)});`,
          ),
        ],
      }
    }
    case 'word': {
      const { address, from, had, has } = claim
      const what = 'slot' in from ? 'a slot' : commentText(from.abi?.name ?? 'an answer')
      const field = name(`${nameOf(address)} ${what}`)
      const read =
        'slot' in from
          ? `uint256(vm.load(${accounts.words(address)}, ${wordWords(from.slot)}))`
          : `ask(${accounts.words(address)}, ${calldataWords({ data: from.data, ...(from.abi && { abi: from.abi }) }, accounts.words)})`
      return {
        fields: [field],
        look: [`state.${field} = ${read};`],
        assertions: [
          ...(had === undefined
            ? []
            : [
                `vm.assertEq(had.${field}, ${claimedWord(had, accounts)}, ${textLiteral(`${what} of ${nameOf(address)} is another one before the attack`)});`,
              ]),
          `vm.assertEq(has.${field}, ${claimedWord(has ?? 0n, accounts)}, ${textLiteral(`${what} of ${nameOf(address)} is not what the attack makes it`)});`,
        ],
      }
    }
    case 'no code': {
      const field = name(`${nameOf(claim.address)} code`)
      return {
        fields: [field],
        look: [`state.${field} = codeSize(${accounts.words(claim.address)});`],
        assertions: [
          `vm.assertGt(had.${field}, 0, ${textLiteral(`${nameOf(claim.address)} has no code before the attack`)});`,
          `vm.assertEq(has.${field}, 0, ${textLiteral(`${nameOf(claim.address)} still has its code`)});`,
        ],
      }
    }
    case 'borrowed code': {
      const field = name(`${nameOf(claim.address)} is marked`)
      return {
        fields: [field],
        look: [`state.${field} = uint256(vm.load(${accounts.words(claim.address)}, ${MARK_SLOT}));`],
        assertions: [
          `vm.assertEq(had.${field}, 0, ${textLiteral(`${nameOf(claim.address)} is marked before the attack`)});`,
          `vm.assertEq(has.${field}, 1, ${textLiteral(`${nameOf(claim.address)} did not run the code of the attacker as its own`)});`,
        ],
      }
    }
    case 'supply': {
      const asset = plan.assets[claim.asset]!
      if (asset.kind === 'ether') return { fields: [], look: [], assertions: [] }
      if (claim.more !== undefined) {
        const [held, supply] = [name(`${asset.name} is held`), name(`${asset.name} there is`)]
        return {
          fields: [held, supply],
          look: [
            `state.${supply} = ask(${accounts.words(asset.address)}, ${bytesWords(supplyCall(asset))});`,
            '{',
            // What all have together need not fit into a word.
            ...indented([
              'uint256 room = type(uint256).max;',
              ...claim.accounts.flatMap((each) => {
                const amount = amountWords(asset, each, accounts)
                return [`if (${amount} > room) room = 0;`, `else room -= ${amount};`]
              }),
              `state.${held} = type(uint256).max - room;`,
            ]),
            '}',
          ],
          assertions: [
            `vm.assertEq(has.${supply}, had.${supply}, ${textLiteral(`there is not as much ${asset.name} as before the attack`)});`,
            `vm.assertGe(has.${held}, had.${held} + ${numberWords(claim.more)}, ${textLiteral(`no more ${asset.name} is held than before the attack`)});`,
          ],
        }
      }
      const field = name(`${asset.name} is oversold`)
      // What all have together need not fit into a word: it is taken from the supply, one after another.
      return {
        fields: [field],
        look: [
          '{',
          ...indented([
            `uint256 left = ask(${accounts.words(asset.address)}, ${bytesWords(supplyCall(asset))});`,
            ...claim.accounts.flatMap((each) => {
              const amount = amountWords(asset, each, accounts)
              return [`if (${amount} > left) state.${field} = 1;`, `else left -= ${amount};`]
            }),
          ]),
          '}',
        ],
        assertions: [
          `vm.assertEq(had.${field}, 0, ${textLiteral(`more ${asset.name} is held than there is before the attack`)});`,
          `vm.assertEq(has.${field}, 1, ${textLiteral(`no more ${asset.name} is held than there is`)});`,
        ],
      }
    }
    case 'unnoticed': {
      const field = name(`${nameOf(claim.payer)} notices`)
      return {
        fields: [field],
        look: [],
        assertions: [
          `vm.assertEq(has.${field}, 0, ${textLiteral(`${nameOf(claim.payer)} does something else when its payment fails`)});`,
        ],
      }
    }
    case 'property': {
      const field = name(`${claim.abi.name} holds`)
      const call = `abi.encodeWithSignature("${claim.abi.signature}")`
      const to = 'address(this)'
      return {
        fields: [field],
        look: [
          ...snapshot([
            claim.fails === 'false'
              ? `state.${field} = ask(${to}, ${call});`
              : `state.${field} = attempt(${accounts.words(plan.sender)}, ${to}, 0, ${call})${claim.fails === 'marks' ? ' && takeMark() == 0' : ''} ? 1 : 0;`,
          ]),
        ],
        assertions: [
          `vm.assertEq(had.${field}, 1, ${textLiteral(`${claim.abi.name} does not hold before the attack`)});`,
          `vm.assertEq(has.${field}, 0, ${textLiteral(`${claim.abi.name} still holds`)});`,
        ],
      }
    }
    case 'marked': {
      const field = name('is marked as failed')
      const { length } = plan.steps
      return {
        fields: [field],
        look: [`state.${field} = takeMark();`],
        assertions: [
          `vm.assertEq(has.${field}, 1, ${textLiteral(`step ${length}: ${callName(plan.steps[length - 1]!, accounts)} does not fail any more`)});`,
        ],
      }
    }
  }
}

/** What an account has of an asset, as an expression. */
export function amountWords(asset: Asset, account: Address, accounts: AccountConstants): string {
  const holder = accounts.words(account)
  if (asset.kind === 'ether') return `${holder}.balance`
  const token = accounts.words(asset.address)
  return asset.kind === 'erc1155'
    ? `ask(${token}, abi.encodeWithSignature("balanceOf(address,uint256)", ${holder}, ${asset.id}))`
    : `ask(${token}, abi.encodeWithSignature("${BALANCE_OF.signature}", ${holder}))`
}

function yieldLines(
  legs: readonly Leg[],
  asset: Asset,
  field: string,
  accounts: AccountConstants,
): readonly string[] {
  const owners = [...new Set(legs.map(({ owner }) => owner))]
  const sum = owners.map((each) => amountWords(asset, each, accounts)).join(' + ') || '0'
  return snapshot([
    ...legs.flatMap(({ first = [] }) => first.flatMap((call) => legCall(call, accounts))),
    `uint256 held = ${sum};`,
    ...legs.flatMap(({ calls }) => calls.flatMap((call) => legCall(call, accounts))),
    `uint256 holds = ${sum};`,
    `state.${field} = holds > held ? holds - held : 0;`,
  ])
}

function stuckLines(
  { leg, refusing }: Extract<Claim, { kind: 'stuck' }>,
  seconds: number,
  field: string,
  accounts: AccountConstants,
): readonly string[] {
  const calls = [...(leg.first ?? []), ...leg.calls]
  return snapshot([
    ...refusing.map(
      (each) => `vm.etch(${accounts.words(each)}, hex"${bytesToHex(REFUSING_CODE).slice(2)}");`,
    ),
    ...waitLines(seconds),
    `state.${field} = 1;`,
    ...calls.flatMap((call) => [
      ...waitLines(call.seconds),
      `if (!${callWords(call, accounts)}) state.${field} = 0;`,
    ]),
  ])
}

function legCall(call: LegCall, accounts: AccountConstants): readonly string[] {
  return [...waitLines(call.seconds), `${callWords(call, accounts)};`]
}

function callWords(call: LegCall, accounts: AccountConstants): string {
  return `attempt(${accounts.words(call.from)}, ${accounts.words(call.to)}, ${numberWords(call.value)}, ${calldataWords(call, accounts.words)})`
}

/** Lets time pass. */
export function waitLines(seconds: number, blocks: number = blocksIn(seconds)): readonly string[] {
  return [
    ...(seconds > 0 ? [`vm.warp(vm.getBlockTimestamp() + ${timeWords(seconds)});`] : []),
    ...(blocks > 0 ? [`vm.roll(vm.getBlockNumber() + ${blocks});`] : []),
  ]
}

function timeWords(seconds: number): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400} days` : `${seconds}`
}

/** Statements that are undone. */
function snapshot(lines: readonly string[]): readonly string[] {
  return ['{', ...indented(['uint256 here = vm.snapshotState();', ...lines, 'vm.revertToState(here);']), '}']
}

export function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? '' : `    ${line}`))
}

function claimedWord(word: bigint, accounts: AccountConstants): string {
  return word > 1n << 64n && word <= ADDRESS_MAX
    ? `uint256(uint160(${accounts.words(`0x${word.toString(16).padStart(40, '0')}`)}))`
    : `uint256(${wordWords(word)})`
}

function legShape(legs: readonly Leg[]): unknown {
  return legs.map(({ owner, first = [], calls }) => [
    owner,
    [...first, ...calls].map(({ to, from, value, data }) => [to, from, value.toString(), bytesToHex(data)]),
  ])
}
