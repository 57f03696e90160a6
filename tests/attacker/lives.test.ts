// Things that a contract keeps under a number, made and lived through by the attacker alone: what pays twice, or after it is over, pays
// from what belongs to others.

import { expect, test } from 'vitest'
import { answersTo, plantedScenario } from '../helpers/planted-scenario.ts'

const LIMIT_MS = 120_000

test('whose campaign is over claims what was pledged to others', { timeout: LIMIT_MS }, async () => {
  const crowd = plantedScenario(
    `contract Crowd { struct Campaign { address creator; uint256 goal; uint256 pledged; uint64 end; bool isClaimed; }
      Gold public immutable gold; uint256 public count; mapping(uint256 => Campaign) public campaigns; mapping(uint256 => mapping(address => uint256)) public pledges;
      constructor(Gold g) { gold = g; }
      function launch(uint256 goal, uint64 duration) external returns (uint256 id) { require(duration <= 90 days); id = ++count;
        campaigns[id] = Campaign(msg.sender, goal, 0, uint64(block.timestamp) + duration, false); }
      function pledge(uint256 id, uint256 amount) external { Campaign storage c = campaigns[id]; require(block.timestamp <= c.end);
        c.pledged += amount; pledges[id][msg.sender] += amount; gold.transferFrom(msg.sender, address(this), amount); }
      function unpledge(uint256 id, uint256 amount) external { Campaign storage c = campaigns[id]; require(block.timestamp <= c.end);
        c.pledged -= amount; pledges[id][msg.sender] -= amount; gold.transfer(msg.sender, amount); }
      function claim(uint256 id) external { Campaign storage c = campaigns[id]; require(msg.sender == c.creator && block.timestamp > c.end && c.pledged >= c.goal);
        /* once */ c.isClaimed = true; gold.transfer(c.creator, c.pledged); }
      function refund(uint256 id) external { Campaign storage c = campaigns[id]; require(block.timestamp > c.end && c.pledged < c.goal);
        uint256 due = pledges[id][msg.sender]; pledges[id][msg.sender] = 0; gold.transfer(msg.sender, due); } }`,
    `Gold gold; Crowd crowd; function setUp() public { gold = new Gold(9_000e18); crowd = new Crowd(gold); address ada = address(0x901d); gold.transfer(ada, 800e18);
      vm.prank(address(0x9a1)); crowd.launch(700e18, 30 days); vm.startPrank(ada); gold.approve(address(crowd), 500e18); crowd.pledge(1, 500e18); vm.stopPrank(); }`,
    '/* once */',
    'require(!c.isClaimed);',
  )
  const [flawed, repaired] = await answersTo(crowd, { flawed: 80_000, repaired: 20_000 })
  expect(flawed).not.toEqual([])
  expect(repaired).toEqual([])
})

test('who decides on a job also takes it back', { timeout: LIMIT_MS }, async () => {
  const jobs = plantedScenario(
    `contract Jobs { struct Job { address client; address worker; address referee; uint256 pay; uint256 due; bool isOver; } Job[] public jobs;
      function post(address worker, address referee, uint256 time) external payable returns (uint256) { require(msg.value > 0);
        jobs.push(Job(msg.sender, worker, referee, msg.value, block.timestamp + time, false)); return jobs.length - 1; }
      function approve(uint256 job) external { Job storage j = jobs[job]; require(msg.sender == j.client && !j.isOver); j.isOver = true; payable(j.worker).transfer(j.pay); }
      function decide(uint256 job, bool forWorker) external { Job storage j = jobs[job]; require(msg.sender == j.referee && !j.isOver); /* over */
        payable(forWorker ? j.worker : j.client).transfer(j.pay); }
      function takeBack(uint256 job) external { Job storage j = jobs[job]; require(msg.sender == j.client && block.timestamp >= j.due && !j.isOver); j.isOver = true; payable(j.client).transfer(j.pay); } }`,
    `Jobs jobs; function setUp() public { jobs = new Jobs(); vm.deal(address(0x901d), 30 ether); vm.deal(address(0x901e), 30 ether);
      vm.prank(address(0x901d)); jobs.post{value: 9 ether}(address(0x9a1), address(0x9a2), 5 days); vm.prank(address(0x901e)); jobs.post{value: 7 ether}(address(0x9a1), address(0x9a2), 9 days);
      vm.prank(address(0x901d)); jobs.approve(0); }`,
    '/* over */',
    'j.isOver = true;',
  )
  const [flawed, repaired] = await answersTo(jobs, { flawed: 80_000, repaired: 20_000 })
  expect(flawed).toContain('theft')
  expect(repaired).toEqual([])
})

test('a duel that somebody fled from is won and called off', { timeout: LIMIT_MS }, async () => {
  const duels = plantedScenario(
    `contract Duels { enum State { None, Open, Accepted, Over } struct Duel { address one; address two; uint256 stake; uint256 end; State state; }
      uint256 public last; mapping(uint256 => Duel) public duels;
      function challenge(address whom) external payable returns (uint256 id) { require(msg.value >= 0.1 ether && whom != msg.sender); id = ++last; duels[id] = Duel(msg.sender, whom, msg.value, 0, State.Open); }
      function accept(uint256 id) external payable { Duel storage d = duels[id]; require(d.state == State.Open && msg.sender == d.two && msg.value == d.stake); d.state = State.Accepted; d.end = block.timestamp + 2 days; }
      function callOff(uint256 id) external { Duel storage d = duels[id]; require(msg.sender == d.one && /* any */ d.state != State.None); d.state = State.Over; payable(d.one).transfer(d.stake); }
      function flee(uint256 id) external { Duel storage d = duels[id]; require(d.state == State.Accepted && (msg.sender == d.one || msg.sender == d.two)); d.state = State.Over;
        payable(msg.sender == d.one ? d.two : d.one).transfer(2 * d.stake); }
      function end(uint256 id) external { Duel storage d = duels[id]; require(d.state == State.Accepted && block.timestamp >= d.end); d.state = State.Over; payable(d.one).transfer(d.stake); payable(d.two).transfer(d.stake); } }`,
    `Duels duels; function setUp() public { duels = new Duels(); vm.deal(address(0x901d), 30 ether); vm.deal(address(0x901e), 30 ether);
      vm.prank(address(0x901d)); duels.challenge{value: 3 ether}(address(0x901e)); vm.prank(address(0x901e)); duels.accept{value: 3 ether}(1);
      vm.prank(address(0x901e)); duels.challenge{value: 8 ether}(address(0x901d)); }`,
    '/* any */ d.state != State.None',
    'd.state == State.Open',
  )
  const [flawed, repaired] = await answersTo(duels, { flawed: 80_000, repaired: 20_000 })
  expect(flawed).toContain('theft')
  expect(repaired).toEqual([])
})
