/** DeFiVulnLabs: a Foundry project in which each file of src/test has flawed contracts and a test that shows the flaw. */

import { readdir } from 'node:fs/promises'
import path from 'node:path'

import type { ReportFinding } from '../../src/report/schema.ts'
import { type Collection, type CollectionCase, CollectionError, type Verdict } from './types.ts'

const FOLDER = path.join('src', 'test')

type Flaw = {
  /** What somebody loses, and how: as the suite says it. */
  readonly label: string
  readonly detectors: readonly string[]
  /** Functions that are flawed, in their contracts: a step or a reaction of the finding calls one. Undefined: it has no function. */
  readonly functions?: readonly string[]
  /** The flaw is that a call comes back in the middle. */
  readonly isNested?: boolean
}

const TAKEN: readonly string[] = ['theft', 'loss', 'frozen', 'dilution']
const STUCK: readonly string[] = ['frozen', 'loss', 'insolvency', 'dilution', 'blocked']
const SEIZED: readonly string[] = ['takeover', 'destruction']

/** Suites in which somebody loses something: assets, a balance in the contract's books, the use of what is theirs, or a right. */
const LOSSES: Readonly<Record<string, Flaw>> = {
  ApproveScam: {
    label: 'theft by whom the victim approved: the token is sound',
    detectors: TAKEN,
    functions: ['ERC20.transferFrom'],
  },
  DOS: {
    label: 'frozen: a king that cannot be paid back',
    detectors: STUCK,
    functions: ['KingOfEther.claimThrone'],
  },
  Delegatecall: { label: 'takeover by delegatecall', detectors: SEIZED, functions: ['Proxy.pwn'] },
  'ERC777-reentrancy': {
    label: 'theft through a token hook',
    detectors: TAKEN,
    functions: ['SimpleBank.claim'],
    isNested: true,
  },
  Immunefi_ch1: {
    label: 'many tokens for the price of one',
    detectors: TAKEN,
    functions: ['HerToken.safeMint'],
  },
  Incorrect_sanity_checks: {
    label: 'theft: unlocked again and again',
    detectors: TAKEN,
    functions: ['VulnerableBank.unlockToken'],
  },
  Invariant: {
    label: 'loss: a deposit wraps',
    detectors: [...STUCK, 'wrap'],
    functions: ['Invariant.receiveMoney'],
  },
  'NFT-transfer': {
    label: 'theft of any token',
    detectors: TAKEN,
    functions: ['VulnerableERC721.transferFrom'],
  },
  Overflow2: {
    label: 'tokens from an underflow',
    detectors: [...TAKEN, 'wrap'],
    functions: ['TokenWhaleChallenge.transferFrom'],
  },
  Price_manipulation: {
    label: 'theft by a moved price',
    detectors: TAKEN,
    functions: ['SimpleBank.exchange'],
  },
  Randomness: {
    label: 'theft by a number that can be known',
    detectors: TAKEN,
    functions: ['GuessTheRandomNumber.guess'],
  },
  Reentrancy: {
    label: 'theft by reentrancy',
    detectors: TAKEN,
    functions: ['EtherStore.withdrawFunds'],
    isNested: true,
  },
  Selfdestruct: { label: 'frozen by forced ether', detectors: STUCK },
  SignatureReplay: {
    label: 'theft by a signature that was used before',
    detectors: TAKEN,
    functions: ['SixEyeToken.transferProxy', 'TokenWhale.transferProxy'],
  },
  'Storage-collision-audio': {
    label: 'takeover: initialized again',
    detectors: SEIZED,
    functions: ['TestProxy.initialize'],
  },
  'Storage-collision': {
    label: 'a proxy that overwrites its implementation',
    detectors: SEIZED,
    functions: ['Proxy.testcollision'],
  },
  Uninitialized_variables: {
    label: 'takeover and destruction of an implementation',
    detectors: SEIZED,
    functions: ['Engine.initialize'],
  },
  UnsafeCall: {
    label: 'theft by a call of the attacker’s choice',
    detectors: TAKEN,
    functions: ['TokenWhale.approveAndCallcode'],
  },
  Visibility: {
    label: 'takeover: anybody sets the owner',
    detectors: SEIZED,
    functions: ['ownerGame.changeOwner'],
  },
  ecrecover: {
    label: 'a balance for a signature of nobody',
    detectors: TAKEN,
    functions: ['SimpleBank.transfer'],
  },
  'empty-loop': { label: 'theft without signatures', detectors: TAKEN, functions: ['SimpleBank.withdraw'] },
  'fee-on-transfer': {
    label: 'a vault that owes more than it has',
    detectors: [...TAKEN, ...STUCK],
    functions: ['VulnVault.deposit', 'VulnVault.withdraw'],
  },
  'first-deposit': {
    label: 'theft: the first depositor inflates a share',
    detectors: TAKEN,
    functions: ['SimplePool.deposit'],
  },
  'gas-price': {
    label: 'theft by a gas price that is paid back',
    detectors: TAKEN,
    functions: ['GasReimbursement.executeTransfer'],
  },
  'phantom-permit': {
    label: 'theft by a permit that is none',
    detectors: TAKEN,
    functions: ['VulnPermit.depositWithPermit'],
  },
  recoverERC20: {
    label: 'theft by the owner',
    detectors: TAKEN,
    functions: ['VulnStakingRewards.recoverERC20'],
  },
  'self-transfer': {
    label: 'a balance from a transfer to oneself',
    detectors: [...TAKEN, 'wrap'],
    functions: ['SimpleBank.transfer'],
  },
  txorigin: {
    label: 'theft: the owner is lured into a call',
    detectors: TAKEN,
    functions: ['Wallet.transfer'],
  },
  'unsafe-downcast': {
    label: 'loss: a deposit is cut to a byte',
    detectors: [...STUCK, 'wrap'],
    functions: ['SimpleBank.deposit'],
  },
}

