import { beforeAll, expect, test } from 'vitest'
import { createPrng } from '../../../src/primitives/prng.ts'
import { encodeArguments, wordAt } from '../../helpers/abi.ts'
import { BLOCK } from '../../helpers/block.ts'
import { compile, COMPILE_TIMEOUT_MS, readArtifact } from '../compile.ts'
import { machineEngine } from '../machine-engine.ts'
import { sendRandomCalls } from '../random-calls.ts'
import { ACTORS, addressAt, onStage, type Deployed, type Stage } from '../stage.ts'

const ENGINES = [machineEngine('fast'), machineEngine('checked'), machineEngine('compiled')]
const DEADLINE = BLOCK.timestamp + 1000n
const [ALICE, BOB] = ACTORS as [`0x${string}`, `0x${string}`]

beforeAll(async () => {
  await compile('solmate.sol')
}, COMPILE_TIMEOUT_MS)

type Market = {
  readonly weth: Deployed
  readonly factory: Deployed
  readonly router: Deployed
  readonly tokens: readonly [Deployed, Deployed]
}

async function openMarket(stage: Stage): Promise<Market> {
  const token = (await compile('solmate.sol')).get('PlainToken')!
  const weth = await stage.deploy(await readArtifact('@uniswap/v2-periphery/build/WETH9.json'))
  const factory = await stage.deploy(
    await readArtifact('@uniswap/v2-core/build/UniswapV2Factory.json'),
    encodeArguments('address', ALICE),
  )
  const router = await stage.deploy(
    await readArtifact('@uniswap/v2-periphery/build/UniswapV2Router02.json'),
    encodeArguments('address,address', factory.address, weth.address),
  )
  const tokens = [await stage.deploy(token), await stage.deploy(token)] as const
  for (const to of tokens) await stage.send({ to }, 'approve(address,uint256)', router.address, 10n ** 30n)
  return { weth, factory, router, tokens }
}

async function addLiquidity(stage: Stage, { factory, router, tokens }: Market): Promise<Deployed> {
  const addresses = tokens.map(({ address }) => address) as [`0x${string}`, `0x${string}`]
  await stage.send(
    { to: router },
    'addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)',
    ...[...addresses, 10n ** 21n, 4n * 10n ** 21n, 0n, 0n, ALICE, DEADLINE],
  )
  const pair = await stage.send({ to: factory }, 'getPair(address,address)', ...addresses)
  return stage.adopt(await readArtifact('@uniswap/v2-core/build/UniswapV2Pair.json'), addressAt(pair))
}

test('Uniswap V2: liquidity is added, swapped against and removed', async () => {
  await onStage(ENGINES, async (stage) => {
    const market = await openMarket(stage)
    const { weth, router, tokens } = market
    const pair = await addLiquidity(stage, market)
    expect(wordAt(await stage.send({ to: pair }, 'totalSupply()'))).toBe(2n * 10n ** 21n)

    await stage.send(
      { to: router },
      'swapExactTokensForTokens(uint256,uint256,address[],address,uint256)',
      ...[10n ** 18n, 0n, tokens.map(({ address }) => address), BOB, DEADLINE],
    )
    // x * y = k with a fee of 0.3 %, rounded down.
    const [into, out] = [10n ** 21n, 4n * 10n ** 21n]
    const paid = 997n * 10n ** 18n
    const bought = wordAt(await stage.send({ to: tokens[1] }, 'balanceOf(address)', BOB))
    expect(bought).toBe((paid * out) / (into * 1000n + paid))

    await stage.send(
      { to: router, value: 10n ** 18n },
      'addLiquidityETH(address,uint256,uint256,uint256,address,uint256)',
      ...[tokens[0].address, 3n * 10n ** 21n, 0n, 0n, ALICE, DEADLINE],
    )
    await stage.send(
      { to: router, from: BOB, value: 10n ** 15n },
      'swapExactETHForTokens(uint256,address[],address,uint256)',
      ...[0n, [weth.address, tokens[0].address, tokens[1].address], BOB, DEADLINE],
    )
    stage.openWorld.setBlock({ timestamp: BLOCK.timestamp + 500n })
    await stage.send({ to: pair }, 'sync()')
    expect(wordAt(await stage.send({ to: pair }, 'price0CumulativeLast()'))).toBeGreaterThan(0n)

    await stage.send({ to: pair }, 'approve(address,uint256)', router.address, 10n ** 30n)
    await stage.send(
      { to: router },
      'removeLiquidity(address,address,uint256,uint256,uint256,address,uint256)',
      ...[tokens[0].address, tokens[1].address, 10n ** 21n, 0n, 0n, BOB, DEADLINE],
    )
    await stage.refused(
      { to: router },
      'swapExactTokensForTokens(uint256,uint256,address[],address,uint256)',
      ...[10n ** 18n, 10n ** 30n, tokens.map(({ address }) => address), BOB, DEADLINE],
    )
  })
})

test('Uniswap V2: random calls', async () => {
  await onStage(ENGINES, async (stage) => {
    const market = await openMarket(stage)
    await addLiquidity(stage, market)
    const counts = await sendRandomCalls(stage, createPrng(1n).fork('uniswap v2'), 250)
    expect(counts.success).toBeGreaterThan(60)
    expect(counts.revert).toBeGreaterThan(30)
  })
})
