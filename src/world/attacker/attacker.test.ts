import { beforeAll, describe, expect, test } from 'vitest'
import { smallTarget } from '../../../tests/helpers/small-campaign.ts'
import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { setUpWorld } from '../create-world.ts'
import type { World } from '../types.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT, BORROWED_CODE, LEDGER } from './attacker.ts'
import { BORROWED_STORAGE, WRITE } from './borrowed-storage.ts'
import { ANSWER, BURN, DELEGATE, REFUSE, RELAY } from './conduct.ts'
import type { Reaction } from './types.ts'

const SOURCE = `
contract Bank {
  mapping(address => uint256) public balanceOf;
  address public lastOrigin;
  function deposit() external payable { balanceOf[msg.sender] += msg.value; lastOrigin = tx.origin; }
  function withdraw() external {
    uint256 amount = balanceOf[msg.sender];
    (bool ok,) = msg.sender.call{value: amount}("");
    require(ok);
    balanceOf[msg.sender] = 0;
  }
  function withdrawCheaply() external {
    uint256 amount = balanceOf[msg.sender];
    payable(msg.sender).transfer(amount);
    balanceOf[msg.sender] = 0;
  }
  function ask(address who, bytes calldata data) external returns (bytes memory answer) { (, answer) = who.call(data); }
  function run(address who, bytes calldata data) external { (bool ok,) = who.delegatecall(data); require(ok); }
  function look(address who) external view returns (bytes memory answer) { (, answer) = who.staticcall(hex"01020304"); }
}
contract BankTest is TestBase {
  Bank public bank;
  function setUp() public { bank = new Bank(); bank.deposit{value: 10 ether}(); }
  function test_nothing() public {}
}`

const ETHER = 10n ** 18n
let world: World
let bank: Address

beforeAll(async () => {
  const { project, test: contract } = await smallTarget(SOURCE, 'BankTest', { fork: 'prague' })
  const setup = setUpWorld({ project, artifact: contract.artifact, env: {}, seed: 1n })
  if (setup.status !== 'ready') throw new Error(setup.status)
  world = setup.world
  world.admitAttacker()
  world.machine.setBalance(ATTACKER_CONTRACT, ETHER)
  world.machine.setBalance(ATTACKER_ACCOUNTS[0], ETHER)
  bank = world.contracts().find(({ artifact }) => artifact?.name === 'Bank')!.address
  world.commit()
})

const data = (signature: string, values: readonly AbiValue[] = []): Uint8Array =>
  encodeCall(parseFunctionSignature(signature), values)

function send(
  signature: string,
  values: readonly AbiValue[] = [],
  options: { readonly value?: bigint; readonly reactions?: readonly Reaction[] } = {},
): ReturnType<World['call']> {
  return world.call({ from: ATTACKER_CONTRACT, to: bank, data: data(signature, values), ...options })
}

/** Runs something on the state after setup, and goes back to it. */
function fresh<T>(run: () => T): T {
  const mark = world.mark()
  try {
    return run()
  } finally {
    world.rollback(mark)
  }
}

const calls = (signature: string, count: number): Reaction[] =>
  Array.from({ length: count }, () => ({ calls: [{ to: bank, value: 0n, data: data(signature) }] }))

