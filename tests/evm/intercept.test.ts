import { beforeEach, describe, expect, it } from 'vitest'
import type { Interceptor } from '../../src/evm/intercept.ts'
import { Machine } from '../../src/evm/machine.ts'
import type { Address } from '../../src/evm/types.ts'
import { compileStandardJson } from '../helpers/solidity.ts'

const SOURCE = `
contract Callee {
  event Hit(address who, uint256 value);
  uint256 public count;
  mapping(address => uint256) public hits;
  function hit() external payable returns (address) { count++; hits[msg.sender]++; emit Hit(msg.sender, msg.value); return msg.sender; }
  function fail() external { count++; revert("no"); }
}
contract Child { address public maker = msg.sender; }
contract Caller {
  Callee callee = new Callee();
  function target() external view returns (address) { return address(callee); }
  function hit(uint256 value) external returns (address) { return callee.hit{value: value}(); }
  function pass() external returns (bool ok, bytes memory out) { (ok, out) = address(callee).call(abi.encodeCall(Callee.fail, ())); }
  function make() external returns (address child, address maker) { Child c = new Child(); return (address(c), c.maker()); }
  function empty() external returns (bool ok) { (ok, ) = address(0x1234).call{value: 1}(""); }
}`

type Output = {
  contracts: Record<
    string,
    Record<string, { evm: { bytecode: { object: string }; methodIdentifiers: Record<string, string> } }>
  >
}
const USER: Address = `0x${'a1'.padStart(40, '0')}`
const OTHER: Address = `0x${'b2'.padStart(40, '0')}`

const compiled = await compileStandardJson<Output>({
  language: 'Solidity',
  sources: { 'a.sol': { content: SOURCE } },
  settings: {
    outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.methodIdentifiers'] } },
  },
})
const contracts = compiled.contracts['a.sol']!
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const word = (value: bigint): string => value.toString(16).padStart(64, '0')

let machine: Machine
let caller: Address
const call = (signature: string, ...words: bigint[]): Uint8Array => {
  const result = machine.call({
    from: USER,
    to: caller,
    data: bytes(contracts['Caller']!.evm.methodIdentifiers[signature]! + words.map(word).join('')),
  })
  expect(result.status).toBe('success')
  return result.output.slice()
}
const addressIn = (output: Uint8Array, at = 0): Address =>
  `0x${Buffer.from(output.subarray(32 * at + 12, 32 * at + 32)).toString('hex')}`
const listen = (interceptor: Interceptor): void => {
  machine.setInterceptor(interceptor)
  machine.intercept({ frames: true, logs: true })
}

beforeEach(() => {
  machine = new Machine()
  machine.setBalance(OTHER, 100n)
  machine.setBalance(USER, 100n)
  caller = machine.call({ from: USER, data: bytes(contracts['Caller']!.evm.bytecode.object) }).created!
})

describe('before', () => {
  it('sees a call with who calls whom, and its input', () => {
    const seen: unknown[] = []
    const callee = addressIn(call('target()'))
    listen({
      before: (c) => {
        seen.push([
          c.kind,
          c.depth,
          c.caller,
          c.to,
          c.value,
          c.isStatic,
          Buffer.from(c.input).toString('hex'),
        ])
        return undefined
      },
    })
    expect(addressIn(call('hit(uint256)', 0n))).toBe(caller)
    const selector = contracts['Callee']!.evm.methodIdentifiers['hit()']
    expect(seen).toEqual([['call', 0, caller, callee, 0n, false, selector]])
  })

  it('can change the caller, who then pays the value', () => {
    const callee = addressIn(call('target()'))
    listen({
      before: (c) => {
        c.setCaller(OTHER)
        return undefined
      },
    })
    expect(addressIn(call('hit(uint256)', 40n))).toBe(OTHER)
    expect(machine.getBalance(OTHER)).toBe(60n)
    expect(machine.getBalance(callee)).toBe(40n)
  })

  it('can change who creates: address and nonce are those of the new caller', () => {
    machine.setNonce(OTHER, 7n)
    const nonce = machine.getNonce(caller)
    listen({
      before: (c) => {
        if (c.kind === 'create') c.setCaller(OTHER)
        return undefined
      },
    })
    const output = call('make()')
    expect(addressIn(output, 1)).toBe(OTHER)
    expect(machine.getNonce(OTHER)).toBe(8n)
    expect(machine.getNonce(caller)).toBe(nonce)
  })

  it('can answer instead of the callee', () => {
    const ended: string[] = []
    listen({
      before: (c) => (c.depth === 0 ? { status: 'return', output: bytes(word(BigInt(OTHER))) } : undefined),
      after: (f) => {
        ended.push(`${f.kind} ${f.status} ${f.depth}`)
        return undefined
      },
    })
    expect(addressIn(call('hit(uint256)', 5n))).toBe(OTHER)
    expect(ended).toEqual(['call return 1', 'call return 0'])
    expect(machine.getBalance(caller)).toBe(0n)
  })

  it('a call that its sender cannot pay still ends, as failed', () => {
    const ended: string[] = []
    listen({
      after: (f) => {
        ended.push(`${f.address} ${f.status}`)
        return undefined
      },
    })
    expect(call('empty()').at(31)).toBe(0)
    expect(ended[0]).toBe('0x0000000000000000000000000000000000001234 revert')
  })
})

