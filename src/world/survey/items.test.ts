import { expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'
import { itemTransfersIn } from '../describe/item-transfers.ts'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import { topicOf } from '../../project/abi/selector.ts'

/** Tickets for ether, which give it back: numbers 4 and a great one exist after the setup, 5 does not. */
const TICKETS = `contract Tickets {
  string public symbol = "TIX";
  mapping(uint256 => mapping(address => uint256)) amounts; mapping(address => mapping(address => bool)) public isApprovedForAll;
  function supportsInterface(bytes4 id) external pure returns (bool) { return id == 0xd9b67a26; }
  function balanceOf(address a, uint256 id) external view returns (uint256) { return amounts[id][a]; }
  function setApprovalForAll(address to, bool yes) external { isApprovedForAll[msg.sender][to] = yes; }
  function safeTransferFrom(address from, address to, uint256 id, uint256 n, bytes calldata) external {
    require(from == msg.sender || isApprovedForAll[from][msg.sender]); amounts[id][from] -= n; amounts[id][to] += n; }
  function buy(uint256 id) external payable { amounts[id][msg.sender] += msg.value / 1e15; }
  function refund(uint256 id, uint256 amount) external { amounts[id][msg.sender] -= amount; payable(msg.sender).transfer(amount * 1e15); }
}`

test('each number of an ERC-1155 contract that somebody has is an asset', async () => {
  const { survey } = await surveyed(
    TICKETS,
    `address u = address(0x0a11ce); function setUp() public { Tickets t = new Tickets(); vm.deal(u, 1 ether); vm.startPrank(u);
      t.buy{value: 0.02 ether}(4); t.buy{value: 0.003 ether}(123456789); vm.stopPrank(); }`,
  )
  expect(survey.assets.map(({ name, kind, decimals }) => [name, kind, decimals])).toEqual([
    ['ETH', 'ether', 18],
    ['TIX #4', 'erc1155', 0],
    ['TIX #123456789', 'erc1155', 0],
  ])
  // What an honest user of ours gets for its ether, and gives back for it, is a claim.
  expect(survey.assets.map((each) => each.kind !== 'ether' && each.isShare)).toContain(true)
  const [position] = survey.positions
  expect(position?.worth.map(({ asset }) => survey.assets[asset]!.name)).toEqual(['ETH'])
})

test('movements are read from events of one transfer and of many, and nonsense is none', () => {
  const [from, to] = [0xa1n, 0xb2n]
  const words = (...numbers: bigint[]): Uint8Array => {
    const bytes = new Uint8Array(32 * numbers.length)
    numbers.forEach((number, i) => bytes.set(bigIntToBytes32(number), 32 * i))
    return bytes
  }
  const log = (name: string, data: Uint8Array): Parameters<typeof itemTransfersIn>[0] => ({
    address: '0x00000000000000000000000000000000000000cc',
    topics: [topicOf(name), 0x99n, from, to],
    data,
  })
  const single = 'TransferSingle(address,address,address,uint256,uint256)'
  const batch = 'TransferBatch(address,address,address,uint256[],uint256[])'
  const numbers = (data: Uint8Array, name: string): unknown =>
    itemTransfersIn(log(name, data)).map(({ asset, amount }) => [asset.id, amount])
  expect(numbers(words(7n, 30n), single)).toEqual([[7n, 30n]])
  expect(numbers(words(64n, 160n, 2n, 1n, 2n, 2n, 10n, 20n), batch)).toEqual([
    [1n, 10n],
    [2n, 20n],
  ])
  expect(numbers(words(64n, 1n << 200n, 2n, 1n, 2n), batch)).toEqual([])
  expect(numbers(words(64n, 64n, 1n << 250n), batch)).toEqual([])
  expect(numbers(words(7n), single)).toEqual([])
})
