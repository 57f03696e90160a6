import { expect, test } from 'vitest'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import { mechanismStage } from '../../../tests/helpers/mechanism-stage.ts'

const ANN = 'address(uint160(0xa11ce) << 120)'

test('a claim that anybody may settle for its owner is no missing check, though it is paid twice; one that pays whom the caller says is', async () => {
  const stage = await mechanismStage(
    `contract Claims { struct Claim { address who; bool isBack; bool isSettled; uint256 amount; } mapping(uint256 => Claim) public claims; uint256 public count; bytes32 constant WORD = keccak256(abi.encode(bytes32(uint256(0x77c0ffee))));
      function file() external payable { claims[count++] = Claim(msg.sender, false, false, msg.value); }
      function takeBack(uint256 id) external { Claim storage c = claims[id]; require(c.who == msg.sender && !c.isBack && !c.isSettled); c.isBack = true; payable(c.who).transfer(c.amount); }
      function settle(uint256 id, bytes32 word) external { Claim storage c = claims[id]; require(!c.isSettled && keccak256(abi.encode(word)) == WORD); c.isSettled = true; payable(c.who).transfer(c.amount); }
      function settleTo(uint256 id, bytes32 word, address payable to) external { Claim storage c = claims[id]; require(!c.isSettled && keccak256(abi.encode(word)) == WORD); c.isSettled = true; to.transfer(c.amount); } }`,
    `Claims claims; address ann = ${ANN}; address bob = address(uint160(0xb0b) << 120); address cid = address(uint160(0xc1d) << 120);
     function file(address who, uint256 n) private { vm.deal(who, n); vm.prank(who); claims.file{value: n}(); }
     function setUp() public { claims = new Claims(); file(ann, 5 ether); file(bob, 9 ether); file(cid, 8 ether); vm.prank(ann); claims.takeBack(0); }`,
  )
  const word = bigIntToBytes32(0x77c0ffeen)
  const settled = stage.mechanisms('insolvency', [stage.call('Claims', 'settle', [0n, word])])
  expect(settled.map(({ id }) => id)).toEqual([])
  const burnt = `0x${'de'.repeat(20)}`
  const sent = stage.mechanisms('insolvency', [stage.call('Claims', 'settleTo', [0n, word, burnt])])
  expect(sent.map(({ id }) => id)).toEqual(['missing-caller-check'])
})
