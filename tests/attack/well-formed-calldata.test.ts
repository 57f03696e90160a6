import { expect, test } from 'vitest'
import { smallCampaign, smallTarget } from '../helpers/small-campaign.ts'

// The compiler's own checks of calldata are jumps as any other: solving what leads to their other side must not call that a failure.
test('tests with narrow arguments, structs and lists do not fail by calldata that nobody would send', async () => {
  const target = await smallTarget(`contract CaseTest is TestBase {
    struct Order { address maker; bool isBuy; uint64 amount; }
    mapping(address => uint256) seen;
    function setUp() public {}
    function testAccount(address a, bool b) public { if (b) seen[a]++; if (uint160(a) % 7 == 3) seen[a]++; }
    function testOrder(Order memory order, bytes4 tag) public { if (order.amount > 5 && tag != 0) seen[order.maker]++; }
    function testList(uint8[] memory list, string memory text) public { if (list.length > bytes(text).length) seen[msg.sender]++; } }`)
  const result = await smallCampaign(target, { executions: 6_000 })
  expect(result.status).toBe('done')
  expect(result.findings.map(({ report }) => report)).toEqual([])
})

test('nor do handlers that must not revert', async () => {
  const target = await smallTarget(
    `contract Handler { uint256 public seen; mapping(address => uint256) put;
      function give(address to, bool twice, uint64 amount) external { if (amount > 5 && to != address(this)) put[to] += twice ? 2 : 1; seen++; } }
    contract CaseTest is TestBase { Handler h; function setUp() public { h = new Handler(); targetContract(address(h)); }
      function invariant_counts() public view { require(h.seen() < 1 << 200); } }`,
    undefined,
    { invariant: { runs: 1, depth: 50, failOnRevert: true, callOverride: false, maxTimeDelaySeconds: 0 } },
  )
  const result = await smallCampaign(target, { executions: 6_000 })
  expect(result.status).toBe('done')
  expect(result.findings.map(({ report }) => report)).toEqual([])
})
