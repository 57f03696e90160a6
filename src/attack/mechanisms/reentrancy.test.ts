import { beforeAll, describe, expect, it } from 'vitest'
import { type MechanismStage, mechanismStage } from '../../../tests/helpers/mechanism-stage.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'

const ETHER = 10n ** 18n

const PROTOCOL = `
contract Bank {
  mapping(address => uint256) public balances;
  function deposit() external payable { balances[msg.sender] += msg.value; }
  function withdraw() external {
    (bool ok, ) = msg.sender.call{value: balances[msg.sender]}("");
    require(ok);
    balances[msg.sender] = 0;
  }
}
contract Locked {
  mapping(address => uint256) public balances;
  bool isLocked;
  function deposit() external payable { balances[msg.sender] += msg.value; }
  function withdraw() external {
    require(!isLocked);
    isLocked = true;
    (bool ok, ) = msg.sender.call{value: balances[msg.sender]}("");
    require(ok);
    balances[msg.sender] = 0;
    isLocked = false;
  }
  function give(address to, uint256 amount) external { balances[msg.sender] -= amount; balances[to] += amount; }
}
contract Shares {
  mapping(address => uint256) public shares;
  uint256 public total;
  function join() external payable { shares[msg.sender] += msg.value; total += msg.value; }
  function leave() external {
    uint256 mine = shares[msg.sender];
    uint256 amount = mine * address(this).balance / total;
    total -= mine;
    shares[msg.sender] = 0;
    (bool ok, ) = msg.sender.call{value: amount / 2}("");
    (ok, ) = msg.sender.call{value: amount - amount / 2}("");
    require(ok);
  }
  uint256 public visits;
  function visit() external { visits++; }
  function price() external view returns (uint256) { return address(this).balance * 1e18 / total; }
}
contract Lender {
  Shares source;
  mapping(address => uint256) public given;
  constructor(Shares s) payable { source = s; }
  function changeAndVisit() external payable {
    uint256 amount = msg.value * source.price() / 1e18;
    source.visit();
    (bool ok, ) = msg.sender.call{value: amount}("");
    require(ok);
  }
  function change() external payable {
    uint256 amount = msg.value * source.price() / 1e18;
    (bool ok, ) = msg.sender.call{value: amount}("");
    require(ok);
  }
}
contract Loans {
  mapping(address => uint256) public put;
  function fund() external payable { put[msg.sender] += msg.value; }
  function unfund(uint256 amount) external { put[msg.sender] -= amount; payable(msg.sender).transfer(amount); }
  receive() external payable {}
  function flash(uint256 amount) external {
    uint256 before = address(this).balance;
    (bool ok, ) = msg.sender.call{value: amount}("");
    require(ok && address(this).balance >= before, "not repaid");
  }
}
contract Fair {
  mapping(address => uint256) public put;
  function fund() external payable { put[msg.sender] += msg.value; }
  function unfund(uint256 amount) external { put[msg.sender] -= amount; payable(msg.sender).transfer(amount); }
  function mirror() external payable {
    require(msg.value >= 500 ether, "too little");
    (bool ok, ) = msg.sender.call{value: msg.value + 10 ether}("");
    require(ok);
  }
}
contract Side {
  mapping(address => uint256) public put;
  function fund() external payable { put[msg.sender] += msg.value; }
  function unfund(uint256 amount) external {
    put[msg.sender] -= amount;
    (bool ok, ) = msg.sender.call{value: amount}("");
    require(ok);
  }
  function flash(uint256 amount) external {
    uint256 before = address(this).balance;
    (bool ok, ) = msg.sender.call{value: amount}("");
    require(ok && address(this).balance >= before, "not repaid");
  }
}`
const SETUP = `
  Bank bank; Locked locked; Shares shares; Lender lender; Loans loans; Fair fair; Side side;
  address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public {
    bank = new Bank(); locked = new Locked(); shares = new Shares(); loans = new Loans(); fair = new Fair(); side = new Side();
    vm.deal(address(this), 100 ether);
    lender = new Lender{value: 100 ether}(shares);
    vm.deal(alice, 2000 ether);
    vm.startPrank(alice);
    bank.deposit{value: 10 ether}();
    locked.deposit{value: 10 ether}();
    shares.join{value: 10 ether}();
    loans.fund{value: 900 ether}();
    fair.fund{value: 900 ether}();
    side.fund{value: 50 ether}();
    vm.stopPrank();
  }`

