import { beforeAll, expect, test } from 'vitest'
import { createPrng } from '../../../src/primitives/prng.ts'
import { encodeArguments, wordAt } from '../../helpers/abi.ts'
import { bytecode, deployer, returnWord } from '../../helpers/bytecode.ts'
import { compile, COMPILE_TIMEOUT_MS, type Artifact } from '../compile.ts'
import { machineEngine } from '../machine-engine.ts'
import { sendRandomCalls } from '../random-calls.ts'
import { ACTORS, addressAt, onStage } from '../stage.ts'

const ENGINES = [machineEngine('fast'), machineEngine('checked'), machineEngine('compiled')]
const WAD = 10n ** 18n

beforeAll(async () => {
  await compile('solmate.sol')
}, COMPILE_TIMEOUT_MS)

async function artifact(name: string): Promise<Artifact> {
  return (await compile('solmate.sol')).get(name)!
}

test('fixed-point numbers, code as storage, CREATE3 and safe transfers', async () => {
  await onStage(ENGINES, async (stage) => {
    const assembly = await stage.deploy(await artifact('Assembly'))
    expect(wordAt(await stage.send({ to: assembly }, 'sqrt(uint256)', 10n ** 36n))).toBe(WAD)
    expect(wordAt(await stage.send({ to: assembly }, 'rpow(uint256,uint8,uint64)', 2n * WAD, 10, WAD))).toBe(
      1024n * WAD,
    )
    // e to 18 places.
    expect(wordAt(await stage.send({ to: assembly }, 'exponential(int256)', WAD))).toBe(2_718281828459045235n)
    expect(wordAt(await stage.send({ to: assembly }, 'logarithm(int256)', WAD))).toBe(0n)
    await stage.refused({ to: assembly }, 'mulDiv(uint256,uint256,uint256)', 1n << 255n, 2n, 1n)

    await stage.send({ to: assembly }, 'write(bytes)', new TextEncoder().encode('kept in code'))
    const read = await stage.send({ to: assembly }, 'read(uint8,uint8)', 0, 4)
    expect(Buffer.from(read.subarray(64, 68)).toString()).toBe('kept')

    const seven = deployer(bytecode(returnWord(7)))
    const salt = new Uint8Array(32).fill(9)
    const created = addressAt(await stage.send({ to: assembly }, 'create3(bytes32,bytes)', salt, seven))
    expect(wordAt(await stage.send({ to: { address: created } }, 'any()'))).toBe(7n)
    await stage.refused({ to: assembly }, 'create3(bytes32,bytes)', salt, seven)

    const token = await stage.deploy(await artifact('PlainToken'))
    await stage.send({ to: token }, 'transfer(address,uint256)', assembly.address, 10n)
    await stage.send({ to: assembly }, 'send(address,address,uint256)', token.address, ACTORS[2]!, 4n)
    await stage.refused({ to: assembly }, 'send(address,address,uint256)', token.address, ACTORS[2]!, 7n)
  })
})

test('wrapped ether in and out', async () => {
  await onStage(ENGINES, async (stage) => {
    const weth = await stage.deploy(await artifact('WrappedEther'))
    await stage.send({ to: weth, value: WAD }, 'deposit()')
    await stage.openWorld.call({ from: ACTORS[1]!, to: weth.address, value: 5n, gas: 100_000n })
    await stage.send({ to: weth }, 'withdraw(uint256)', WAD / 2n)
    expect(wordAt(await stage.send({ to: weth }, 'totalSupply()'))).toBe(WAD / 2n + 5n)
    await stage.refused({ to: weth, from: ACTORS[1]! }, 'withdraw(uint256)', 6n)
  })
})

test('random calls', async () => {
  await onStage(ENGINES, async (stage) => {
    for (const name of ['WrappedEther', 'PlainCollectible', 'Assembly'])
      await stage.deploy(await artifact(name))
    const token = await stage.deploy(await artifact('PlainToken'))
    const vault = await stage.deploy(await artifact('PlainVault'), encodeArguments('address', token.address))
    await stage.send({ to: token }, 'approve(address,uint256)', vault.address, WAD)
    const counts = await sendRandomCalls(stage, createPrng(8n).fork('solmate'), 400)
    expect(counts.success).toBeGreaterThan(150)
    expect(counts.revert).toBeGreaterThan(80)
  })
})
