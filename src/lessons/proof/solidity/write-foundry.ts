// A proof as one Foundry test file. It needs nothing but the test whose setUp() it inherits: no forge-std, no remapping of its own.
//
// All that it brings is in a library, because the test that it inherits from may have any name in it already.

import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT, ATTACKER_NEWBORN } from '../../../world/attacker/attacker.ts'
import type { Claim, ProofPlan, ProofStep } from '../plan.ts'
import { arrangeLines, type ArrangeContext } from './arrange.ts'
import { attackerContracts, callName, failedWords, forcedTo, hasContract, newbornGroups } from './attacker.ts'
import { helpers, SENDER, vmInterface } from './helpers.ts'
import { claimWords, indented, waitLines } from './look.ts'
import { AccountConstants } from './names.ts'
import { bytesWords, calldataWords, commentText, numberWords, textLiteral } from './words.ts'

/** What the file declares besides the proof's own contract and library. */
const OWN_NAMES = new Set(['Vm', 'At', 'Caller', 'Attacker', 'ForcedEther', 'Sender'])
/** What the interpreters of `pragma` of old and new compilers take. */
const PRAGMA = 'pragma solidity >=0.6.2 <0.9.0;'
/** Before 0.8 who inherits functions with structs or lists of strings has to ask for their coding too. All compilers since 0.6 take this. */
const CODER_PRAGMA = 'pragma experimental ABIEncoderV2;'

export type WrittenProof = {
  readonly text: string
  /** Of the test contract. */
  readonly contract: string
  /** 'test_theft_0123456789ab'. */
  readonly test: string
}

export type WriteContext = Omit<ArrangeContext, 'accounts'> & {
  /** The command that runs a test. */
  readonly command: (test: string) => string
  /** Some of what the attack and the claims call are contracts that call cheatcodes themselves: handlers, the test. */
  readonly arePranking: boolean
  /** The compiler of the test that is inherited; undefined if that is not known or none is. */
  readonly compilerVersion?: string | undefined
}

