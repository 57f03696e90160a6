import { beforeAll, describe, expect, test } from 'vitest'
import { smallTarget } from '../../../tests/helpers/small-campaign.ts'
import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { setUpWorld } from '../create-world.ts'
import type { World } from '../types.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT, BORROWED_CODE, LEDGER } from './attacker.ts'
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
  const { project, test: contract } = await smallTarget(SOURCE, 'BankTest')
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
