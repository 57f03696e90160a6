import { keccak_256 } from '@noble/hashes/sha3.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { type MechanismStage, mechanismStage } from '../../../tests/helpers/mechanism-stage.ts'

const ETHER = 10n ** 18n

const PROTOCOL = `
contract Tree {
  bytes32 constant SORT = keccak256("sort");
  bytes32 root; mapping(address => bool) public hasClaimed; mapping(bytes32 => uint256) public potOf;
  constructor(bytes32 r) payable { root = r; }
  function claim(uint256 amount, bytes32 other) external {
    require(!hasClaimed[msg.sender] && keccak256(abi.encode(keccak256(abi.encode(amount)), other)) == root);
    hasClaimed[msg.sender] = true; payable(msg.sender).transfer(amount);
  }
  function fill(bytes32 pot) external payable { potOf[pot] += msg.value; }
  function take(bytes32 pot, uint256 amount) external { potOf[pot] -= amount; payable(msg.sender).transfer(amount); }
  function sell(bytes32 sort, uint256 amount) external { require(sort == SORT); payable(msg.sender).transfer(amount); }
}`
const SETUP = `
  address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public {
    vm.deal(address(this), 40 ether);
    bytes32 other = keccak256("other");
    Tree tree = new Tree{value: 12 ether}(keccak256(abi.encode(keccak256(abi.encode(uint256(5 ether))), other)));
    tree.fill{value: 5 ether}(keccak256("pot"));
    vm.startPrank(alice);
    tree.claim(5 ether, other); tree.take(keccak256("pot"), 1 ether); tree.sell(keccak256("sort"), 1 ether);
    vm.stopPrank();
  }`

describe('a proof', () => {
  let stage: MechanismStage
  beforeAll(async () => {
    stage = await mechanismStage(PROTOCOL, SETUP)
  })
  const hash = (word: string): Uint8Array => keccak_256(Buffer.from(word))

  it('that somebody else has used is good for another account', () => {
    const found = stage.mechanisms('theft', [stage.call('Tree', 'claim', [5n * ETHER, hash('other')])])
    expect(found).toMatchObject([{ id: 'proof-replay', step: 0, path: ['Tree.claim(uint256,bytes32)'] }])
  })

  it.each([
    ['take', 'pot'],
    ['sell', 'sort'],
  ])('is no name of a record, and no constant: %s', (name, word) => {
    const found = stage.mechanisms('theft', [stage.call('Tree', name, [hash(word), 4n * ETHER])])
    expect(found.map(({ id }) => id)).not.toContain('proof-replay')
  })
})