describe('reactions', () => {
  test('are played in order, nested, as often as the contract is called', () => {
    fresh(() => {
      send('deposit()', [], { value: ETHER })
      const result = send('withdraw()', [], { reactions: calls('withdraw()', 3) })
      expect(result.status).toBe('success')
      expect(world.reactionsPlayed).toBe(3)
      expect(world.machine.getBalance(ATTACKER_CONTRACT)).toBe(4n * ETHER)
    })
  })

  test('are forgotten after the call', () => {
    fresh(() => {
      send('deposit()', [], { value: ETHER, reactions: calls('withdraw()', 3) })
      expect(world.reactionsPlayed).toBe(0)
      send('withdraw()')
      expect(world.machine.getBalance(ATTACKER_CONTRACT)).toBe(ETHER)
    })
  })

  test('are not played on 2,300 gas', () => {
    fresh(() => {
      send('deposit()', [], { value: ETHER })
      expect(send('withdrawCheaply()', [], { reactions: calls('withdrawCheaply()', 1) }).status).toBe(
        'success',
      )
      expect(world.reactionsPlayed).toBe(0)
      expect(world.machine.getBalance(ATTACKER_CONTRACT)).toBe(ETHER)
    })
  })

  test('cost gas', () => {
    fresh(() => {
      send('deposit()', [], { value: ETHER })
      const plain = fresh(() => send('withdraw()').gasUsed)
      const reacting = send('withdraw()', [], { reactions: calls('withdraw()', 1) }).gasUsed
      expect(Number(reacting - plain)).toBeGreaterThan(12_000)
    })
  })

  test('change nothing where changes are forbidden', () => {
    fresh(() => {
      send('deposit()', [], { value: ETHER })
      expect(send('look(address)', [ATTACKER_CONTRACT], { reactions: calls('withdraw()', 1) }).status).toBe(
        'success',
      )
      expect(world.machine.getBalance(bank)).toBe(11n * ETHER)
    })
  })
})

describe('answers', () => {
  const answerTo = (input: string): string =>
    fresh(() => {
      const bytes = Uint8Array.from(Buffer.from(input, 'hex'))
      const { output } = send('ask(address,bytes)', [ATTACKER_CONTRACT, bytes])
      // Offset, length, bytes.
      return Buffer.from(output.slice(64)).toString('hex').slice(0, 64)
    })
  test('are what hooks must get', () => {
    expect(answerTo('150b7a02')).toBe(`150b7a02${'0'.repeat(56)}`)
    expect(answerTo('f23a6e61')).toBe(`f23a6e61${'0'.repeat(56)}`)
    expect(answerTo('23e30c8b')).toBe('439148f0bbc682ca079e46d6e2c2f0c1e3b820f1a291b069d8882abf8cf18dd9')
  })
  test('are 1 to everybody else, and nothing to a payment', () => {
    expect(BigInt(`0x${answerTo('01020304')}`)).toBe(1n)
    expect(answerTo('')).toBe('')
  })
  test('are what the reaction says', () => {
    const output = new Uint8Array(32).fill(7)
    const result = fresh(() =>
      send('ask(address,bytes)', [ATTACKER_CONTRACT, Uint8Array.of(1, 2, 3, 4)], {
        reactions: [{ calls: [], output }],
      }).output.slice(64, 96),
    )
    expect(result).toStrictEqual(output)
  })
})

test('the first account is the origin of what the contract sends', () => {
  fresh(() => {
    send('deposit()', [], { value: 1n })
    const { output } = world.call({ to: bank, data: data('lastOrigin()') })
    expect(BigInt(`0x${Buffer.from(output).toString('hex')}`)).toBe(BigInt(ATTACKER_ACCOUNTS[0]))
  })
})

test('code that ran in somebody else is noted, and the note goes back with the state', () => {
  const noted = (): bigint => world.machine.getStorage(LEDGER, BORROWED_CODE)
  fresh(() => {
    expect(send('run(address,bytes)', [ATTACKER_CONTRACT, new Uint8Array()]).status).toBe('success')
    expect(noted()).toBe(BigInt(bank))
  })
  expect(noted()).toBe(0n)
})

