// The attacker's contract in Solidity: what the search had a host account play, as code that somebody could deploy.

import { bigIntToBytes32, equalBytes, readWord } from '../../../primitives/bytes.ts'
import type { Address } from '../../../evm/types.ts'
import { ATTACKER_CONTRACT, ATTACKER_NEWBORN } from '../../../world/attacker/attacker.ts'
import { BORROWED_STORAGE, WRITE_BYTES } from '../../../world/attacker/borrowed-storage.ts'
import { CONDUCTS } from '../../../world/attacker/conduct.ts'
import { FORCED_ETHER } from '../../../world/attacker/forced-ether.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import { selectorIn } from '../../../project/abi/selector.ts'
import type { ProofAnswer, ProofCall, ProofPlan, ProofStep } from '../plan.ts'
import type { AccountConstants } from './names.ts'
import { bytesWords, calldataWords, commentText, numberWords, textLiteral } from './words.ts'

/** Where borrowed code leaves its mark: keccak256('faultline was here'). */
export const MARK_SLOT = '0xa8f4322b5acb199c14e24f45d18e38fb4bfe14f479b04291afdb54fdc084c979'
const ONE = bigIntToBytes32(1n)
/** Less is not enough for a call: who is sent ether by `transfer` has 2,300. */
const GAS_TO_REACT = 15_000
/** Selector and address. */
const FORCED_BYTES = 36

/** Whether the contract has a part in the attack at all. */
export function hasContract({ steps, answers, isBorrowed, setup }: ProofPlan): boolean {
  const digits = ATTACKER_CONTRACT.slice(2)
  const isNamed = (data: Uint8Array): boolean => bytesToHex(data).includes(digits)
  return (
    isBorrowed ||
    answers.length > 0 ||
    steps.some(
      ({ from, to, data }) => from === ATTACKER_CONTRACT || to === ATTACKER_CONTRACT || isNamed(data),
    ) ||
    setup.some((step) => step.kind === 'call' && step.from === ATTACKER_CONTRACT && isNamed(step.data))
  )
}

/** Whether a call leaves ether to somebody by SELFDESTRUCT, and to whom. */
export function forcedTo({ to, data }: Pick<ProofCall, 'to' | 'data'>): Address | undefined {
  if (to !== FORCED_ETHER || data.length !== FORCED_BYTES) return undefined
  return `0x${bytesToHex(data.subarray(16)).slice(2)}`
}

/** What the contracts of a proof have in common, and the attacker's. */
export function attackerContracts(plan: ProofPlan, accounts: AccountConstants): readonly string[] {
  const parts: string[] = []
  const hasForced = [
    ...plan.steps,
    ...plan.steps.flatMap(({ reactions }) => reactions.flatMap((each) => each.calls)),
  ].some((call) => forcedTo(call) !== undefined)
  const own = hasContract(plan)
  const groups = newbornGroups(plan)
  if (own || groups.length > 0) parts.push(CALLER)
  if (hasForced) parts.push(FORCED)
  if (own) parts.push(attackerContract(plan, accounts))
  for (const [i, group] of groups.entries()) parts.push(newborn(group, i, plan, accounts))
  return parts
}

/** Steps that a contract makes while it is created: those that follow each other are one constructor's. */
export function newbornGroups({ steps }: ProofPlan): readonly (readonly number[])[] {
  const groups: number[][] = []
  for (const [i, { from, seconds, blocks }] of steps.entries()) {
    if (from !== ATTACKER_NEWBORN) continue
    const last = groups.at(-1)
    if (last !== undefined && last.at(-1) === i - 1 && seconds === 0 && blocks === 0) last.push(i)
    else groups.push([i])
  }
  return groups
}

const CALLER = `/// Makes calls that must go well, and calls that need not.
abstract contract Caller {
    function must(address to, uint256 value, bytes memory data, string memory what) internal {
        (bool done, ) = to.call{value: value}(data);
        require(done, what);
    }

    function attempt(address to, uint256 value, bytes memory data) internal {
        (bool done, ) = to.call{value: value}(data);
        done;
    }
}`

const FORCED = `/// Leaves its ether to somebody who cannot refuse it.
contract ForcedEther {
    constructor(address payable to) payable {
        selfdestruct(to);
    }
}`

/** A statement that makes a call of the attacker's contract. */
function statement(call: ProofCall, what: string | undefined, accounts: AccountConstants): string {
  const to = forcedTo(call)
  if (to !== undefined)
    return `new ForcedEther{value: ${numberWords(call.value)}}(payable(${accounts.words(to)}));`
  const parts = [accounts.words(call.to), numberWords(call.value), calldataWords(call, accounts.words)]
  return what === undefined
    ? `attempt(${parts.join(', ')});`
    : `must(${[...parts, textLiteral(what)].join(', ')});`
}

/** 'step 2: Vault.withdraw() reverted'. */
export function failedWords(step: ProofStep, index: number, accounts: AccountConstants): string {
  return `step ${index + 1}: ${callName(step, accounts)} reverted`
}

