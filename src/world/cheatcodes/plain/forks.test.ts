import { describe, expect, it } from 'vitest'
import { callCheat, fakeContext, type FakeContext } from '../../../../tests/helpers/cheat-context.ts'
import { memoryForkSource, PLAIN_FORK_BLOCK, type ForkSource } from '../../../evm/fork-source.ts'
import { Machine } from '../../../evm/machine.ts'
import type { Address } from '../../../evm/types.ts'
import { ForkError } from '../../fork/fork-error.ts'
import { UnsupportedCheatcodeError } from '../unsupported.ts'
import { bindLateFork, LateFork, mayChooseFork, type ForkRequest } from './late-fork.ts'

const WHALE: Address = '0x00000000000000000000000000000000000000aa'
const OWN: Address = '0x00000000000000000000000000000000000000bb'

function world(): { context: FakeContext; asked: ForkRequest[] } {
  const asked: ForkRequest[] = []
  const late = new LateFork(
    { ...PLAIN_FORK_BLOCK, timestamp: 1n, chainId: 31_337n },
    (request): ForkSource => {
      asked.push(request)
      if (request.url.includes('down'))
        throw new ForkError({ code: 'FORK_UNREACHABLE', message: 'No connection.' })
      const number = request.block === 'latest' ? 500n : request.block
      return memoryForkSource(new Map([[WHALE, { balance: number, storage: new Map([[1n, 2n]]) }]]), {
        block: { number, timestamp: 1_700_000_000n, chainId: 1n, hash: 9n },
      })
    },
  )
  const machine = new Machine({ forkSource: late })
  bindLateFork(machine, late)
  const config = { rpcEndpoints: { mainnet: 'https://main.example', down: 'https://down.example' } }
  return { context: fakeContext({ machine, config }), asked }
}

describe('vm.createSelectFork', () => {
  it('puts the world on the chain: block, chain id, accounts; its own accounts stay', () => {
    const { context } = world()
    context.machine.setBalance(OWN, 5n)
    expect(callCheat(context, 'createSelectFork(string,uint256)', ['mainnet', 100n])).toMatchObject({
      returns: [0n],
    })
    expect(context.block).toMatchObject({ number: 100n, timestamp: 1_700_000_000n, chainId: 1n })
    expect(context.machine.getBalance(WHALE)).toBe(100n)
    expect(context.machine.getStorage(WHALE, 1n)).toBe(2n)
    expect(context.machine.getBalance(OWN)).toBe(5n)
    expect(callCheat(context, 'activeFork()', [])).toMatchObject({ returns: [0n] })
  })

  it('asks for the newest block once, and pins it', () => {
    const { context, asked } = world()
    callCheat(context, 'createSelectFork(string)', ['mainnet'])
    callCheat(context, 'createSelectFork(string)', ['mainnet'])
    expect(asked).toEqual([{ url: 'https://main.example', block: 'latest' }])
    expect(context.block.number).toBe(500n)
  })

  it('refuses a second block by name, and does not pass it for a revert', () => {
    const { context } = world()
    callCheat(context, 'createSelectFork(string,uint256)', ['mainnet', 100n])
    expect(() => callCheat(context, 'createSelectFork(string,uint256)', ['mainnet', 101n])).toThrow(
      UnsupportedCheatcodeError,
    )
    expect(() => callCheat(context, 'rollFork(uint256)', [7n])).toThrow(UnsupportedCheatcodeError)
  })

  it('reverts if the chain cannot be had or the alias is none', () => {
    const { context } = world()
    expect(callCheat(context, 'createSelectFork(string)', ['down'])).toEqual({
      reverts: 'vm.createSelectFork: No connection.',
    })
    expect(callCheat(context, 'createFork(string)', ['nonsense'])).toEqual({
      reverts: 'vm.createFork: invalid rpc url: nonsense',
    })
    expect(callCheat(context, 'selectFork(uint256)', [3n])).toEqual({
      reverts: 'vm.selectFork: No matching fork found for 3',
    })
    expect(callCheat(context, 'activeFork()', [])).toEqual({ reverts: 'vm.activeFork: no active fork' })
  })

  it('moves a fork that is not selected to another block', () => {
    const { context, asked } = world()
    callCheat(context, 'createFork(string,uint256)', ['mainnet', 100n])
    callCheat(context, 'rollFork(uint256,uint256)', [0n, 99n])
    callCheat(context, 'selectFork(uint256)', [0n])
    expect(asked).toEqual([{ url: 'https://main.example', block: 99n }])
    expect(context.machine.getBalance(WHALE)).toBe(99n)
  })

  it('is refused by name in a world that was not made for it', () => {
    expect(() =>
      callCheat(fakeContext(), 'createSelectFork(string,uint256)', ['http://x.example', 1n]),
    ).toThrow(UnsupportedCheatcodeError)
  })
})

describe('mayChooseFork', () => {
  it('finds the selector in the test code', () => {
    const artifact = (object: string) => ({ creation: { object, links: [], sourceMap: '' } }) as never
    // createSelectFork(string), as foundry's list of cheatcodes has it.
    expect(mayChooseFork(artifact('6398680034'))).toBe(true)
    expect(mayChooseFork(artifact('6000600055'))).toBe(false)
  })
})
