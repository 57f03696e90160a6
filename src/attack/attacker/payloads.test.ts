import { describe, expect, it } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { createPrng } from '../../primitives/prng.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { createPools } from '../pools.ts'

const POOL = `contract Governance { function run(address to, bytes calldata data) external { (bool ok, ) = to.call(data); require(ok); } }
contract Pool { address public governance; constructor(address g) { governance = g; }
  receive() external payable {}
  function empty(address payable to) external { require(msg.sender == governance); to.transfer(address(this).balance); }
  function poke(uint256) external {} }`

describe('payloads', () => {
  it("are calls that only a contract may make, the attacker's own code, and no others of the same contract", async () => {
    const stage = await attackerStage(
      POOL,
      'function setUp() public { Pool pool = new Pool(address(new Governance())); vm.deal(address(pool), 1 ether); }',
    )
    const pools = createPools(stage.world, stage.target)
    const prng = createPrng(1n)
    const drawn = Array.from({ length: 50 }, () => stage.target.attacker!.payload(prng, pools)!)
    const wanted = selectorIn(stage.calldata('Pool', 'empty', [stage.address('Pool')]))
    const own = drawn.filter(({ to }) => to === ATTACKER_CONTRACT)
    const others = drawn.filter(({ to }) => to !== ATTACKER_CONTRACT)
    expect(own.length).toBeGreaterThan(0)
    expect(new Set(others.map(({ to, data }) => `${to}${selectorIn(data)}`))).toEqual(
      new Set([`${stage.address('Pool')}${wanted}`]),
    )
  })
})