/** The test file. Deterministic. */
export function writeFoundryProof(plan: ProofPlan, context: WriteContext): WrittenProof {
  const accounts = new AccountConstants(plan)
  const id = plan.finding
  const kind = plan.property.replace(/\(.*$/, '').replaceAll(/\W/g, '_')
  const contract = `Proof_${id}`
  const library = `Steps_${id}`
  const test = `test_${kind}_${id}`
  const taken = new Set<string>()
  const claims = plan.claims.map((claim) => claimWords(claim, plan, accounts, taken))
  const arrange = [
    ...begin(plan, accounts),
    ...plan.setup.flatMap((step) => arrangeLines(step, { ...context, accounts })),
  ]
  const unnoticedAt = plan.claims.findIndex(({ kind }) => kind === 'unnoticed')
  const unnoticed =
    unnoticedAt < 0
      ? undefined
      : {
          claim: plan.claims[unnoticedAt] as Extract<Claim, { kind: 'unnoticed' }>,
          field: claims[unnoticedAt]!.fields[0]!,
        }
  const { steps, last } = attackLines(plan, accounts, unnoticed !== undefined)
  const attack = steps.flat()
  const notices = unnoticed === undefined ? [] : noticeLines(unnoticed.claim, last, accounts)
  const contracts = attackerContracts(plan, accounts)
  const inherited = plan.test === undefined ? undefined : inheritance(plan.test, [contract, library])
  const isAfterUsed = claims.some(({ look }) => look.some((line) => /\bisAfter\b/.test(line)))
  // With a snapshot something is done and undone; a mark is taken away.
  const isLookView = claims.every(({ look }) => !/vm\.snapshotState|takeMark/.test(look.join()))
  const used = helpers(
    [...arrange, ...attack, ...notices, ...claims.flatMap(({ look }) => look)].join('\n'),
    context.arePranking,
  )
  const isOld = /^0\.[67]\./.test(context.compilerVersion ?? '')
  const created = [
    ...(used.some((line) => line.includes('type(Sender)')) ? [SENDER, ''] : []),
    ...contracts.flatMap((each) => [each, '']),
  ]
  const parts: TestParts = { id, test, library, isAfterUsed, unnoticed: unnoticed?.field }
  const text = [
    '// SPDX-License-Identifier: UNLICENSED',
    PRAGMA,
    ...(isOld ? [CODER_PRAGMA] : []),
    '',
    `// ${commentText(plan.property)}: ${commentText(plan.words)} (${commentText(plan.place)})`,
    '// Written by Faultline. It passes as long as the attack works, and fails when it does not.',
    `// Run: ${context.command(test)}`,
    '',
    ...(inherited === undefined ? [] : [inherited.line, '']),
    // Old compilers do not see what a library creates, and have it only if it was compiled before.
    ...(isOld ? created : []),
    `contract ${contract}${inherited === undefined ? '' : ` is ${inherited.name}`} {`,
    ...indented(plan.destroys ? inTransactions(parts, steps.length) : inOne(parts)),
    '}',
    '',
    `library ${library} {`,
    '    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);',
    '',
    '    /// What is compared.',
    '    struct State {',
    ...claims.flatMap(({ fields }) => fields.map((field) => `        uint256 ${field};`)),
    // No struct is empty.
    ...(claims.length === 0 ? ['        uint256 nothing;'] : []),
    '    }',
    '',
    plan.test === undefined
      ? '    /// Puts everything up, and gives the attacker what it begins with.'
      : '    /// After setUp(): what the attacker begins with, and what honest users do before it comes.',
    '    function arrange() internal {',
    ...indented(indented(arrange)),
    '    }',
    '',
    ...(plan.destroys
      ? steps.flatMap((lines, i) => [
          `    function attack${i + 1}() internal {`,
          ...indented(indented(lines)),
          '    }',
          '',
        ])
      : ['    function attack() internal {', ...indented(indented(attack)), '    }', '']),
    `    function look(${isAfterUsed ? 'bool isAfter' : ''}) internal ${isLookView ? 'view ' : ''}returns (State memory state) {`,
    ...indented(indented(claims.flatMap(({ look }) => look))),
    '    }',
    '',
    ...notices.map((line) => (line === '' ? '' : `    ${line}`)),
    '    /// The loss.',
    '    function check(State memory had, State memory has) internal pure {',
    ...indented(indented(claims.flatMap(({ assertions }) => assertions))),
    '    }',
    '',
    ...used,
    '}',
    '',
    ...(isOld ? [] : created),
    accounts.library(),
    '',
  ].join('\n')
  return { text: `${text}\n${vmInterface(text)}\n`, contract, test }
}

type TestParts = {
  readonly id: string
  readonly test: string
  readonly library: string
  /** Whether looking takes the argument that says when. */
  readonly isAfterUsed: boolean
  /** Field of the claim whose last step is made apart. */
  readonly unnoticed: string | undefined
}

/** The test as one function. */
function inOne({ test, library, isAfterUsed, unnoticed }: TestParts): readonly string[] {
  return [
    `function ${test}() public {`,
    `    ${library}.arrange();`,
    `    ${library}.State memory had = ${library}.look(${isAfterUsed ? 'false' : ''});`,
    `    ${library}.attack();`,
    `    ${library}.State memory has = ${library}.look(${isAfterUsed ? 'true' : ''});`,
    ...(unnoticed === undefined ? [] : [`    has.${unnoticed} = ${library}.doesNotice() ? 1 : 0;`]),
    `    ${library}.check(had, has);`,
    '}',
  ]
}

/** The same where each step has to be a transaction of its own: forge makes them before the test. */
function inTransactions({ id, test, library, isAfterUsed }: TestParts, steps: number): readonly string[] {
  const names = Array.from({ length: steps }, (_, i) => `attack${i + 1}_${id}`)
  return [
    `bytes private before_${id};`,
    '',
    '/// What a contract destroys is there until the transaction is over: these are made one after another, before the test.',
    'function beforeTestSetup(bytes4 selector) public pure returns (bytes[] memory calls) {',
    `    if (selector != this.${test}.selector) return calls;`,
    `    calls = new bytes[](${steps + 1});`,
    `    calls[0] = abi.encodeWithSignature("arrange_${id}()");`,
    ...names.map((name, i) => `    calls[${i + 1}] = abi.encodeWithSignature("${name}()");`),
    '}',
    '',
    `function arrange_${id}() public {`,
    `    ${library}.arrange();`,
    `    before_${id} = abi.encode(${library}.look(${isAfterUsed ? 'false' : ''}));`,
    '}',
    '',
    ...names.flatMap((name, i) => [
      `function ${name}() public {`,
      `    ${library}.attack${i + 1}();`,
      '}',
      '',
    ]),
    `function ${test}() public {`,
    `    ${library}.State memory had = abi.decode(before_${id}, (${library}.State));`,
    `    ${library}.State memory has = ${library}.look(${isAfterUsed ? 'true' : ''});`,
    `    ${library}.check(had, has);`,
    '}',
  ]
}

function inheritance(
  { name, source }: { readonly name: string; readonly source: string },
  own: readonly string[],
): { readonly line: string; readonly name: string } {
  const path = source.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
  const isTaken = OWN_NAMES.has(name) || own.includes(name) || /^Newborn\d+$/.test(name)
  const used = isTaken ? `${name}_` : name
  return { line: `import {${name}${isTaken ? ` as ${used}` : ''}} from "${path}";`, name: used }
}

/** The attacker's contract, before anything else is done. */
function begin(plan: ProofPlan, { words }: AccountConstants): readonly string[] {
  return [
    // A setUp() may end in the middle of one.
    'vm.stopPrank();',
    ...(hasContract(plan)
      ? [
          `vm.prank(${words(ATTACKER_ACCOUNTS[0])}, ${words(plan.payer)});`,
          `require(address(new Attacker()) == ${words(ATTACKER_CONTRACT)}, "the attacker has sent transactions before");`,
        ]
      : []),
  ]
}

// ---- the attack --------------------------------------------------------------------------------------------------------

/** @param isLastApart the last step is made in another place */
function attackLines(
  plan: ProofPlan,
  accounts: AccountConstants,
  isLastApart: boolean,
): { readonly steps: readonly (readonly string[])[]; readonly last: readonly string[] } {
  const groups = newbornGroups(plan)
  const linesOf = (step: ProofStep, i: number): readonly string[] => {
    const group = groups.findIndex((each) => each.includes(i))
    if (group >= 0 && groups[group]![0] !== i) return []
    return [
      `// ${i + 1}. ${accounts.nameOf(step.from)}: ${callName(step, accounts)}`,
      ...waitLines(step.seconds, step.blocks),
      ...(group >= 0 ? newbornLines(plan, group, accounts) : stepLines(plan, step, i, accounts)),
    ]
  }
  const steps = plan.steps.map(linesOf)
  const last = isLastApart ? (steps.pop() ?? []) : []
  return { steps, last }
}

/** The last step, made twice: a payment in it is made, and fails. */
function noticeLines(
  { payer, to, input, isToken, wasMade }: Extract<Claim, { kind: 'unnoticed' }>,
  last: readonly string[],
  { words }: AccountConstants,
): readonly string[] {
  const run = (name: string, prepare: readonly string[]): readonly string[] => [
    ...prepare,
    'vm.record();',
    ...last,
    `bytes32 ${name} = booksOf(${words(payer)});`,
  ]
  const paid = isToken
    ? [`vm.mockCall(${words(to)}, ${bytesWords(input)}, abi.encode(true));`]
    : wasMade
      ? []
      : [`vm.etch(${words(to)}, hex"00");`]
  const refuse =
    to === ATTACKER_CONTRACT
      ? `Attacker(payable(${words(to)})).refusePayments();`
      : `vm.etch(${words(to)}, hex"60006000fd");`
  const failed = !isToken && wasMade ? [refuse] : []
  return [
    '/// Whether the last step does something else where a payment of it fails.',
    'function doesNotice() internal returns (bool) {',
    ...indented([
      'uint256 here = vm.snapshotState();',
      '// The payment is made.',
      ...run('paid', paid),
      'vm.revertToState(here);',
      ...(isToken ? ['vm.clearMockedCalls();'] : []),
      '// It fails.',
      ...run('failed', failed),
      'return paid != failed;',
    ]),
    '}',
    '',
  ]
}

function stepLines(
  plan: ProofPlan,
  step: ProofStep,
  index: number,
  accounts: AccountConstants,
): readonly string[] {
  const { words } = accounts
  const { from, to, value } = step
  const payer = words(plan.payer)
  const own = words(ATTACKER_CONTRACT)
  if (from === ATTACKER_CONTRACT)
    return [`vm.prank(${payer}, ${payer});`, `Attacker(payable(${own})).step${index + 1}();`]
  const forced = forcedTo(step)
  if (forced !== undefined)
    return [
      `vm.prank(${words(from)}, ${words(from)});`,
      `new ForcedEther{value: ${numberWords(value)}}(payable(${words(forced)}));`,
    ]
  const parts = [words(from), words(to), numberWords(value), calldataWords(step, words)]
  if (step.mustFail === true)
    return [
      `require(!attempt(${parts.join(', ')}), ${textLiteral(`step ${index + 1}: ${callName(step, accounts)} does not fail any more`)});`,
    ]
  const call = step.succeeds
    ? `must(${[...parts, textLiteral(failedWords(step, index, accounts))].join(', ')});`
    : `attempt(${parts.join(', ')});`
  // Somebody is lured into calling it.
  return step.reactions.length > 0
    ? [`Attacker(payable(${own})).begin(${index + 1});`, call, `Attacker(payable(${own})).begin(0);`]
    : [call]
}

function newbornLines(plan: ProofPlan, group: number, { words }: AccountConstants): readonly string[] {
  return [
    `vm.prank(${words(ATTACKER_ACCOUNTS[0])}, ${words(plan.payer)});`,
    group === 0
      ? `require(address(new Newborn1()) == ${words(ATTACKER_NEWBORN)}, "the attacker has created something else before");`
      : `new Newborn${group + 1}();`,
  ]
}
