import { expect, test } from 'vitest'
import { selectorIn } from '../../project/abi/selector.ts'
import { surveyed } from '../../../tests/helpers/survey-world.ts'

const barrel = (
  name: string,
  worth: string,
): string => `contract ${name} { uint256 public all; mapping(address => uint256) public mugsOf; uint256 held;
  function pour() external payable { uint256 was = ${worth.replace('THIS', '(address(this).balance - msg.value)')}; uint256 mugs = all == 0 ? msg.value : msg.value * all / was;
    all += mugs; mugsOf[msg.sender] += mugs; held += msg.value; }
  function tap(uint256 mugs) external { uint256 out = mugs * ${worth.replace('THIS', 'address(this).balance')} / all; all -= mugs; mugsOf[msg.sender] -= mugs;
    held = held > out ? held - out : 0; payable(msg.sender).transfer(out); }
  receive() external payable {} }`
const OPEN = barrel('Open', 'THIS')
const CLOSED = barrel('Closed', 'held')
const EMPTY = 'function setUp() public { new Open(); new Closed(); }'
const ENTERED = `function setUp() public { Open o = new Open(); vm.deal(address(0xa11ce1), 3 ether); vm.prank(address(0xa11ce1)); o.pour{value: 2 ether}(); }`

test('shares in books are entered where a gift makes them dearer', async () => {
  const { survey, contract } = await surveyed(`${OPEN}\n${CLOSED}`, EMPTY)
  expect(
    survey.entrances.map(({ contract, book, got, paid }) => [contract, book.abi.name, got === paid.amount]),
  ).toEqual([[contract('Open').address, 'mugsOf', true]])
})

test('users of ours leave together what nobody else has entered', async () => {
  const { survey, contract } = await surveyed(`${OPEN}\n${CLOSED}`, EMPTY)
  const [left, ...more] = survey.departures
  expect(more).toEqual([])
  const { selector } = contract('Open').artifact.abi.functions.find(({ name }) => name === 'tap')!
  expect(left!.length).toBeGreaterThan(1)
  for (const { call, worth } of left!) {
    expect([call.to, selectorIn(call.data)]).toEqual([contract('Open').address, selector])
    expect(worth.map(({ amount }) => amount > 0n)).toEqual([true])
  }
})

test('what somebody of the setup is in is left by nobody', async () => {
  const { survey, contract } = await surveyed(OPEN, ENTERED)
  expect(survey.positions.map(({ contract }) => contract)).toContain(contract('Open').address)
  expect([survey.entrances, survey.departures]).toEqual([[], []])
})
