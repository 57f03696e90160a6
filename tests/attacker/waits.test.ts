// Thefts that take time between their steps, as users of the setup take it: found, and nothing said of the repaired ones.

import { expect, test } from 'vitest'
import { createManualClock } from '../../src/primitives/clock.ts'
import type { Scenario } from '../exploits/scenario.ts'
import { searchScenario } from '../exploits/search.ts'

const TWIN_EXECUTIONS = 4_000
const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'
const VM = `interface Vm { function startPrank(address) external; function stopPrank() external; function deal(address, uint256) external;
  function warp(uint256) external; }`

const GUILD = `contract Purse { address public immutable guild = msg.sender; mapping(address => uint256) public due;
  function credit(address who) external payable { require(msg.sender == guild); due[who] += msg.value; }
  function take() external { uint256 amount = due[msg.sender]; due[msg.sender] = 0; (bool ok,) = msg.sender.call{value: amount}(""); require(ok); } }
interface Member { function farewell() external; }
contract Guild { struct Notice { address member; uint256 end; bool isSigned; }
  Purse public immutable purse = new Purse(); Notice[] public notices; mapping(address => uint256) public stakeOf; uint256 public total;
  function join() external payable { stakeOf[msg.sender] += msg.value; total += msg.value; }
  function giveNotice() external returns (uint256 notice) {
    require(stakeOf[msg.sender] > 0); notice = notices.length; notices.push(Notice(msg.sender, block.timestamp + 30 days, false)); }
  function sign(uint256 notice) external { require(notices[notice].member == msg.sender); notices[notice].isSigned = true; }
  function part(uint256 notice) external {
    Notice storage given = notices[notice];
    require(given.member == msg.sender && given.isSigned && block.timestamp >= given.end && stakeOf[msg.sender] > 0);
    uint256 stake = stakeOf[msg.sender];
    uint256 amount = (address(this).balance * stake) / total;
    /* early */
    purse.credit{value: amount}(msg.sender);
    if (msg.sender.code.length > 0) Member(msg.sender).farewell();
    total -= stakeOf[msg.sender];
    stakeOf[msg.sender] = 0;
  } }`
const SETUP = `Guild guild; address ada = address(uint160(0xada) << 120); address bob = address(uint160(0xb0b) << 120); address eve = address(uint160(0xe4e) << 120);
  function setUp() public {
    vm.warp(1_700_000_000); guild = new Guild(); join(ada, 400 ether); join(bob, 300 ether); join(eve, 200 ether);
    vm.startPrank(eve); guild.sign(guild.giveNotice()); vm.warp(1_700_000_000 + 31 days); guild.part(0); guild.purse().take(); vm.stopPrank();
    vm.startPrank(bob); guild.sign(guild.giveNotice()); vm.stopPrank(); vm.warp(1_700_000_000 + 55 days); }
  function join(address who, uint256 amount) private { vm.deal(who, amount); vm.startPrank(who); guild.join{value: amount}(); vm.stopPrank(); }`

test(
  'who leaves in four steps and a month is told farewell too early: in, notice, out again and again',
  { timeout: 120_000 },
  async () => {
    const scenario: Scenario = {
      name: 'waits',
      vector: 'reentrancy',
      detectors: ['theft', 'loss'],
      file: 'src/Protocol.sol',
      about: '',
      isQuick: false,
      sources: {
        'src/Protocol.sol': `${HEAD}${GUILD}`,
        'test/Setup.t.sol': `${HEAD}import "../src/Protocol.sol";\n${VM}
          contract Setup { Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code"))))); ${SETUP} function test_setUp() public {} }`,
      },
      repaired: {
        'src/Protocol.sol': `${HEAD}${GUILD.replace('/* early */', 'total -= stake; stakeOf[msg.sender] = 0;')}`,
      },
    }
    const clock = createManualClock()
    const flawed = await searchScenario(scenario, 'flawed', { seed: 1n, executions: 8_000, clock })
    expect(flawed.findings.map(({ property }) => property.name)).toContain('loss')
    const repaired = await searchScenario(scenario, 'repaired', {
      seed: 1n,
      executions: TWIN_EXECUTIONS,
      clock,
    })
    expect(repaired.findings.map(({ reason }) => reason)).toEqual([])
  },
)
