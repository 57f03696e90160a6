import { expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'

const PROTOCOL = `contract Bank {
  mapping(address => uint256) public balances;
  function deposit() external payable { balances[msg.sender] += msg.value; }
  function withdraw() external { uint256 n = balances[msg.sender]; balances[msg.sender] = 0; payable(msg.sender).transfer(n); }
}
contract Other { uint256 public calls; function call() external { calls++; } }`
const SETUP = `Bank b; function setUp() public { b = new Bank(); new Other(); MockToken t = new MockToken("GEM", 18); address ann = address(0xa11ce1); vm.deal(ann, 5 ether);
  t.mint(ann, 5e18); vm.prank(ann); b.deposit{value: 2 ether}(); }`
const ANN = '0x0000000000000000000000000000000000a11ce1'

test('what the configuration says of a world is what the survey says, and names that nothing has are told', async () => {
  const plain = await surveyed(PROTOCOL, SETUP)
  expect(plain.survey.positions.map(({ owner }) => owner)).toContain(ANN)
  expect(plain.survey.notes).toEqual([])

  const { survey, contract } = await surveyed(PROTOCOL, SETUP, {
    environment: ['Other'],
    protocol: ['MockToken'],
    worthless: ['GEM'],
    trusted: [ANN],
    notExits: ['Vault.leave'],
  })
  expect(contract('Other').origin).toBe('environment')
  expect(contract('MockToken').origin).toBe('protocol')
  expect(survey.assets.map(({ name }) => name)).toEqual(['ETH'])
  expect(survey.positions.map(({ owner }) => owner)).not.toContain(ANN)
  expect(survey.notes).toEqual(['The configuration names Vault.leave, which is not in this world.'])

  const without = await surveyed(PROTOCOL, SETUP, { notExits: ['Bank.withdraw'] })
  expect(without.survey.positions).toEqual([])
})
