import { beforeAll, expect, test } from 'vitest'
import { compileArtifacts, createSmallWorld, type SmallWorld } from '../../../tests/helpers/small-world.ts'
import type { Address } from '../../evm/types.ts'
import { toJsonText } from '../../report/json.ts'
import type { ReportFinding } from '../../report/schema.ts'
import { accountNames } from './account-names.ts'
import type { DescribedMessage } from './describe-call.ts'
import { type DescribedFailure, describeFailure } from './describe-failure.ts'
import { locateFailure } from './failure-place.ts'
import { formatTrace } from './format-trace.ts'
import { solidityLines } from './solidity-lines.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract Token {
    event Transfer(address indexed from, address indexed to, uint256 value);
    error InsufficientBalance(address who, uint256 has, uint256 needs);
    mapping(address => uint256) public balanceOf;
    struct Note { uint256 a; address b; }
    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }
    function transfer(address to, uint256 amount) external returns (bool) {
        if (balanceOf[msg.sender] < amount)
            revert InsufficientBalance(msg.sender, balanceOf[msg.sender], amount);
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        emit Transfer(msg.sender, to, amount);
        return true;
    }
    function note(Note calldata n, bytes calldata data, int8 small, string calldata text, bytes4 id) external pure returns (Note memory, bytes memory) {
        small; text; id;
        return (n, data);
    }
    function plain(bool yes, int8 small, string calldata text, bytes4 id, address who, bytes calldata data) external payable {}
    receive() external payable {}
}
contract TokenTest {
    Token public token = new Token();
    Token public other = new Token();
    uint128 cap = 10;
    function property_cap() external view returns (bool) {
        return token.balanceOf(address(0xa11ce)) <= cap;
    }
    function makes() external returns (uint256) {
        Token fresh = new Token();
        fresh.mint(address(this), 12345);
        (bool ok, ) = address(0xdead).call(hex"12345678aa");
        ok;
        sha256("abc");
        token.transfer(address(5), 7);
        return 1;
    }
}
`

const ALICE: Address = '0x00000000000000000000000000000000000a11ce'
const EVE: Address = '0x00000000000000000000000000000000000000e7'

let small: SmallWorld
let token: Address
let other: Address

beforeAll(async () => {
  small = createSmallWorld(await compileArtifacts({ 'src/Token.sol': SOURCE }), 'TokenTest')
  const { address } = small.world.test
  token = `0x${Buffer.from(small.call(address, 'token').output.slice(12)).toString('hex')}`
  other = `0x${Buffer.from(small.call(address, 'other').output.slice(12)).toString('hex')}`
  small.track(token, 'Token')
  small.track(other, 'Token')
  small.labels.set(ALICE, 'alice')
  small.world.machine.setBalance(ALICE, 10n ** 19n)
}, 600_000)

const message = (data: Uint8Array, change: Partial<DescribedMessage> = {}): DescribedMessage => ({
  to: token,
  from: ALICE,
  value: 0n,
  data,
  seconds: 0,
  blocks: 0,
  ...change,
})

test('a failure is described with its steps, its changes and what the property saw', () => {
  const { world } = small
  const names = accountNames(world, { senders: [ALICE, EVE] })
  const messages = [
    message(small.calldata(token, 'mint', [ALICE, 10n ** 18n]), {
      from: EVE,
      seconds: 3 * 86_400,
      blocks: 5,
    }),
    message(new Uint8Array(0), { value: 10n ** 18n }),
  ]
  const ask = () => small.call(world.test.address, 'property_cap')
  const make = (index: number) => world.call(messages[index]!)
  const mark = world.machine.mark()
  for (const index of messages.keys()) make(index)
  const place = locateFailure(world, ask)
  world.machine.rollback(mark)
  const failure = {
    names,
    messages,
    without: ['holds', 'reverts'],
    make,
    ask,
    place,
    trace: 'calls',
  } as const
  const found = describeFailure(world, failure)
  expect(found.steps.map(({ words, delay, payment, without }) => [words, delay, payment, without])).toEqual([
    ['outsider 1 calls Token.mint(to: alice, amount: 1e18)', '3 days and 5 blocks later', '', 'holds'],
    ['alice sends 1 ether to Token', '', '', 'reverts'],
  ])
  expect(found.steps[0]!.arguments).toEqual([
    { name: 'to', type: 'address', text: 'alice', exact: expect.stringMatching(/^alice: \[0x0{33}/) },
    { name: 'amount', type: 'uint256', text: '1e18', exact: '1000000000000000000 [1e18]' },
  ])
  expect(
    found.changes.map(({ account, variable, before, after }) => [account, variable, before, after]),
  ).toEqual([
    ['Token', '', '0 wei', '1 ether'],
    ['Token', 'balanceOf[alice]', '0', '1e18'],
    ['alice', '', '10 ether', '9 ether'],
  ])
  expect(found.changes[1]).toMatchObject({ exactAfter: '1000000000000000000', kind: 'storage' })
  expect(found.compared).toEqual([{ name: 'Token.balanceOf(alice)', value: '1e18' }])
  expect(found.source).toMatchObject({ path: 'src/Token.sol' })
  expect(found.source!.excerpt.find(({ line }) => line === found.source!.line)!.text).toContain('<= cap')
  expect(found.trace).toContain('Token::mint')
  expect(found.trace).toContain('TokenTest::property_cap')
  // What a detector calls is no part of anybody's code.
  world.machine.rollback(mark)
  const { trace } = describeFailure(world, { ...failure, isAskTraced: false })
  expect(trace).toContain('Token::mint')
  expect(trace).not.toContain('property_cap')
  world.machine.rollback(mark)
})

test('what describes a failure fits into the report', () => {
  const fits = (described: DescribedFailure): Pick<ReportFinding, keyof DescribedFailure> => described
  const described = describeFailure(small.world, {
    names: accountNames(small.world),
    messages: [],
    without: [],
    make: () => small.call(token, 'balanceOf', [ALICE]),
    place: { place: 'nowhere', mechanism: 'none' },
  })
  expect(fits(described)).toBe(described)
  expect(() => toJsonText(described)).not.toThrow()
  expect(described).toMatchObject({ steps: [], changes: [], trace: null, source: null })
})

test('without a layout, slots are named after what reads them', async () => {
  const artifacts = await compileArtifacts({
    'src/Pot.sol': `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract Pot {
    uint256 public total;
    uint256 hidden;
    mapping(address => uint256) shares;
    mapping(address => mapping(uint256 => bool)) public seen;
    mapping(uint256 => uint256) unread;
    function sharesOf(address who) external view returns (uint256) { return shares[who]; }
    function both(address who) external view returns (uint256) { return shares[who] + hidden; }
    function put(address who) external { total = 5; hidden = 6; shares[who] = 7; seen[who][9] = true; unread[8] = 1; }
}
`,
  })
  const blind = new Map(
    [...artifacts].map(([name, artifact]) => [name, { ...artifact, storageLayout: undefined }]),
  )
  const pot = createSmallWorld(blind, 'Pot')
  const { world } = pot
  pot.labels.set(ALICE, 'alice')
  const data = pot.calldata(world.test.address, 'put', [ALICE])
  const { changes } = describeFailure(world, {
    names: accountNames(world),
    messages: [message(data, { to: world.test.address })],
    without: ['holds'],
    make: () => world.call({ to: world.test.address, data }),
    place: { place: '', mechanism: '' },
  })
  expect(changes.map(({ variable, before, after }) => [variable, before, after])).toEqual(
    expect.arrayContaining([
      ['seen[alice][9]', 'false', 'true'],
      ['sharesOf[alice]', '0', '7'],
      ['slot 1', '0', '6'],
      ['slot 4[8]', '0', '1'],
      ['total', '0', '5'],
    ]),
  )
  expect(changes).toHaveLength(5)
}, 600_000)

test('one name is one account', () => {
  small.labels.set(EVE, 'alice')
  const names = accountNames(small.world)
  expect([names.nameOf(token), names.nameOf(other)]).toEqual(['Token', 'Token 2'])
  expect([names.nameOf(ALICE), names.nameOf(EVE)]).toEqual(['alice', 'alice 2'])
  expect(names.nameOf('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed')).toBe('0x5aAe…eAed')
  small.labels.set(EVE, 'Token\u202e\n')
  expect(accountNames(small.world).nameOf(EVE)).toBe('Token??')
  small.labels.delete(EVE)
})

test('contracts that are gone keep their names', () => {
  const gone: Address = '0x00000000000000000000000000000000000060e0'
  const { artifact } = small.world.contracts().find(({ address }) => address === other)!
  const names = accountNames(small.world, { before: [{ address: gone, artifact }] })
  expect([token, other, gone].map((each) => names.nameOf(each)).sort()).toEqual([
    'Token',
    'Token 2',
    'Token 3',
  ])
})

test('calls that nobody can decode are shown as they are', () => {
  const names = accountNames(small.world)
  const world = small.world
  const words = (data: Uint8Array, to: Address = token): string =>
    describeFailure(world, {
      names,
      messages: [message(data, { to })],
      without: ['holds'],
      make: () => small.call(token, 'balanceOf', [ALICE]),
      place: { place: '', mechanism: '' },
    }).steps[0]!.words
  expect(words(new Uint8Array([1, 2, 3, 4, 5]))).toBe('alice calls Token.0x01020304(1 byte)')
  expect(words(small.calldata(token, 'mint', [ALICE, 1n]).slice(0, 20))).toBe(
    'alice calls Token.mint(16 bytes that are no arguments of it)',
  )
  expect(words(new Uint8Array([1]), '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed')).toBe(
    'alice calls 0x5aAe…eAed.0x01()',
  )
})

test('a trace reads like forge wrote it', () => {
  const { world } = small
  const { trace } = world.trace(() => small.call(world.test.address, 'makes'))
  const text = formatTrace(world, trace, { names: accountNames(world), storage: true })
  // Gas and addresses are those of this compiler.
  const stable = text.replace(/\[\d{2,}\] /g, '[gas] ').replace(/0x[0-9a-fA-F]{40}\b/g, '0x..')
  expect(stable.split('\n')).toEqual([
    '  [gas] TokenTest::makes()',
    '    ├─ [gas] → new Token@0x..',
    expect.stringMatching(/^ {4}│ {3}└─ ← \[Return\] \d+ bytes of code$/),
    '    ├─ [gas] Token::mint(TokenTest: [0x..], 12345 [1.234e4])',
    '    │   ├─ emit Transfer(from: 0x.., to: TokenTest: [0x..], value: 12345 [1.234e4])',
    '    │   ├─  storage changes:',
    expect.stringMatching(/^ {4}│ {3}│ {3}@ 0x\S+: 0 → 0x0{60}3039$/),
    '    │   └─ ← [Stop]',
    '    ├─ [0] 0x..::12345678(aa)',
    '    │   └─ ← [Stop]',
    '    ├─ [gas] PRECOMPILES::sha256(0x616263) [staticcall]',
    expect.stringMatching(/← \[Return\] 0xba7816bf/),
    '    ├─ [gas] Token::transfer(0x.., 7)',
    '    │   └─ ← [Revert] InsufficientBalance(0x.., 0, 7)',
    '    └─ ← [Revert] InsufficientBalance(0x.., 0, 7)',
  ])
})

test('traces show structs, what comes back, and no more lines than asked for', () => {
  const { world } = small
  const values = [[1n, ALICE], new Uint8Array([0x12, 0x34]), -1n, 'te\u001b[2Jxt', new Uint8Array(4)] as const
  const { trace } = world.trace(() => {
    small.call(token, 'note', values)
    small.call(world.test.address, 'makes')
  })
  const names = accountNames(world)
  const text = formatTrace(world, trace, { names })
  expect(text).toMatch(
    /Token::note\(Note\(\{ a: 1, b: alice: \[0x\w+\] \}\), 0x1234, -1, "te\?\[2Jxt", 0x00000000\)\n {4}└─ ← \[Return\] Note\(\{ a: 1, b: alice: \[0x\w+\] \}\), 0x1234\n/,
  )
  const cut = formatTrace(world, trace, { names, linesMax: 3 }).split('\n')
  expect(cut).toHaveLength(4)
  expect(cut[3]).toMatch(/^ {2}… \d+ more lines$/)
})

test('a sequence as Solidity compiles', async () => {
  const { world } = small
  const text = 'say "hi" \\o/'
  const plain = [true, -128n, text, new Uint8Array([1, 2, 3, 4]), EVE, new Uint8Array([9])] as const
  const lines = solidityLines(world, [
    message(small.calldata(token, 'mint', [EVE, 2n ** 256n - 1n]), { seconds: 7, blocks: 2 }),
    message(small.calldata(token, 'plain', plain), { value: 5n }),
    message(small.calldata(token, 'note', [[1n, EVE], new Uint8Array(1), 0n, '', new Uint8Array(4)])),
    message(new Uint8Array(0), { value: 1n }),
    message(new Uint8Array([1, 2, 3, 4, 5])),
  ])
  expect(lines.slice(0, 4)).toEqual([
    'vm.warp(vm.getBlockTimestamp() + 7);',
    'vm.roll(vm.getBlockNumber() + 2);',
    'vm.prank(0x00000000000000000000000000000000000A11cE);',
    expect.stringMatching(/^Token\(payable\(0x\w{40}\)\)\.mint\(0x\w{40}, type\(uint256\)\.max\);$/),
  ])
  expect(lines.filter((line) => line.includes('.call'))).toHaveLength(3)
  const proof = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
import "src/Token.sol";
interface Vm {
    function warp(uint256) external; function roll(uint256) external; function prank(address) external;
    function getBlockTimestamp() external view returns (uint256); function getBlockNumber() external view returns (uint256);
}
contract Proof {
    Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    function test() external {
${lines.join('\n')}
    }
}
`
  const compiled = await compileArtifacts({ 'src/Token.sol': SOURCE, 'test/Proof.t.sol': proof })
  expect(compiled.has('Proof')).toBe(true)
}, 600_000)
