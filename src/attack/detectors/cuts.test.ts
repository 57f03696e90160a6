import { beforeAll, describe, expect, it } from 'vitest'
import { type AttackerStage, attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import type { AbiValue } from '../../project/abi/types.ts'

const ETHER = 10n ** 18n
const DESK = `contract Desk {
  struct Terms { uint48 time; address owner; uint16 fee; } mapping(address => Terms) public terms;
  mapping(address => uint64) public paid; mapping(address => uint256) public notes; mapping(address => uint128) public high;
  mapping(address => mapping(uint256 => uint256)) public bits; mapping(address => address) public heirs; uint32 public seed; uint256 public received;
  function pay() external payable { paid[msg.sender] += uint64(msg.value); }
  function note(uint256 n) external { uint8 small = uint8(n); notes[msg.sender] = small; }

  function payLittle() external payable { require(msg.value <= type(uint64).max); paid[msg.sender] += uint64(msg.value); }
  function payCounted() external payable { paid[msg.sender] += uint64(msg.value); received += msg.value; }
  function checked(uint256 n) external { require(n < 256, "too much"); notes[msg.sender] = uint8(n); }
  function capped(uint256 n) external { notes[msg.sender] = n > 255 ? 255 : uint8(n); }
  function packed(uint256 n) external { notes[msg.sender] = uint128(n); high[msg.sender] = uint128(n >> 128); }
  function mark(uint256 n) external { bits[msg.sender][n >> 8] |= 1 << uint8(n); }
  function hashed(uint256 n) external { notes[msg.sender] = uint32(uint256(keccak256(abi.encode(n)))); }
  function heir(uint256 n) external { heirs[msg.sender] = address(uint160(n)); }
  function sow(uint256 n) external { seed = uint32(n); }
  function stamp(uint256) external { notes[msg.sender] = uint32(block.timestamp); }
  function told(uint256 n) external returns (uint256) { notes[msg.sender] = uint8(n); return n; }
  function hold(uint256 time, uint256 fee) external {
    terms[msg.sender].time = uint48(time);
    terms[msg.sender].owner = msg.sender;
    terms[msg.sender].fee = uint16(fee);
  }
  function narrow(uint8 n) external { notes[msg.sender] = n; }
}`

describe('a number that is cut', () => {
  let stage: AttackerStage
  beforeAll(async () => {
    stage = await attackerStage(
      DESK,
      'Desk desk; function setUp() public { desk = new Desk(); vm.deal(address(desk), 5 ether); }',
    )
  })
  const judged = (name: string, values: AbiValue[], value = 0n): ReturnType<AttackerStage['judged']> => {
    const mark = stage.world.mark()
    const said = stage.judged('Desk', name, values, { value })
    stage.world.rollback(mark)
    return said
  }

  it('is found if the rest of it was paid', () => {
    const { wrap } = judged('pay', [], 20n * ETHER)
    expect(wrap?.words).toBe('pay of Desk cuts the ether that is sent to 64 bits, and the rest is gone')
    expect(wrap?.details).toMatch(/was called with 20 ETH .* writes for 1\.553255 ETH/)
    expect(wrap?.line?.text).toMatch(/function pay\(/)
  })
  it('is found if it is the caller’s own, and nobody knows of the rest', () => {
    const { wrap } = judged('note', [257n])
    expect(wrap?.words).toBe('note of Desk cuts n to 8 bits, and the rest is gone')
  })
  it('is told where it is cut, not where the word is stored', () => {
    const { wrap } = judged('hold', [2n ** 48n + 5n, 3n])
    expect(wrap?.words).toBe('hold of Desk cuts time to 48 bits, and the rest is gone')
    expect(wrap?.line?.text).toBe('terms[msg.sender].time = uint48(time);')
  })
  it.each<[string, string, AbiValue[], bigint]>([
    ['what fits', 'note', [255n], 0n],
    ['ether that fits', 'pay', [], ETHER],
    ['what is refused', 'checked', [257n], 0n],
    ['ether that is refused', 'payLittle', [], 20n * ETHER],
    ['ether that is counted elsewhere', 'payCounted', [], 20n * ETHER],
    ['a limit', 'capped', [2n ** 255n + 255n], 0n],
    ['two numbers in one', 'packed', [2n ** 200n + 7n], 0n],
    ['a place in a bitmap', 'mark', [1_000n], 0n],
    ['a hash', 'hashed', [2n ** 40n + 1n], 0n],
    ['an account', 'heir', [2n ** 200n + 7n], 0n],
    ['what belongs to nobody', 'sow', [2n ** 40n + 1n], 0n],
    ['time', 'stamp', [2n ** 40n], 0n],
    ['what the caller is told', 'told', [257n], 0n],
    ['small types', 'narrow', [7n], 0n],
  ])('nothing is said of %s', (_what, name, values, value) => expect(judged(name, values, value)).toEqual({}))
})
