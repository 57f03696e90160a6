import { keccak_256 } from '@noble/hashes/sha3.js'
import { beforeAll, expect, test } from 'vitest'
import { compareBytes, concatBytes } from '../../../src/primitives/bytes.ts'
import { bytesToHex } from '../../../src/primitives/hex.ts'
import { createPrng } from '../../../src/primitives/prng.ts'
import type { Address } from '../../../src/evm/types.ts'
import { encodeArguments, encodeCall, wordAt } from '../../helpers/abi.ts'
import { BLOCK } from '../../helpers/block.ts'
import { signerOf, typedDataHash } from '../../helpers/signer.ts'
import { compile, COMPILE_TIMEOUT_MS, type Artifact } from '../compile.ts'
import { machineEngine } from '../machine-engine.ts'
import { sendRandomCalls } from '../random-calls.ts'
import { ACTORS, addressAt, onStage } from '../stage.ts'

const ENGINES = [machineEngine('fast'), machineEngine('checked'), machineEngine('compiled')]
const [ALICE, BOB, CAROL] = ACTORS as [Address, Address, Address]
const SIGNER = signerOf(99n)
const MAX = (1n << 256n) - 1n

beforeAll(async () => {
  await compile('openzeppelin.sol')
}, COMPILE_TIMEOUT_MS)

async function artifact(name: string): Promise<Artifact> {
  return (await compile('openzeppelin.sol')).get(name)!
}

function hashOfText(text: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(text))
}

test('ERC-20 with permit, votes and flash loans, and an ERC-4626 vault on it', async () => {
  await onStage(ENGINES, async (stage) => {
    const coin = await stage.deploy(await artifact('Coin'))
    const vault = await stage.deploy(await artifact('Vault'), encodeArguments('address', coin.address))
    await stage.send({ to: coin }, 'mint(address,uint256)', SIGNER.address, 500n)

    // EIP-2612, with a signature over what the contract says its domain is.
    const domain = await stage.send({ to: coin }, 'DOMAIN_SEPARATOR()')
    const permitType = hashOfText(
      'Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)',
    )
    const permit = encodeArguments(
      'bytes32,address,address,uint256,uint256,uint256',
      ...[permitType, SIGNER.address, BOB, 300n, 0n, MAX],
    )
    const { v, r, s } = SIGNER.sign(typedDataHash(domain, keccak_256(permit)))
    const signature = 'permit(address,address,uint256,uint256,uint8,bytes32,bytes32)'
    await stage.send({ to: coin }, signature, SIGNER.address, BOB, 300n, MAX, v, r, s)
    await stage.refused({ to: coin }, signature, SIGNER.address, BOB, 300n, MAX, v, r, s)
    await stage.send(
      { to: coin, from: BOB },
      'transferFrom(address,address,uint256)',
      SIGNER.address,
      CAROL,
      300n,
    )

    await stage.send({ to: coin }, 'approve(address,uint256)', vault.address, MAX)
    await stage.send({ to: vault }, 'deposit(uint256,address)', 1000n, ALICE)
    // A donation makes shares dearer.
    await stage.send({ to: coin }, 'transfer(address,uint256)', vault.address, 999n)
    expect(wordAt(await stage.send({ to: vault }, 'previewRedeem(uint256)', 1000n))).toBe(1998n)
    await stage.send({ to: vault }, 'redeem(uint256,address,address)', 400n, BOB, ALICE)

    await stage.send({ to: coin }, 'delegate(address)', BOB)
    stage.openWorld.setBlock({ number: BLOCK.number + 5n })
    await stage.send({ to: coin }, 'transfer(address,uint256)', CAROL, 10n ** 23n)
    expect(
      wordAt(await stage.send({ to: coin }, 'getPastVotes(address,uint256)', BOB, BLOCK.number)),
    ).toBeGreaterThan(wordAt(await stage.send({ to: coin }, 'getVotes(address)', BOB)))
  })
})

test('a proposal is made, voted for, queued in a timelock and executed', async () => {
  await onStage(ENGINES, async (stage) => {
    const coin = await stage.deploy(await artifact('Coin'))
    const timelock = await stage.deploy(
      await artifact('Timelock'),
      encodeArguments('address[],address[]', [], []),
    )
    const parliament = await stage.deploy(
      await artifact('Parliament'),
      encodeArguments('address,address', coin.address, timelock.address),
    )
    for (const role of ['PROPOSER_ROLE', 'EXECUTOR_ROLE', 'CANCELLER_ROLE']) {
      await stage.send({ to: timelock }, 'grantRole(bytes32,address)', hashOfText(role), parliament.address)
    }
    await stage.send({ to: coin }, 'transfer(address,uint256)', timelock.address, 5000n)
    await stage.send({ to: coin }, 'delegate(address)', ALICE)
    stage.openWorld.setBlock({ number: BLOCK.number + 1n })

    const action = [[coin.address], [0n], [encodeCall('transfer(address,uint256)', CAROL, 1234n)]] as const
    const proposed = await stage.send(
      { to: parliament },
      'propose(address[],uint256[],bytes[],string)',
      ...action,
      'pay',
    )
    const id = wordAt(proposed)
    stage.openWorld.setBlock({ number: BLOCK.number + 3n })
    await stage.send({ to: parliament }, 'castVoteWithReason(uint256,uint8,string)', id, 1, 'because')
    await stage.refused({ to: parliament }, 'castVote(uint256,uint8)', id, 1)
    stage.openWorld.setBlock({ number: BLOCK.number + 20n })
    await stage.send(
      { to: parliament },
      'queue(address[],uint256[],bytes[],bytes32)',
      ...action,
      hashOfText('pay'),
    )
    await stage.refused(
      { to: parliament },
      'execute(address[],uint256[],bytes[],bytes32)',
      ...action,
      hashOfText('pay'),
    )
    stage.openWorld.setBlock({ timestamp: BLOCK.timestamp + 61n })
    await stage.send(
      { to: parliament },
      'execute(address[],uint256[],bytes[],bytes32)',
      ...action,
      hashOfText('pay'),
    )
    expect(wordAt(await stage.send({ to: coin }, 'balanceOf(address)', CAROL))).toBe(1234n)
    expect(wordAt(await stage.send({ to: parliament }, 'state(uint256)', id))).toBe(7n)

    const counts = await sendRandomCalls(stage, createPrng(5n).fork('governance'), 120)
    expect(counts.success).toBeGreaterThan(30)
  })
})

