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
