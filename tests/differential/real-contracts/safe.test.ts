import { beforeAll, expect, test } from 'vitest'
import { concatBytes } from '../../../src/primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../../../src/primitives/hex.ts'
import { createPrng } from '../../../src/primitives/prng.ts'
import type { Address } from '../../../src/evm/types.ts'
import { encodeCall, wordAt } from '../../helpers/abi.ts'
import { signerOf } from '../../helpers/signer.ts'
import { compile, COMPILE_TIMEOUT_MS, readArtifact } from '../compile.ts'
import { machineEngine } from '../machine-engine.ts'
import { sendRandomCalls } from '../random-calls.ts'
import { ACTORS, addressAt, onStage, type Deployed, type Stage } from '../stage.ts'

const ENGINES = [machineEngine('fast'), machineEngine('checked'), machineEngine('compiled')]
const ARTIFACTS = '@safe-global/safe-contracts/build/artifacts/contracts'
const NOBODY: Address = `0x${'00'.repeat(20)}`
const BOB = ACTORS[1]!
const CALL = 0
const DELEGATECALL = 1

// Safe wants signatures in the order of the owners' addresses.
const OWNERS = [signerOf(11n), signerOf(12n), signerOf(13n)].sort((left, right) =>
  left.address < right.address ? -1 : 1,
)

beforeAll(async () => {
  await compile('solmate.sol')
}, COMPILE_TIMEOUT_MS)

type Transfer = {
  readonly to: Address
  readonly value?: bigint
  readonly data?: Uint8Array
  readonly operation?: number
}

async function openSafe(stage: Stage): Promise<Deployed> {
  const singletonArtifact = await readArtifact(`${ARTIFACTS}/Safe.sol/Safe.json`)
  const singleton = await stage.deploy(singletonArtifact)
  const factory = await stage.deploy(
    await readArtifact(`${ARTIFACTS}/proxies/SafeProxyFactory.sol/SafeProxyFactory.json`),
  )
  const fallback = await stage.deploy(
    await readArtifact(
      `${ARTIFACTS}/handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json`,
    ),
  )
  const owners = OWNERS.map(({ address }) => address)
  const setup = encodeCall(
    'setup(address[],uint256,address,bytes,address,address,uint256,address)',
    ...[owners, 2n, NOBODY, '0x', fallback.address, NOBODY, 0n, NOBODY],
  )
  const created = await stage.send(
    { to: factory },
    'createProxyWithNonce(address,bytes,uint256)',
    ...[singleton.address, setup, 42n],
  )
  return stage.adopt(singletonArtifact, addressAt(created))
}

/** Arguments of execTransaction, signed by the first `signerCount` owners. */
async function signed(
  stage: Stage,
  safe: Deployed,
  { to, value = 0n, data = new Uint8Array(), operation = CALL }: Transfer,
  signerCount: number,
): Promise<Parameters<typeof encodeCall>> {
  const nonce = wordAt(await stage.send({ to: safe }, 'nonce()'))
  const common = [to, value, data, operation, 0n, 0n, 0n, NOBODY, NOBODY] as const
  const hash = await stage.send(
    { to: safe },
    'getTransactionHash(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,uint256)',
    ...[...common, nonce],
  )
  const signatures = OWNERS.slice(0, signerCount).map((owner) => {
    const { r, s, v } = owner.sign(hash)
    return concatBytes(hexToBytes(r), hexToBytes(s), Uint8Array.of(v))
  })
  return [
    'execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)',
    ...common,
    concatBytes(...signatures),
  ]
}

test('Safe: two of three owners send ether, tokens and a batch; one alone cannot', async () => {
  await onStage(ENGINES, async (stage) => {
    const safe = await openSafe(stage)
    const token = await stage.deploy((await compile('solmate.sol')).get('PlainToken')!)
    await stage.openWorld.call({ from: ACTORS[0]!, to: safe.address, value: 10n ** 18n, gas: 100_000n })
    await stage.send({ to: token }, 'transfer(address,uint256)', safe.address, 1000n)

    const before = wordAt(await stage.send({ to: token }, 'balanceOf(address)', BOB))
    await stage.send({ to: safe }, ...(await signed(stage, safe, { to: BOB, value: 5n }, 2)))
    const transfer = encodeCall('transfer(address,uint256)', BOB, 77n)
    await stage.send({ to: safe }, ...(await signed(stage, safe, { to: token.address, data: transfer }, 2)))
    expect(wordAt(await stage.send({ to: token }, 'balanceOf(address)', BOB))).toBe(before + 77n)

    const output = await stage.refused(
      { to: safe },
      ...(await signed(stage, safe, { to: BOB, value: 5n }, 1)),
    )
    expect(Buffer.from(output).toString('latin1')).toContain('GS020')

    const multiSend = await stage.deploy(
      await readArtifact(`${ARTIFACTS}/libraries/MultiSend.sol/MultiSend.json`),
    )
    const part = concatBytes(
      Uint8Array.of(CALL),
      hexToBytes(token.address),
      hexToBytes(`0x${'00'.repeat(32)}`),
      hexToBytes(`0x${transfer.length.toString(16).padStart(64, '0')}`),
      transfer,
    )
    const batch = encodeCall('multiSend(bytes)', concatBytes(part, part, part))
    const order = { to: multiSend.address, data: batch, operation: DELEGATECALL }
    await stage.send({ to: safe }, ...(await signed(stage, safe, order, 2)))
    expect(wordAt(await stage.send({ to: token }, 'balanceOf(address)', BOB))).toBe(before + 4n * 77n)

    const threshold = encodeCall('changeThreshold(uint256)', 3n)
    await stage.send({ to: safe }, ...(await signed(stage, safe, { to: safe.address, data: threshold }, 2)))
    await stage.refused({ to: safe }, ...(await signed(stage, safe, { to: BOB, value: 1n }, 2)))
    await stage.send({ to: safe }, ...(await signed(stage, safe, { to: BOB, value: 1n }, 3)))

    // The fallback handler asks the Safe whether it has signed (EIP-1271): it has not.
    const hash = bytesToHex(new Uint8Array(32).fill(7))
    await stage.refused({ to: safe }, 'isValidSignature(bytes32,bytes)', hash, '0x')
  })
})

test('Safe: random calls', async () => {
  await onStage(ENGINES, async (stage) => {
    await openSafe(stage)
    await stage.deploy(await readArtifact(`${ARTIFACTS}/libraries/CreateCall.sol/CreateCall.json`))
    await stage.deploy(
      await readArtifact(`${ARTIFACTS}/accessors/SimulateTxAccessor.sol/SimulateTxAccessor.json`),
    )
    const counts = await sendRandomCalls(stage, createPrng(4n).fork('safe'), 250)
    expect(counts.success).toBeGreaterThan(40)
    expect(counts.revert).toBeGreaterThan(40)
  })
})