it('another interceptor takes the place of the present one for a while', () => {
  const heard: string[] = []
  const named = (name: string): Interceptor => ({
    log: () => void heard.push(name),
  })
  expect(machine.isIntercepted).toBe(false)
  machine.withInterceptor(named('first'), { logs: true }, () => call('hit(uint256)', 0n))
  expect(machine.isIntercepted).toBe(false)
  listen(named('present'))
  call('hit(uint256)', 0n)
  const throwing = (): never => {
    throw new Error('no')
  }
  expect(() => machine.withInterceptor(named('never'), {}, throwing)).toThrow('no')
  machine.withInterceptor(named('second'), { logs: true }, () => call('hit(uint256)', 0n))
  call('hit(uint256)', 0n)
  expect(heard).toEqual(['first', 'present', 'second', 'present'])
})

describe('after', () => {
  it('can turn a revert into success, with another output; what the callee did stays undone', () => {
    const callee = addressIn(call('target()'))
    listen({
      after: (f) =>
        f.address === callee && f.status === 'revert'
          ? { status: 'return', output: new Uint8Array([1, 2, 3]) }
          : undefined,
    })
    const output = call('pass()')
    expect(output.at(31)).toBe(1)
    expect([...output.subarray(96, 99)]).toEqual([1, 2, 3])
    expect(machine.getStorage(callee, 0n)).toBe(0n)
  })

  it('can turn success into a revert: what the frame did is undone', () => {
    const callee = addressIn(call('target()'))
    listen({
      after: (f) => (f.address === callee ? { status: 'revert', output: new Uint8Array(0) } : undefined),
    })
    const result = machine.call({
      from: USER,
      to: caller,
      data: bytes(contracts['Caller']!.evm.methodIdentifiers['hit(uint256)']! + word(0n)),
    })
    expect(result.status).toBe('revert')
    expect(machine.getStorage(callee, 0n)).toBe(0n)
  })

  it('what a creation gives can be replaced', () => {
    listen({
      after: (f) =>
        f.kind === 'create' ? { status: 'return', output: new Uint8Array(0), created: OTHER } : undefined,
    })
    machine.setCode(OTHER, bytes('5f5f5260205ff3'))
    expect(addressIn(call('make()'))).toBe(OTHER)
  })
})

it('logs are shown as they are written', () => {
  const logs: unknown[] = []
  listen({ log: (log, depth) => void logs.push([log.topics.length, log.data.length, depth]) })
  call('hit(uint256)', 0n)
  expect(logs).toEqual([[1, 64, 1]])
})

it('accesses are shown each time, once frames begin under it', () => {
  const callee = addressIn(call('target()'))
  const seen: string[] = []
  machine.setInterceptor({
    access: (a) => {
      if (a.address === callee && a.slot === 0n) seen.push(`${a.kind} ${a.value}`)
    },
  })
  machine.intercept({ accesses: true })
  call('hit(uint256)', 0n)
  expect(seen).toEqual(['read undefined', 'write 1'])
})

it('what is off is not asked', () => {
  let asked = 0
  machine.setInterceptor({ before: () => void asked++ as undefined, after: () => void asked++ as undefined })
  call('hit(uint256)', 0n)
  expect(asked).toBe(0)
})

