/**
 * The benchmark contracts once more, in bigint: what every engine's answer is compared with. Written from the meaning
 * of the contracts and not from any engine's output.
 */

const MASK_256 = (1n << 256n) - 1n

/** What `TransferBench.run(n)` returns: the sender's balance plus the first recipient's, shifted by 128. */
export function transferRun(n: number): bigint {
  let sender = 10n ** 30n
  let firstRecipient = 0n
  for (let i = 0; i < n; i++) {
    const amount = BigInt((i % 7) + 1)
    sender -= amount
    if (i % 16 === 0) firstRecipient += amount
  }
  return sender + (firstRecipient << 128n)
}

/** Reserves and price accumulator of a fresh `Pair`. */
function createMarket(): { swap: (zeroForOne: boolean, amountIn: bigint) => bigint; digest: () => bigint } {
  let reserve0 = 10n ** 24n
  let reserve1 = 2n * 10n ** 24n
  let price0 = 0n
  return {
    swap(zeroForOne, amountIn): bigint {
      const [reserveIn, reserveOut] = zeroForOne ? [reserve0, reserve1] : [reserve1, reserve0]
      const withFee = amountIn * 997n
      const amountOut = (withFee * reserveOut) / (reserveIn * 1000n + withFee)
      reserve0 += zeroForOne ? amountIn : -amountOut
      reserve1 += zeroForOne ? -amountOut : amountIn
      price0 = (price0 + (reserve1 << 112n) / reserve0) & MASK_256
      return amountOut
    },
    digest: () => (reserve0 << 128n) ^ reserve1 ^ price0,
  }
}

/** What `SwapBench.run(n)` returns. */
export function swapRun(n: number): bigint {
  const market = createMarket()
  let received = 0n
  for (let i = 0; i < n; i++) {
    received += market.swap(i % 2 === 0, 10n ** 18n + BigInt(i % 13) * 10n ** 15n)
  }
  return received ^ market.digest()
}

/** Output of the first swap of a fresh pair. */
export function firstSwap(zeroForOne: boolean, amountIn: bigint): bigint {
  return createMarket().swap(zeroForOne, amountIn)
}

function createLedger(): (seed: bigint) => bigint {
  const cells = new Map<bigint, bigint>()
  return (seed) => {
    let mix = 0n
    for (let i = 0n; i < 100n; i++) {
      const key = (seed + i * 7n) & 255n
      const value = ((cells.get(key) ?? 0n) + seed + i) & MASK_256
      cells.set(key, value)
      mix = ((mix << 1n) & MASK_256) ^ value ^ (cells.get((key + 128n) & 255n) ?? 0n)
    }
    return mix
  }
}

/** What `StorageBench.run(n)` returns. */
export function storageRun(n: number): bigint {
  const work = createLedger()
  let mix = 0n
  for (let i = 0; i < n; i++) mix ^= work(BigInt(i) * 3n)
  return mix
}

/** What `work(seed)` of a fresh `Ledger` returns. */
export function firstLedgerWork(seed: bigint): bigint {
  return createLedger()(seed)
}

/** What `Arith.work(seed)` returns. */
export function arithWork(seed: bigint): bigint {
  let mix = seed
  for (let i = 0n; i < 200n; i++) {
    mix = (((mix + i) * 0x9e3779b97f4a7c15n) & MASK_256) ^ (mix >> 7n)
    mix = (((mix << 3n) | (mix >> 253n)) - (i ^ seed)) & MASK_256
  }
  return mix
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** What `Mulmod.work(seed)` returns. */
export function mulmodWork(seed: bigint): bigint {
  let mix = (seed + MASK_256 / 3n) & MASK_256
  for (let i = 0n; i < 200n; i++) mix = (((mix * mix) % ORDER) + seed + i) % ORDER
  return mix
}

/** What `run(n)` of the stateless benches returns: `work` of 0 to n-1, mixed. */
export function xorRun(work: (seed: bigint) => bigint): (n: number) => bigint {
  return (n) => {
    let mix = 0n
    for (let i = 0; i < n; i++) mix ^= work(BigInt(i))
    return mix
  }
}

/** The ERC-4626 arithmetic of OpenZeppelin 5 without decimals offset: one virtual share, one virtual asset. */
function createVault(): { cycle: (assets: bigint) => bigint; digest: () => bigint } {
  let shares = 10n ** 24n
  let assets = 10n ** 24n + 3n * 10n ** 23n + 1n
  return {
    cycle(deposited): bigint {
      const minted = (deposited * (shares + 1n)) / (assets + 1n)
      shares += minted
      assets += deposited
      const returned = (minted * (assets + 1n)) / (shares + 1n)
      shares -= minted
      assets -= returned
      return returned
    },
    digest: () => (assets << 128n) ^ shares,
  }
}

/** What `VaultBench.run(n)` returns. */
export function vaultRun(n: number): bigint {
  const vault = createVault()
  let returned = 0n
  for (let i = 0; i < n; i++) returned += vault.cycle(10n ** 18n + BigInt(i % 11))
  return returned ^ vault.digest()
}

/** What the first `Teller.cycle(assets)` returns. */
export function firstVaultCycle(assets: bigint): bigint {
  return createVault().cycle(assets)
}