test('Merkle claims, signatures, transient reentrancy guard', async () => {
  await onStage(ENGINES, async (stage) => {
    const leaves = [ALICE, BOB, CAROL].map((account, index) =>
      keccak_256(keccak_256(encodeArguments('address,uint256', account, BigInt(index)))),
    ) as [Uint8Array, Uint8Array, Uint8Array]
    const joined = (left: Uint8Array, right: Uint8Array): Uint8Array =>
      keccak_256(compareBytes(left, right) < 0 ? concatBytes(left, right) : concatBytes(right, left))
    const inner = joined(leaves[0], leaves[1])
    const claims = await stage.deploy(
      await artifact('Claims'),
      encodeArguments('bytes32', joined(inner, leaves[2])),
    )
    const claim = 'claim(address,uint256,bytes32[])'
    await stage.send({ to: claims }, claim, BOB, 1n, [leaves[0], leaves[2]])
    await stage.refused({ to: claims }, claim, BOB, 1n, [leaves[0], leaves[2]])
    await stage.refused({ to: claims }, claim, CAROL, 1n, [inner])
    await stage.send({ to: claims }, claim, CAROL, 2n, [inner])
    const multi = await stage.send(
      { to: claims },
      'multi(bytes32[],bool[],bytes32[])',
      ...[
        [leaves[2]],
        [true, false],
        compareBytes(leaves[0], leaves[1]) < 0 ? [leaves[0], leaves[1]] : [leaves[1], leaves[0]],
      ],
    )
    expect(wordAt(multi)).toBe(1n)
    const entered = await stage.send(
      { to: claims },
      'enterTwice(bytes)',
      encodeCall(claim, ALICE, 0n, [leaves[1], leaves[2]]),
    )
    expect(wordAt(entered)).toBe(0n)

    const hash = keccak_256(bytesOfDomain(claims.address))
    const struct = keccak_256(encodeArguments('bytes32,uint256', hashOfText('Sign(uint256 what)'), 5n))
    const { v, r, s } = SIGNER.sign(typedDataHash(hash, struct))
    await stage.send({ to: claims }, 'sign(uint256,uint8,bytes32,bytes32)', 5n, v, r, s)
    expect(addressAt(await stage.send({ to: claims }, 'lastSigner()'))).toBe(SIGNER.address)
  })
})

function bytesOfDomain(contract: Address): Uint8Array {
  const type = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'
  return encodeArguments(
    'bytes32,bytes32,bytes32,uint256,address',
    ...[hashOfText(type), hashOfText('Claims'), hashOfText('1'), BLOCK.chainId, contract],
  )
}

test('proxies, clones and CREATE2', async () => {
  await onStage(ENGINES, async (stage) => {
    const counter = await artifact('Counter')
    const factory = await stage.deploy(await artifact('Factory'))
    const proxy = stage.adopt(
      counter,
      addressAt(await stage.send({ to: factory, value: 3n }, 'proxy(uint256)', 40n)),
    )
    expect(wordAt(await stage.send({ to: proxy }, 'increment(uint256)', 2n))).toBe(42n)
    const other = await stage.deploy(counter)
    await stage.send(
      { to: proxy },
      'upgradeToAndCall(address,bytes)',
      other.address,
      encodeCall('increment(uint256)', 8n),
    )
    expect(wordAt(await stage.send({ to: proxy }, 'count()'))).toBe(50n)

    const salt = bytesToHex(new Uint8Array(32).fill(1))
    const predicted = await stage.send({ to: factory }, 'predict(bytes32)', salt)
    const clone = await stage.send({ to: factory }, 'clone(bytes32)', salt)
    expect(clone).toEqual(predicted)
    await stage.refused({ to: factory }, 'clone(bytes32)', salt)
    await stage.send({ to: factory, value: 0n }, 'deploy(bytes32,bytes)', salt, counter.initcode)
    await stage.refused({ to: factory }, 'deploy(bytes32,bytes)', salt, counter.initcode)

    const counts = await sendRandomCalls(stage, createPrng(6n).fork('factory'), 100)
    expect(counts.success).toBeGreaterThan(20)
  })
})

test('random calls to tokens, vault, access control and arithmetic', async () => {
  await onStage(ENGINES, async (stage) => {
    const coin = await stage.deploy(await artifact('Coin'))
    await stage.deploy(await artifact('Vault'), encodeArguments('address', coin.address))
    for (const name of ['Collectible', 'Items', 'Board', 'Numbers']) await stage.deploy(await artifact(name))
    await stage.deploy(await artifact('Claims'), encodeArguments('bytes32', new Uint8Array(32)))
    const counts = await sendRandomCalls(stage, createPrng(7n).fork('openzeppelin'), 400)
    expect(counts.success).toBeGreaterThan(150)
    expect(counts.revert).toBeGreaterThan(80)
  })
})
