// The transactions of a proof as a test for Hardhat 3: node:test, and nothing else that has to be installed.

import type { ProofTransactions } from './transactions.ts'

/** The test file. Deterministic. */
export function writeHardhatProof(proof: ProofTransactions, command: string): string {
  const { finding, words, place, ...data } = proof
  const text = JSON.stringify(data, undefined, 2)
  return `// ${oneLine(words)} (${oneLine(place)})
// Written by Faultline. It passes as long as the attack works, and fails when it does not.
// Run: ${command}

import assert from 'node:assert/strict'
import { test } from 'node:test'

import hre from 'hardhat'

// What is put up, the attack, and what is lost by it. Contracts of the project are deployed as it compiles them now.
const proof: Proof = ${text}
${RUNNER.replaceAll('FINDING', finding)}`
}

/** The transactions as a document. */
export function writeCalls(proof: ProofTransactions): string {
  return `${JSON.stringify(proof, undefined, 2)}\n`
}

function oneLine(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 300)
}

const RUNNER = `
test('finding FINDING', async () => {
  // Early versions of Hardhat 3 have no \`create\`.
  const network: any = hre.network
  const { provider } = await (network.create ?? network.connect).call(network, {
    override: { allowBlocksWithSameTimestamp: true, allowUnlimitedContractSize: true, initialDate: new Date(1000) },
  })
  const ask = (method: string, ...params: unknown[]): Promise<any> => provider.request({ method, params })
  let time: bigint | undefined

  async function send({ from, to, at, nonce, wei, data, artifact, mustSucceed, what }: Send): Promise<void> {
    await ask('hardhat_impersonateAccount', from)
    if (nonce !== undefined) await ask('hardhat_setNonce', from, hex(nonce))
    await ask('hardhat_setNextBlockBaseFeePerGas', '0x0')
    if (time !== undefined) await ask('evm_setNextBlockTimestamp', hex(time))
    const transaction = { from, value: hex(wei), data: await current(data, artifact), gas: '0xe4e1c0', gasPrice: '0x0' }
    let done = true
    try {
      const hash = await ask('eth_sendTransaction', to === null ? transaction : { ...transaction, to })
      done = BigInt((await ask('eth_getTransactionReceipt', hash)).status) === 1n
    } catch {
      done = false
    }
    assert.ok(done || !mustSucceed, \`\${what} failed\`)
    if (at !== undefined) assert.notEqual(await ask('eth_getCode', at, 'latest'), '0x', \`\${what}: there is no contract\`)
  }

  // The creation code that the project's contract has now.
  async function current(data: string, artifact: Send['artifact']): Promise<string> {
    if (artifact === undefined) return data
    const { bytecode } = await hre.artifacts.readArtifact(artifact.name)
    const start = 2 + 2 * artifact.skip
    return data.slice(0, start) + bytecode.slice(2) + data.slice(start + 2 * artifact.bytes)
  }

  async function play(action: Action): Promise<void> {
    if (action.kind === 'send') return await send(action)
    if (action.kind === 'balance') await ask('hardhat_setBalance', action.account, hex(action.wei))
    else if (action.kind === 'storage') await ask('hardhat_setStorageAt', action.address, hex(action.slot), action.word)
    else if (action.kind === 'code') {
      if (action.nonce !== undefined) await ask('hardhat_setNonce', action.address, hex(action.nonce))
      await ask('hardhat_setCode', action.address, action.code)
    } else {
      const { timestamp } = await ask('eth_getBlockByNumber', 'latest', false)
      time = (action.timestamp.startsWith('+') ? (time ?? BigInt(timestamp)) : 0n) + BigInt(action.timestamp)
      const blocks = action.number.startsWith('+') ? BigInt(action.number) : 0n
      if (blocks > 0n) await ask('hardhat_mine', hex(blocks), '0x0')
    }
  }

  async function read(from: Read): Promise<bigint> {
    if ('balance' in from) return BigInt(await ask('eth_getBalance', from.balance, 'latest'))
    if ('storage' in from) return BigInt(await ask('eth_getStorageAt', from.storage, hex(from.slot), 'latest'))
    if ('code' in from) return BigInt((await ask('eth_getCode', from.code, 'latest')).length - 2)
    try {
      const answer = await ask('eth_call', { to: from.to, data: from.data }, 'latest')
      return answer.length >= 66 ? BigInt(answer.slice(0, 66)) : 0n
    } catch {
      return 0n
    }
  }

  async function sum(reads: Read[]): Promise<bigint> {
    let total = 0n
    for (const each of reads) total += await read(each)
    return total
  }

  async function look(check: Check): Promise<bigint> {
    if (check.sum !== undefined) return await sum(check.sum)
    if (check.read !== undefined) return await read(check.read)
    if (check.isGone !== undefined) return await read({ code: check.isGone })
    const here = await ask('evm_snapshot')
    const had = await sum(check.gives ?? [])
    let works = 1n
    for (const call of check.calls ?? check.works ?? [])
      await send({ ...call, kind: 'send', what: check.what, mustSucceed: true }).catch(() => (works = 0n))
    const answer = check.gives === undefined ? works : (await sum(check.gives)) - had
    await ask('evm_revert', here)
    return answer
  }

  for (const action of proof.setup) await play(action)
  const before: bigint[] = []
  for (const check of proof.checks) before.push(await look(check))
  for (const action of proof.attack) await play(action)
  for (const [i, check] of proof.checks.entries()) {
    const had = before[i]!
    const has = await look(check)
    const seen = \`\${check.what}: \${had} before, \${has} after\`
    if (check.least !== undefined) assert.ok(has - had >= BigInt(check.least), seen)
    else if (check.most !== undefined) assert.ok(has - had <= BigInt(check.most), seen)
    else if (check.isGone !== undefined) assert.ok(had > 0n && has === 0n, seen)
    else if (check.works !== undefined) assert.ok(had === 1n && has === 0n, seen)
    else if (check.gives !== undefined) assert.ok(had >= BigInt(check.before!) && has <= BigInt(check.after!), seen)
    else assert.ok((check.before == null || had === BigInt(check.before)) && has === BigInt(check.after!), seen)
  }
})

function hex(number: bigint | string): string {
  return \`0x\${BigInt(number).toString(16)}\`
}

type Send = {
  kind: 'send'
  what: string
  from: string
  to: string | null
  at?: string
  nonce?: string
  wei: string
  data: string
  artifact?: { name: string; skip: number; bytes: number }
  mustSucceed: boolean
}
type Action =
  | Send
  | { kind: 'balance'; what: string; account: string; wei: string }
  | { kind: 'storage'; what: string; address: string; slot: string; word: string }
  | { kind: 'code'; what: string; address: string; code: string; nonce?: string }
  | { kind: 'time'; what: string; timestamp: string; number: string }
type Read = { balance: string } | { to: string; data: string } | { storage: string; slot: string } | { code: string }
type Plain = { from: string; to: string; wei: string; data: string }
type Check = {
  what: string
  sum?: Read[]
  least?: string
  most?: string
  read?: Read
  isGone?: string
  works?: Plain[]
  gives?: Read[]
  calls?: Plain[]
  before?: string | null
  after?: string
}
type Proof = { setup: Action[]; attack: Action[]; checks: Check[] }
`