/** 'Vault.withdraw()'. */
export function callName(call: ProofCall, accounts: AccountConstants): string {
  const to = forcedTo(call)
  if (to !== undefined) return `ether forced on ${accounts.nameOf(to)}`
  const fn =
    call.abi?.signature ?? (call.data.length === 0 ? 'a payment' : bytesToHex(call.data.subarray(0, 4)))
  return `${accounts.nameOf(call.to)}.${commentText(fn)}`
}

function attackerContract(plan: ProofPlan, accounts: AccountConstants): string {
  const { steps, isBorrowed, isStatic } = plan
  const body: string[] = []
  const hasReactions = steps.some(({ reactions }) => reactions.length > 0)
  const hasLures = steps.some(({ from, reactions }) => from !== ATTACKER_CONTRACT && reactions.length > 0)
  if (hasReactions)
    body.push(
      '    /// Which step is being made, and how often this contract was called during it.',
      '    uint256 public step;',
      '    uint256 public turn;',
      '',
    )
  for (const [i, each] of steps.entries())
    if (each.from === ATTACKER_CONTRACT) body.push(...stepFunction(each, i, accounts), '')
  if (hasLures)
    body.push(
      '    function begin(uint256 step_) external {',
      '        step = step_;',
      '        turn = 0;',
      '    }',
      '',
    )
  if (isStatic || (isBorrowed && hasReactions))
    body.push('    function setTurn(uint256 turn_) external {', '        turn = turn_;', '    }', '')
  if (isBorrowed && hasReactions)
    body.push(
      '    function send(address to, uint256 value, bytes calldata data) external {',
      '        attempt(to, value, data);',
      '    }',
      '',
    )
  const conduct = conductFunctions(plan)
  body.push(...conduct.functions)
  const refuses = plan.claims.some((claim) => claim.kind === 'unnoticed' && claim.to === ATTACKER_CONTRACT)
  if (refuses) body.push(...REFUSE_PAYMENTS)
  body.push(
    '    receive() external payable {',
    '        called();',
    '    }',
    '',
    '    fallback() external payable {',
    '        called();',
    '    }',
    '',
    '    /// Whatever it is called for.',
    '    function called() private {',
  )
  if (isBorrowed) body.push(...borrowedBody(plan, accounts))
  if (refuses) body.push('        require(!isRefusing || msg.value == 0);')
  if (hasReactions) body.push('        react();')
  if (conduct.functions.length > 0) body.push('        behave();')
  body.push(...answerLines(plan.answers, accounts), '    }')
  if (hasReactions) body.push('', ...reactFunction(plan, accounts))
  body.push('', ...GIVE)
  if (body.some((line) => / refuse\((?!\))/.test(line))) body.push('', ...REFUSE)
  return ["/// The attacker's contract.", 'contract Attacker is Caller {', ...body, '}'].join('\n')
}

function stepFunction(step: ProofStep, index: number, accounts: AccountConstants): readonly string[] {
  const hasReactions = step.reactions.length > 0
  return [
    `    /// ${callName(step, accounts)}`,
    `    function step${index + 1}() external {`,
    ...(hasReactions ? [`        step = ${index + 1};`, '        turn = 0;'] : []),
    `        ${statement(step, step.succeeds ? failedWords(step, index, accounts) : undefined, accounts)}`,
    ...(hasReactions ? ['        step = 0;'] : []),
    '    }',
  ]
}

// ---- reactions -------------------------------------------------------------------------------------------------------

function reactFunction({ steps, isStatic }: ProofPlan, accounts: AccountConstants): readonly string[] {
  const lines = [
    '    /// What it does when somebody calls it in the middle of a step.',
    '    function react() private {',
  ]
  for (const [i, { reactions }] of steps.entries())
    for (const [turn, { calls, output, fails }] of reactions.entries()) {
      const gas = calls.length > 0 ? ` && gasleft() > ${GAS_TO_REACT}` : ''
      lines.push(`        if (step == ${i + 1} && turn == ${turn}${gas}) {`)
      lines.push(
        isStatic
          ? `            attempt(address(this), 0, abi.encodeWithSignature("setTurn(uint256)", ${turn + 1}));`
          : `            turn = ${turn + 1};`,
      )
      if (fails === 'burn') lines.push('            assembly { invalid() }')
      else if (fails === 'revert') lines.push(`            refuse(${bytesWords(output ?? NOTHING)});`)
      else {
        for (const call of calls)
          if (call.to !== BORROWED_STORAGE) lines.push(`            ${statement(call, undefined, accounts)}`)
        lines.push(output === undefined ? '            return;' : `            give(${bytesWords(output)});`)
      }
      lines.push('        }')
    }
  lines.push('    }')
  return lines
}

const NOTHING = new Uint8Array(0)

const GIVE: readonly string[] = [
  '    function give(bytes memory answer) private pure {',
  '        assembly { return(add(answer, 32), mload(answer)) }',
  '    }',
]

const REFUSE_PAYMENTS: readonly string[] = [
  '    bool private isRefusing;',
  '',
  '    function refusePayments() external {',
  '        isRefusing = true;',
  '    }',
  '',
]