/** Suites in which nobody loses anything, by what they are about. */
const OTHERS: Readonly<Record<string, string>> = {
  'Array-deletion': 'data left inconsistent',
  DataLocation: 'data left inconsistent',
  Dirtybytes: 'data left inconsistent',
  'Struct-deletion': 'data left inconsistent',
  'return-break': 'data left inconsistent',
  Privatedata: 'data that can be read',
  Divmultiply: 'a view function that rounds',
  'Precision-loss': 'a view function that rounds',
  SignatureReplayNBA: 'a view function that says yes again',
  'Hash-collisions': 'a deposit that is refused',
  'payable-transfer': 'the gas of a payment to one’s own contract',
  'Backdoor-assembly': 'nothing is held: the admin names a winner',
  Bypasscontract: 'nothing is held: a flag',
  'Flashloan-flaw': 'nothing is held: the borrower has no money, loans no fee',
  Immunefi_ch2: 'nothing is held: a proxy without implementation',
  TransientStorageMisuse: 'nothing is held: a callback that answers',
  Overflow: 'one’s own money, too early',
  Selfdestruct2: 'one’s own ether, where it is not wanted',
  'Unprotected-callback': 'more free tokens than meant',
}

/** Suites that begin with the state of a live chain. */
const FORKED: ReadonlySet<string> = new Set([
  'NFTMint_exposedMetadata',
  'Oracle-stale',
  'ReadOnlyReentrancy',
  'Returnfalse',
  'Returnvalue',
  'SenseFinance_exp',
  'Slippage-deadline',
  'UniswapV3ETHRefundExploit',
  // Interfaces.
  'interface',
])

export const defivulnlabs: Collection = {
  name: 'defivulnlabs',
  title: 'DeFiVulnLabs, where somebody loses something',
  rule:
    `Of 56 suites 8 need a fork, in ${Object.keys(LOSSES).length} somebody loses something: assets, a balance in the books of a ` +
    'contract, the use of what is theirs, or a right; also by an owner, by their own mistake, or without an attacker. In the others ' +
    'nobody does; they are the next table. The command gets the file of a suite in the project as it is. A suite is *found* if the ' +
    'detector fits (theft, loss, frozen funds or dilution; for what is stuck insolvency and blocked functions too; takeover or destruction; a number ' +
    'that wrapped where that is the flaw) and a step calls the flawed function of the flawed contract; where the flaw is ' +
    'reentrancy, with a call nested in it.',
  cases: (folder) =>
    readCases(folder, (name) => {
      const flaw = LOSSES[name]
      return flaw && { group: groupOf(flaw), label: flaw.label, judge: (finding) => judge(finding, flaw) }
    }),
}

export const defivulnlabsOthers: Collection = {
  name: 'defivulnlabs-others',
  title: 'DeFiVulnLabs, where nobody loses anything',
  rule: 'There is nothing to be found: *any* counts suites in which something was said all the same.',
  cases: (folder) =>
    readCases(folder, (name) => {
      const about = OTHERS[name]
      return about === undefined ? undefined : { group: about, label: 'nothing', judge: () => 'other' }
    }),
}

type Described = Pick<CollectionCase, 'group' | 'label' | 'judge'>

async function readCases(
  folder: string,
  describe: (name: string) => Described | undefined,
): Promise<readonly CollectionCase[]> {
  let files: readonly string[]
  try {
    files = (await readdir(path.join(folder, FOLDER))).filter((name) => name.endsWith('.sol')).sort()
  } catch {
    throw new CollectionError(
      `${path.join(folder, FOLDER)} cannot be read: is this the folder of DeFiVulnLabs?`,
    )
  }
  const cases: CollectionCase[] = []
  for (const file of files) {
    const name = file.replace(/(?:\.t)?\.sol$/, '')
    if (LOSSES[name] === undefined && OTHERS[name] === undefined && !FORKED.has(name))
      throw new CollectionError(`${file} is no suite that is known: this is another version of DeFiVulnLabs.`)
    const described = describe(name)
    if (described !== undefined)
      cases.push({ name, folder, args: [path.posix.join('src', 'test', file)], ...described })
  }
  return cases
}

function groupOf({ detectors }: Flaw): string {
  if (detectors === SEIZED) return 'takeover, destruction'
  return detectors[0] === 'theft' ? 'theft' : 'loss, frozen'
}

/** Exported for tests. */
export function judge(finding: ReportFinding, { detectors, functions, isNested }: Flaw): Verdict {
  const { property, steps } = finding
  if (property.kind !== 'detector') return 'none'
  const isCalled =
    functions === undefined ||
    functions.some((name) =>
      steps.some(
        (step) =>
          `${step.contract}.${step.function}` === name ||
          step.reactions.some((text) => text.includes(`${name}(`)),
      ),
    )
  const isDeep = isNested !== true || steps.some(({ reactions }) => reactions.length > 0)
  return detectors.includes(property.name) && isCalled && isDeep ? 'right' : 'other'
}