describe('what a reaction ends with', () => {
  const ask = (reaction: Reaction): ReturnType<World['call']> =>
    send('ask(address,bytes)', [ATTACKER_CONTRACT, data('price()')], { reactions: [reaction] })

  test('is an answer, a revert that carries data, or nothing left of the gas', () => {
    fresh(() => {
      const output = data('Empty()')
      expect(words(ask({ calls: [], output }))).toBe(words(ask({ calls: [], output, fails: 'revert' })))
      const spent = ask({ calls: [], fails: 'burn' })
      expect(spent.gasUsed).toBeGreaterThan(ask({ calls: [], fails: 'revert' }).gasUsed * 10n)
    })
  })

  test('comes with 2,300 gas too, if nothing is to be called', () => {
    fresh(() => {
      send('deposit()', [], { value: 5n })
      expect(send('withdrawCheaply()').status).toBe('success')
      send('deposit()', [], { value: 5n })
      const refusal: Reaction = { calls: [], fails: 'revert' }
      expect(send('withdrawCheaply()', [], { reactions: [refusal] }).status).toBe('revert')
    })
  })

  test('is a word in a storage that its code is lent, and nowhere else', () => {
    fresh(() => {
      const [account] = ATTACKER_ACCOUNTS
      const reactions = [
        { calls: [{ to: BORROWED_STORAGE, value: 0n, data: data(WRITE.signature, [9n, account]) }] },
      ]
      send('ask(address,bytes)', [ATTACKER_CONTRACT, new Uint8Array(0)], { reactions })
      expect([bank, ATTACKER_CONTRACT].map((each) => world.machine.getStorage(each, 9n))).toEqual([0n, 0n])
      send('run(address,bytes)', [ATTACKER_CONTRACT, new Uint8Array(0)], { reactions })
      expect(world.machine.getStorage(bank, 9n)).toBe(BigInt(account))
    })
  })
})

describe('how the contract behaves from now on', () => {
  const tell = (told: Uint8Array, from = ATTACKER_ACCOUNTS[0]): ReturnType<World['call']> =>
    world.call({ from, to: ATTACKER_CONTRACT, data: told })
  /** Somebody else asks it something. */
  const asked = (): ReturnType<World['call']> =>
    world.call({ to: bank, data: data('ask(address,bytes)', [ATTACKER_CONTRACT, data('price()')]) })
  const paid = (): string => {
    world.machine.setBalance(world.sender, ETHER)
    return world.call({ to: ATTACKER_CONTRACT, data: new Uint8Array(0), value: 1n }).status
  }

  test('is what one of its accounts says: it refuses, burns, answers', () => {
    fresh(() => {
      expect(paid()).toBe('success')
      tell(data(REFUSE.signature))
      expect(paid()).toBe('revert')
      tell(data(BURN.signature))
      expect(paid()).toBe('halt')
      tell(data(ANSWER.signature, [42n]))
      expect(paid()).toBe('success')
      expect(words(asked())).toContain(`${'0'.repeat(62)}2a`)
    })
    expect(paid()).toBe('success')
  })

  test('is a call that it makes each time, but not while it makes it', () => {
    fresh(() => {
      tell(data(RELAY.signature, [bank, data('ask(address,bytes)', [ATTACKER_CONTRACT, data('deposit()')])]))
      expect(asked().status).toBe('success')
      tell(data(RELAY.signature, [bank, data('deposit()')]))
      asked()
      // lastOrigin: it is somebody else's transaction.
      expect(world.machine.getStorage(bank, 1n)).toBe(BigInt(world.sender))
    })
  })

  test('may be that of an account too, whose calls then are its own', () => {
    fresh(() => {
      const [account] = ATTACKER_ACCOUNTS
      tell(data(DELEGATE.signature))
      const from = { from: account, to: bank, value: 0n }
      world.call({ ...from, data: data('deposit()'), value: 5n })
      world.call({ ...from, data: data('withdraw()'), reactions: calls('deposit()', 1) })
      expect(world.reactionsPlayed).toBe(1)
      expect(world.machine.getStorage(LEDGER, BORROWED_CODE)).toBe(0n)
      tell(data(DELEGATE.signature))
      expect(world.machine.getCode(account)).toHaveLength(0)
    })
  })

  test('is nobody else’s to say, nor said by what is too long', () => {
    fresh(() => {
      world.call({ to: ATTACKER_CONTRACT, data: data(REFUSE.signature) })
      send('ask(address,bytes)', [ATTACKER_CONTRACT, data(REFUSE.signature)])
      tell(data(RELAY.signature, [bank, new Uint8Array(4_000)]))
      tell(data(REFUSE.signature).subarray(0, 3))
      expect(paid()).toBe('success')
    })
  })
})

function words({ output }: ReturnType<World['call']>): string {
  return Buffer.from(output).toString('hex')
}