const REFUSE: readonly string[] = [
  '    function refuse(bytes memory reason) private pure {',
  '        assembly { revert(add(reason, 32), mload(reason)) }',
  '    }',
]

/** What it says to whoever calls a function that it does not have: as in the search. */
function answerLines(answers: readonly ProofAnswer[], accounts: AccountConstants): readonly string[] {
  const lines = ['        if (msg.data.length < 4) return;']
  const selectors = [...new Set(answers.map(({ selector }) => selector))]
  for (const selector of selectors) {
    const all = answers.filter((each) => each.selector === selector)
    const isSame = all.every(({ output }) => equalBytes(output, all[0]!.output))
    for (const { caller, output } of isSame ? all.slice(0, 1) : all) {
      if (equalBytes(output, ONE)) continue
      const from = isSame ? '' : ` && msg.sender == ${accounts.words(caller)}`
      const words = selector.toString(16).padStart(8, '0')
      lines.push(`        if (msg.sig == hex"${words}"${from}) give(${bytesWords(output)});`)
    }
  }
  lines.push('        give(abi.encode(uint256(1)));')
  return lines
}

// ---- code that others run as their own ----------------------------------------------------------------------------------

function borrowedBody({ steps }: ProofPlan, accounts: AccountConstants): readonly string[] {
  const own = accounts.words(ATTACKER_CONTRACT)
  const lines = [
    `        if (address(this) != ${own}) {`,
    '            // Somebody runs this code as its own: in its storage, with all its rights.',
    `            bytes32 mark = ${MARK_SLOT};`,
    '            assembly { sstore(mark, 1) }',
  ]
  for (const [i, { reactions }] of steps.entries())
    for (const [turn, { calls, output, fails }] of reactions.entries()) {
      lines.push(
        `            if (Attacker(payable(${own})).step() == ${i + 1} && Attacker(payable(${own})).turn() == ${turn}) {`,
      )
      lines.push(`                Attacker(payable(${own})).setTurn(${turn + 1});`)
      for (const call of calls)
        lines.push(
          call.to === BORROWED_STORAGE && call.data.length === WRITE_BYTES
            ? `                assembly { sstore(${readWord(call.data, 4)}, 0x${readWord(call.data, 36).toString(16)}) }`
            : `                Attacker(payable(${own})).send(${[accounts.words(call.to), numberWords(call.value), calldataWords(call, accounts.words)].join(', ')});`,
        )
      if (fails === 'revert') lines.push(`                refuse(${bytesWords(output ?? NOTHING)});`)
      else if (fails === 'burn') lines.push('                assembly { invalid() }')
      else if (output !== undefined) lines.push(`                give(${bytesWords(output)});`)
      lines.push('            }')
    }
  // Reactions of its own are not for others.
  return [...lines, ...answerLines([], accounts).map((line) => `    ${line}`), '        }']
}

// ---- conduct ---------------------------------------------------------------------------------------------------------

/** Functions by which one of the attacker's accounts tells the contract how to behave, if one does. */
function conductFunctions({ steps }: ProofPlan): { readonly functions: readonly string[] } {
  const told = new Set(
    steps.flatMap(({ to, data }) => {
      const selector = to === ATTACKER_CONTRACT ? selectorIn(data) : undefined
      const abi = CONDUCTS.find((each) => each.selector === selector)
      return abi === undefined ? [] : [abi.name]
    }),
  )
  if (told.size === 0) return { functions: [] }
  return { functions: CONDUCT.split('\n').map((line) => (line === '' ? '' : `    ${line}`)) }
}

const CONDUCT = `// How it behaves from now on: as it was told.
uint256 private conduct;
uint256 private word;
address private relayTo;
bytes private relayData;
bool private isRelaying;

function refuse() external {
    conduct = 1;
}

function burnGas() external {
    conduct = 2;
}

function answer(uint256 word_) external {
    (conduct, word) = (3, word_);
}

function relay(address to, bytes calldata data) external {
    (conduct, relayTo, relayData) = (4, to, data);
}

function behave() private {
    if (conduct == 1) refuse("");
    if (conduct == 2) assembly { invalid() }
    if (conduct == 3) give(abi.encode(word));
    if (conduct == 4 && !isRelaying && gasleft() > 15000) {
        isRelaying = true;
        attempt(relayTo, 0, relayData);
        isRelaying = false;
    }
}
`

// ---- newborn ----------------------------------------------------------------------------------------------------------

function newborn(
  group: readonly number[],
  number: number,
  { steps }: ProofPlan,
  accounts: AccountConstants,
): string {
  const lines = group.map((i) => {
    const step = steps[i]!
    return `        ${statement(step, step.succeeds ? failedWords(step, i, accounts) : undefined, accounts)}`
  })
  return [
    '/// Calls while it is being created: it has no code yet.',
    `contract Newborn${number + 1} is Caller {`,
    '    constructor() payable {',
    ...lines,
    '    }',
    '}',
  ].join('\n')
}
