import { beforeAll, expect, test } from 'vitest'
import { createPrng } from '../../../src/primitives/prng.ts'
import { encodeArguments, wordAt } from '../../helpers/abi.ts'
import { BLOCK } from '../../helpers/block.ts'
import { compile, COMPILE_TIMEOUT_MS, readArtifact } from '../compile.ts'
import { machineEngine } from '../machine-engine.ts'
import { sendRandomCalls } from '../random-calls.ts'
import { ACTORS, addressAt, onStage, type Deployed, type Stage } from '../stage.ts'

const ENGINES = [machineEngine('fast'), machineEngine('checked'), machineEngine('compiled')]
const CORE = '@uniswap/v3-core/artifacts/contracts'
const PERIPHERY = '@uniswap/v3-periphery/artifacts/contracts'
const DEADLINE = BLOCK.timestamp + 1000n
const NOBODY = `0x${'00'.repeat(20)}`
const FEE = 3000
const [ALICE, BOB] = ACTORS as [`0x${string}`, `0x${string}`]
/** Price 1: sqrt(1) * 2^96. */
const SQRT_PRICE_ONE = 1n << 96n

beforeAll(async () => {
  await compile('solmate.sol')
  await compile('uniswap-v3-player.sol')
}, COMPILE_TIMEOUT_MS)

type Market = {
  readonly factory: Deployed
  readonly pool: Deployed
  readonly player: Deployed
  readonly tokens: readonly [Deployed, Deployed]
}

async function openMarket(stage: Stage): Promise<Market> {
  const token = (await compile('solmate.sol')).get('PlainToken')!
  const factory = await stage.deploy(await readArtifact(`${CORE}/UniswapV3Factory.sol/UniswapV3Factory.json`))
  const deployed = [await stage.deploy(token), await stage.deploy(token)]
  const tokens = deployed.sort((left, right) => (left.address < right.address ? -1 : 1)) as [
    Deployed,
    Deployed,
  ]
  const created = await stage.send(
    { to: factory },
    'createPool(address,address,uint24)',
    ...[tokens[0].address, tokens[1].address, FEE],
  )
  const poolArtifact = await readArtifact(`${CORE}/UniswapV3Pool.sol/UniswapV3Pool.json`)
  const pool = stage.adopt(poolArtifact, addressAt(created))
  await stage.send({ to: pool }, 'initialize(uint160)', SQRT_PRICE_ONE)
  const playerArtifact = (await compile('uniswap-v3-player.sol')).get('UniswapV3Player')!
  const player = await stage.deploy(playerArtifact, encodeArguments('address', pool.address))
  for (const to of tokens) await stage.send({ to }, 'transfer(address,uint256)', player.address, 10n ** 23n)
  return { factory, pool, player, tokens }
}

test('Uniswap V3: a pool is initialised, filled in two ranges, swapped across ticks, flashed and emptied', async () => {
  await onStage(ENGINES, async (stage) => {
    const { pool, player } = await openMarket(stage)
    const mint = 'mint(int24,int24,uint128)'
    await stage.send({ to: player }, mint, -6000, 6000, 10n ** 22n)
    await stage.send({ to: player }, mint, 60, 120, 5n * 10n ** 21n)
    await stage.refused({ to: player }, mint, 61, 120, 1n)

    stage.openWorld.setBlock({ timestamp: BLOCK.timestamp + 12n })
    // Far enough to enter the second range and to leave it again.
    await stage.send({ to: player }, 'swap(bool,int256)', false, 2n * 10n ** 20n)
    const tick = BigInt.asIntN(256, wordAt(await stage.send({ to: pool }, 'slot0()'), 1))
    expect(tick).toBeGreaterThan(120n)
    stage.openWorld.setBlock({ timestamp: BLOCK.timestamp + 24n })
    await stage.send({ to: player }, 'swap(bool,int256)', true, -(10n ** 20n))
    await stage.send({ to: pool }, 'increaseObservationCardinalityNext(uint16)', 4)
    await stage.send({ to: player }, 'flash(uint256,uint256)', 10n ** 18n, 1n)
    await stage.send({ to: pool }, 'observe(uint32[])', [0])

    await stage.send({ to: player }, 'burn(int24,int24,uint128)', 60, 120, 5n * 10n ** 21n)
    await stage.send({ to: player }, 'collect(int24,int24)', 60, 120)
    expect(wordAt(await stage.send({ to: pool }, 'liquidity()'))).toBe(10n ** 22n)
  })
})

test('Uniswap V3: positions and swaps through the periphery', async () => {
  await onStage(ENGINES, async (stage) => {
    const { factory, tokens } = await openMarket(stage)
    const weth = await stage.deploy(await readArtifact('@uniswap/v2-periphery/build/WETH9.json'))
    const positions = await stage.deploy(
      await readArtifact(`${PERIPHERY}/NonfungiblePositionManager.sol/NonfungiblePositionManager.json`),
      encodeArguments('address,address,address', factory.address, weth.address, NOBODY),
    )
    const router = await stage.deploy(
      await readArtifact(`${PERIPHERY}/SwapRouter.sol/SwapRouter.json`),
      encodeArguments('address,address', factory.address, weth.address),
    )
    for (const to of tokens) {
      await stage.send({ to }, 'approve(address,uint256)', positions.address, 10n ** 30n)
      await stage.send({ to }, 'approve(address,uint256)', router.address, 10n ** 30n)
    }
    const [token0, token1] = tokens.map(({ address }) => address) as [string, string]
    const minted = await stage.send(
      { to: positions },
      'mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))',
      [token0, token1, FEE, -600, 1200, 10n ** 20n, 10n ** 20n, 0n, 0n, ALICE, DEADLINE],
    )
    expect(wordAt(minted)).toBe(1n)
    await stage.send(
      { to: router },
      'exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))',
      [token0, token1, FEE, BOB, DEADLINE, 10n ** 18n, 0n, 0n],
    )
    expect(wordAt(await stage.send({ to: tokens[1] }, 'balanceOf(address)', BOB))).toBeGreaterThan(
      9n * 10n ** 17n,
    )
    await stage.send({ to: positions }, 'collect((uint256,address,uint128,uint128))', [
      1n,
      ALICE,
      (1n << 128n) - 1n,
      (1n << 128n) - 1n,
    ])
    const counts = await sendRandomCalls(stage, createPrng(2n).fork('uniswap v3 periphery'), 80)
    expect(counts.success).toBeGreaterThan(15)
  })
})

test('Uniswap V3: random calls', async () => {
  await onStage(ENGINES, async (stage) => {
    const { player, pool } = await openMarket(stage)
    await stage.send({ to: player }, 'mint(int24,int24,uint128)', -6000, 6000, 10n ** 22n)
    // The player is what can move the pool: it gets half of the calls.
    stage.contracts.splice(0, stage.contracts.length, player, player, pool, ...stage.contracts)
    const counts = await sendRandomCalls(stage, createPrng(3n).fork('uniswap v3'), 200)
    expect(counts.success).toBeGreaterThan(50)
    expect(counts.revert).toBeGreaterThan(30)
  })
})