describe('images of the state', () => {
  const HOST: Address = `0x${'c0'.padStart(40, '0')}`
  it('go back in the middle of an execution, and a failing frame undoes that too', () => {
    const callee = addressIn(call('target()'))
    call('hit(uint256)', 0n)
    const hash = machine.stateHash()
    const counts: bigint[] = []
    machine.bindHost(HOST, (frame) => {
      const image = machine.imageState()
      const hit = bytes(contracts['Callee']!.evm.methodIdentifiers['hit()']!)
      machine.call({ from: HOST, to: callee, data: hit })
      machine.setStorage(callee, 99n, 5n)
      machine.setBalance(OTHER, 1n)
      counts.push(machine.getStorage(callee, 0n))
      machine.returnToImage(image)
      counts.push(machine.getStorage(callee, 0n), machine.getStorage(callee, 99n), machine.getBalance(OTHER))
      return { status: frame.input.length > 0 ? 'revert' : 'return' }
    })
    expect(machine.call({ from: USER, to: HOST }).status).toBe('success')
    expect(counts).toEqual([2n, 1n, 0n, 100n])
    expect(machine.stateHash()).toBe(hash)
    expect(machine.call({ from: USER, to: HOST, data: new Uint8Array(1) }).status).toBe('revert')
    expect(machine.stateHash()).toBe(hash)
  })
})

it('what created code since a mark is found, what was undone is not', () => {
  const mark = machine.mark()
  const child = addressIn(call('make()'))
  expect(machine.feedback.codeChangesSince(mark)).toEqual([child])
  machine.rollback(mark)
  expect(machine.feedback.codeChangesSince(mark)).toEqual([])
})

describe('state features', () => {
  it('a variable that grows into another size is new once, whoever it belongs to', () => {
    const callee = addressIn(call('target()'))
    const hit = bytes(contracts['Callee']!.evm.methodIdentifiers['hit()']!)
    const features = (from: Address): number => {
      const mark = machine.mark()
      machine.call({ from, to: callee, data: hit })
      return machine.feedback.addFeatures(mark).isNew
    }
    // count 1 bit, of[sender] 1 bit.
    expect(features(USER)).toBe(2)
    // count 2 bits; another entry of the same mapping with 1 bit is not new.
    expect(features(OTHER)).toBe(1)
    // count stays at 2 bits; of[OTHER] is 2 bits now.
    expect(features(OTHER)).toBe(1)
    const saved = machine.feedback.getFeatures()
    machine.feedback.setFeatures(new Uint8Array(saved.length))
    const mark = machine.mark()
    machine.call({ from: OTHER, to: callee, data: hit })
    expect(machine.feedback.addFeatures(mark)).toEqual({ isNew: 2, changes: 2 })
  })
})

describe('watchers', () => {
  it('are named when something that they read was written, and only then', () => {
    const callee = addressIn(call('target()'))
    const count = contracts['Callee']!.evm.methodIdentifiers['count()']!
    const hits = contracts['Callee']!.evm.methodIdentifiers['hits(address)']!
    const look = (watcher: number, data: Uint8Array): void => {
      machine.feedback.watch(watcher)
      const mark = machine.mark()
      machine.call({ from: USER, to: callee, data })
      machine.rollback(mark)
      machine.feedback.watch(undefined)
    }
    look(3, bytes(count))
    look(40, bytes(hits + word(BigInt(OTHER))))
    // Not while watching: nobody's.
    machine.call({ from: USER, to: callee, data: bytes(hits + word(BigInt(USER))) })
    const hit = bytes(contracts['Callee']!.evm.methodIdentifiers['hit()']!)
    let mark = machine.mark()
    machine.call({ from: USER, to: callee, data: hit })
    expect(machine.feedback.watchersSince(mark)).toBe(1n << 3n)
    mark = machine.mark()
    machine.call({ from: OTHER, to: callee, data: hit })
    expect(machine.feedback.watchersSince(mark)).toBe((1n << 3n) | (1n << 40n))
    mark = machine.mark()
    machine.call({ from: USER, to: callee, data: bytes(count) })
    expect(machine.feedback.watchersSince(mark)).toBe(0n)
    expect(machine.feedback.blockWatchers).toBe(0n)
  })

  it('of balances and of the block are told apart; new code concerns everybody', () => {
    // PUSH20 other BALANCE, TIMESTAMP, stop
    machine.setCode(OTHER, bytes(`73${USER.slice(2)}3100`))
    machine.feedback.watch(1)
    machine.call({ from: USER, to: OTHER })
    machine.setCode(OTHER, bytes('4200'))
    machine.feedback.watch(2)
    machine.call({ from: USER, to: OTHER })
    machine.feedback.watch(undefined)
    expect(machine.feedback.blockWatchers).toBe(1n << 2n)
    let mark = machine.mark()
    machine.setBalance(USER, 5n)
    expect(machine.feedback.watchersSince(mark)).toBe(1n << 1n)
    mark = machine.mark()
    machine.setCode(USER, bytes('00'))
    expect(machine.feedback.watchersSince(mark)).toBe((1n << 64n) - 1n)
  })
})