describe('reentrancy', () => {
  let stage: MechanismStage
  beforeAll(async () => {
    stage = await mechanismStage(PROTOCOL, SETUP)
  })
  const first = (detector: string, calls: Parameters<MechanismStage['mechanisms']>[1]): string | undefined =>
    stage.mechanisms(detector, calls)[0]?.id
  const inContract = { from: ATTACKER_CONTRACT }

  it('into the same function', () => {
    const withdraw = stage.call('Bank', 'withdraw', [], inContract)
    const found = stage.mechanisms('theft', [
      stage.call('Bank', 'deposit', [], { ...inContract, value: ETHER }),
      { ...withdraw, reactions: [{ calls: [withdraw] }] },
    ])
    expect(found.map(({ id }) => id)).toEqual(['reentrancy/single-function'])
    expect(found[0]).toMatchObject({ step: 1, path: ['Bank.withdraw()', 'Bank.withdraw()'] })
    expect(found[0]!.place?.text).toContain('msg.sender.call')
    expect(found[0]!.sentence).toMatch(/^While Bank\.withdraw\(\) calls .* calls the same function/)
  })

  it('into another function of the contract', () => {
    const second = stage.target.senders[1]!
    const give = stage.call('Locked', 'give', [second, ETHER], inContract)
    expect(
      first('theft', [
        stage.call('Locked', 'deposit', [], { ...inContract, value: ETHER }),
        stage.call('Locked', 'withdraw', [], { reactions: [{ calls: [give] }] }),
        stage.call('Locked', 'withdraw', [], { from: second }),
      ]),
    ).toBe('reentrancy/cross-function')
  })

  it('that only reads what is not finished, from another contract that believes it', () => {
    const change = stage.call('Lender', 'change', [], { ...inContract, value: ETHER })
    const found = stage.mechanisms('theft', [
      stage.call('Shares', 'join', [], { ...inContract, value: 10n * ETHER }),
      stage.call('Shares', 'leave', [], { reactions: [{ calls: [change] }] }),
    ])
    expect(found[0]).toMatchObject({
      id: 'reentrancy/read-only',
      path: ['Shares.leave()', 'Lender.change()'],
    })
  })

  it('that believes what is not finished, and does something harmless with it, too', () => {
    const change = stage.call('Lender', 'changeAndVisit', [], { ...inContract, value: ETHER })
    const calls = [
      stage.call('Shares', 'join', [], { ...inContract, value: 10n * ETHER }),
      stage.call('Shares', 'leave', [], { reactions: [{ calls: [change] }] }),
    ]
    expect(first('theft', calls)).toBe('reentrancy/read-only')
  })

  it('is a loan that is put in as if it were own money', () => {
    const put = stage.call('Side', 'fund', [], { ...inContract, value: 20n * ETHER })
    expect(
      first('theft', [
        stage.call('Side', 'flash', [20n * ETHER], { reactions: [{ calls: [put] }] }),
        stage.call('Side', 'unfund', [20n * ETHER], inContract),
      ]),
    ).toBe('reentrancy/cross-function')
  })

  it('is not a loan that only gives the money for something else', () => {
    const calls = [
      stage.call('Loans', 'flash', [600n * ETHER], {
        reactions: [
          {
            calls: [
              stage.call('Fair', 'mirror', [], { ...inContract, value: 600n * ETHER }),
              {
                ...stage.call('Loans', 'fund', [], inContract),
                target: -1,
                data: new Uint8Array(0),
                value: 600n * ETHER,
              },
            ],
          },
        ],
      }),
    ]
    expect(stage.mechanisms('theft', calls).map(({ id }) => id)).toEqual([])
  })
})
