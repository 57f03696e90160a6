import { beforeAll, describe, expect, it } from 'vitest'
import { type MechanismStage, mechanismStage } from '../../../tests/helpers/mechanism-stage.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { selectorIn } from '../../project/abi/selector.ts'

const ETHER = 10n ** 18n
const ALICE = '0xa11ce1a11ce1a11ce1a11ce1a11ce1a11ce1a11c'

const PROTOCOL = `
interface ICoin { function move(address, address, uint256) external returns (bool); }
contract Cheques {
  address signer;
  constructor(address s) payable { signer = s; }
  function cash(uint256 number, uint8 v, bytes32 r, bytes32 s) external {
    require(ecrecover(keccak256(abi.encode(number)), v, r, s) == signer, "signature");
    payable(msg.sender).transfer(10 ether);
  }
  function look(uint256 number, uint8 v, bytes32 r, bytes32 s) external {
    ecrecover(keccak256(abi.encode(number)), v, r, s);
    payable(msg.sender).transfer(10 ether);
  }
}
contract Dice {
  constructor() payable {}
  function roll(uint256 guess) external payable {
    require(msg.value == 1 ether);
    uint256 eyes = uint256(keccak256(abi.encode(blockhash(block.number - 1), block.timestamp))) % 6;
    if (guess == eyes) payable(msg.sender).transfer(10 ether);
  }
}
contract Timed {
  uint256 immutable opens;
  constructor(uint256 at) payable { opens = at; }
  function take(uint256 amount) external { require(block.timestamp >= opens); payable(msg.sender).transfer(amount); }
  function sweep(address payable to, uint256 amount) external { to.transfer(amount); }
}
contract Stakes {
  mapping(address => uint256) public stakeOf;
  function stake() external payable { stakeOf[msg.sender] += msg.value; }
  function unstake(uint256 amount) external {
    unchecked { stakeOf[msg.sender] -= amount; }
    payable(msg.sender).transfer(amount);
  }
}
contract Mixed {
  uint256 public state = type(uint256).max;
  constructor() payable {}
  function take(uint256 amount) external {
    unchecked { state = state * 31 + amount; }
    payable(msg.sender).transfer(amount);
  }
}
contract Coin {
  mapping(address => uint256) public held;
  function give(address to, uint256 amount) external { held[to] += amount; }
  function move(address from, address to, uint256 amount) external returns (bool) {
    if (held[from] < amount) return false;
    held[from] -= amount; held[to] += amount;
    return true;
  }
}
contract Exchange {
  ICoin coin;
  uint256 public refused;
  constructor(ICoin c) payable { coin = c; }
  function sell(uint256 amount) external { coin.move(msg.sender, address(this), amount); payable(msg.sender).transfer(amount); }
  function sellKindly(uint256 amount) external {
    if (!coin.move(msg.sender, address(this), amount)) refused++;
    payable(msg.sender).transfer(amount);
  }
}
contract Friend { function nothing() external {} }
contract Hooked {
  uint256 public count;
  constructor() payable {}
  function pay(address told, uint256 amount) external {
    count++;
    told.call(abi.encodeWithSignature("onPaid(uint256)", amount));
    payable(msg.sender).transfer(amount);
  }
}
contract Runner {
  constructor() payable {}
  function plug(address code) external { (bool ok, ) = code.delegatecall(""); require(ok); }
  function tell(address to, bytes calldata data, uint256 value) external { (bool ok, ) = to.call{value: value}(data); require(ok); }
}
contract Purse {
  address runner;
  constructor(address r) payable { runner = r; }
  function empty(address payable to) external { require(msg.sender == runner); to.transfer(address(this).balance); }
}
contract Batch {
  constructor() payable {}
  function all(bytes[] calldata calls) external { for (uint256 i = 0; i < calls.length; i++) { (bool ok, ) = address(this).delegatecall(calls[i]); require(ok); } }
  function take(uint256 amount) external { payable(msg.sender).transfer(amount); }
}
contract Messages {
  mapping(uint256 => bool) public isDone;
  constructor() payable {}
  function deliver(uint256 number, address to, uint256 amount) external { require(!isDone[number]); isDone[number] = true; payable(to).transfer(amount); }
}
contract Late {
  address public owner;
  function init(address to) external { require(owner == address(0)); owner = to; }
  function pause() external view { require(msg.sender == owner); }
}
contract Logic {
  address public owner;
  constructor() { owner = address(0xdead); }
  function start(address to) external { owner = to; }
  uint256 public fee;
  function run(address code) external { (bool ok, ) = code.delegatecall(""); require(ok); }
  function setFee(uint256 to) external { require(msg.sender == owner); fee = to; }
}
contract Shell {
  bytes32 constant CODE = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);
  constructor(address code, bytes memory data) {
    bytes32 at = CODE;
    assembly { sstore(at, code) }
    (bool ok, ) = code.delegatecall(data); require(ok);
  }
  fallback() external {
    bytes32 at = CODE;
    assembly {
      calldatacopy(0, 0, calldatasize())
      let ok := delegatecall(gas(), sload(at), 0, calldatasize(), 0, 0)
      returndatacopy(0, 0, returndatasize())
      if iszero(ok) { revert(0, returndatasize()) }
      return(0, returndatasize())
    }
  }
}
contract Open {
  address public owner = address(0xbeef);
  mapping(address => uint256) public put;
  function hand(address to) external { owner = to; }
  function plug(address code) external { require(msg.sender == owner); (bool ok, ) = code.delegatecall(""); require(ok); }
  uint256 cap;
  function handWith(address to, uint256 most) external {
    owner = to;
    cap = most;
  }
  function spend(uint256 amount) external { require(msg.sender == owner && amount <= cap); payable(msg.sender).transfer(amount); }
  function sweep(uint256 amount) external { require(msg.sender == owner); payable(msg.sender).transfer(amount); }
  function pause() external view { require(msg.sender == owner); }
  function deposit() external payable { put[msg.sender] += msg.value; }
  function withdraw(address who, uint256 amount) external { put[who] -= amount; payable(msg.sender).transfer(amount); }
  mapping(address => bool) barred;
  function bar(address who) external { require(msg.sender == owner); barred[who] = true; }
  function leave() external { require(!barred[msg.sender]); uint256 amount = put[msg.sender]; put[msg.sender] = 0; payable(msg.sender).transfer(amount); }
  function round(uint256 amount) external { put[msg.sender] -= amount / 1 ether; payable(msg.sender).transfer(amount); }
}`
const SETUP = `
  Cheques cheques; Dice dice; Timed timed; Stakes stakes; Mixed mixed; Coin coin; Exchange exchange; Runner runner; Purse purse; Batch batch; Friend friend; Messages messages; Hooked hooked; Late late; Logic logic; Shell shell; Open open;
  address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public {
    vm.deal(address(this), 200 ether);
    address signer = VmSign(address(vm)).addr(77);
    cheques = new Cheques{value: 40 ether}(signer);
    (uint8 v, bytes32 r, bytes32 s) = VmSign(address(vm)).sign(77, keccak256(abi.encode(uint256(3))));
    vm.deal(alice, 100 ether);
    vm.prank(alice);
    cheques.cash(3, v, r, s);
    dice = new Dice{value: 10 ether}();
    timed = new Timed{value: 10 ether}(block.timestamp);
    stakes = new Stakes();
    mixed = new Mixed{value: 10 ether}();
    coin = new Coin();
    exchange = new Exchange{value: 10 ether}(ICoin(address(coin)));
    runner = new Runner{value: 10 ether}();
    purse = new Purse{value: 10 ether}(address(runner));
    messages = new Messages{value: 10 ether}(); friend = new Friend(); hooked = new Hooked{value: 10 ether}();
    batch = new Batch{value: 10 ether}();
    late = new Late();
    logic = new Logic(); shell = new Shell(address(logic), abi.encodeCall(Logic.start, (address(0xbeef))));
    open = new Open();
    vm.startPrank(alice);
    stakes.stake{value: 10 ether}();
    open.deposit{value: 10 ether}();
    vm.stopPrank();
  }`
const MOCKS = `interface VmSign { function sign(uint256, bytes32) external pure returns (uint8, bytes32, bytes32); function addr(uint256) external pure returns (address); }`

describe('what was not checked', () => {
  let stage: MechanismStage
  beforeAll(async () => {
    stage = await mechanismStage(PROTOCOL, SETUP, MOCKS)
  })
  type Calls = Parameters<MechanismStage['mechanisms']>[1]
  const ids = (detector: string, calls: Calls): string[] =>
    stage.mechanisms(detector, calls).map(({ id }) => id)

  describe('a signature', () => {
    const voucher = (name: string): Calls => {
      const cash = stage.call('Cheques', 'cash', [0n, 0n, new Uint8Array(32), new Uint8Array(32)])
      const used = stage.survey.calls.find(({ data }) => selectorIn(data) === selectorIn(cash.data))!
      const types = stage.target.functions[cash.target]!.abi.inputs.map(({ type }) => type)
      return [stage.call('Cheques', name, [...decodeArguments(types, used.data.subarray(4))])]
    }
    it('that the setup had used is accepted once more', () => {
      const found = stage.mechanisms('theft', voucher('cash'))
      expect(found).toHaveLength(1)
      expect(found[0]).toMatchObject({
        id: 'signature-replay',
        path: [expect.stringMatching(/^Cheques\.cash/)],
      })
      expect(found[0]!.sentence).toContain('had been used before the attack')
    })
    it('that nobody minds is not how it works', () => {
      expect(ids('theft', voucher('look'))).not.toContain('signature-replay')
    })
  })

  describe('the block', () => {
    it('decides who wins', () => {
      const wins = [0n, 1n, 2n, 3n, 4n, 5n]
        .map((guess) => [stage.call('Dice', 'roll', [guess], { value: ETHER })])
        .flatMap((calls) => {
          try {
            return [stage.mechanisms('theft', calls)]
          } catch {
            return []
          }
        })
      expect(wins).toHaveLength(1)
      expect(wins[0]![0]).toMatchObject({ id: 'weak-randomness', path: ['Dice.roll(uint256)'] })
    })
    it('only tells the time', () => {
      expect(ids('theft', [stage.call('Timed', 'take', [ETHER])])).not.toContain('weak-randomness')
    })
  })

  describe('arithmetic', () => {
    it('wraps where an account has too little', () => {
      const found = stage.mechanisms('theft', [stage.call('Stakes', 'unstake', [ETHER])])
      expect(found[0]).toMatchObject({ id: 'integer-wrap' })
      expect(found[0]!.sentence).toContain('stakeOf[msg.sender] -= amount wraps around')
    })
    it('may wrap where it mixes numbers', () => {
      expect(ids('theft', [stage.call('Mixed', 'take', [ETHER])])).not.toContain('integer-wrap')
    })
  })

  describe('a call that answered false', () => {
    it('is not looked at', () => {
      const found = stage.mechanisms('theft', [stage.call('Exchange', 'sell', [ETHER])])
      expect(found[0]).toMatchObject({
        id: 'ignored-failure',
        path: ['Exchange.sell(uint256)', 'Coin.move(address,address,uint256)'],
      })
    })
    it('is looked at, and paid all the same', () => {
      expect(ids('theft', [stage.call('Exchange', 'sellKindly', [ETHER])])).not.toContain('ignored-failure')
    })
  })

  it('a hook that the other side does not have may fail', () => {
    const calls = [stage.call('Hooked', 'pay', [stage.address('Friend'), ETHER])]
    expect(ids('theft', calls)).not.toContain('ignored-failure')
  })

  describe("somebody else's code and calls", () => {
    it('is run by DELEGATECALL', () => {
      expect(ids('destruction', [stage.call('Runner', 'plug', [ATTACKER_CONTRACT])])).toContain(
        'delegatecall',
      )
    })
    it('is called as the attacker likes', () => {
      const empty = stage.calldata('Purse', 'empty', [stage.target.senders[0]!])
      const found = stage.mechanisms('theft', [
        stage.call('Runner', 'tell', [stage.address('Purse'), empty, 0n]),
      ])
      expect(found[0]).toMatchObject({
        id: 'arbitrary-call',
        path: ['Runner.tell(address,bytes,uint256)', 'Purse.empty(address)'],
      })
    })
    it('is only a batch of calls of its own', () => {
      const take = stage.calldata('Batch', 'take', [ETHER])
      const found = ids('theft', [stage.call('Batch', 'all', [[take]])])
      expect(found).not.toContain('delegatecall')
      expect(found).not.toContain('arbitrary-call')
    })
  })

  describe('the caller', () => {
    it('is the first, of a contract that was left to be initialized', () => {
      const [me] = stage.target.senders
      expect(ids('takeover', [stage.call('Late', 'init', [me!])])).toEqual(['uninitialized'])
    })
    it('is the first, and a contract for no other reason than that the search took it', () => {
      const calls = [stage.call('Late', 'init', [ATTACKER_CONTRACT], { from: ATTACKER_CONTRACT })]
      expect(ids('takeover', calls)).toEqual(['uninitialized'])
    })
    it('is not asked for by a function of the code behind a proxy, which is named', () => {
      const found = stage.mechanisms('destruction', [stage.call('Shell', 'run', [ATTACKER_CONTRACT])])
      const caller = found.find(({ id }) => id === 'missing-caller-check')
      expect(caller!.sentence).toMatch(/^Logic\.run\(address\) does not ask who calls/)
    })
    it('is not asked for by the step that gives the right to the next', () => {
      const [me] = stage.target.senders
      const calls = [stage.call('Open', 'hand', [me!]), stage.call('Open', 'plug', [ATTACKER_CONTRACT])]
      expect(stage.mechanisms('destruction', calls)).toMatchObject([
        { id: 'missing-caller-check', step: 0, path: ['Open.hand(address)'] },
        { id: 'delegatecall', step: 1 },
      ])
    })
    it('is not asked for by the line that names the attacker, whatever else the step writes', () => {
      const [me] = stage.target.senders
      const calls = [stage.call('Open', 'handWith', [me!, ETHER]), stage.call('Open', 'spend', [ETHER])]
      const [found] = stage.mechanisms('theft', calls)
      expect(found).toMatchObject({ id: 'missing-caller-check', step: 0 })
      expect(found!.place!.text.trim()).toBe('owner = to;')
    })
    it('is asked for by the step that freezes, and not by the one before that gives the right', () => {
      const [me] = stage.target.senders
      const calls = [stage.call('Open', 'hand', [me!]), stage.call('Open', 'bar', [ALICE])]
      const [found] = stage.mechanisms('frozen', calls)
      expect(found).toMatchObject({ id: 'missing-caller-check', step: 0, path: ['Open.hand(address)'] })
      expect(found!.place!.text.trim()).toContain('owner = to;')
    })
    it('is a contract, and is not asked for', () => {
      const from = ATTACKER_CONTRACT
      const calls = [
        stage.call('Open', 'hand', [ATTACKER_CONTRACT], { from }),
        stage.call('Open', 'sweep', [ETHER], { from }),
      ]
      expect(ids('theft', calls)).toEqual(['missing-caller-check'])
    })
    it('may initialize again what was initialized when it was created', () => {
      const [me] = stage.target.senders
      expect(ids('takeover', [stage.call('Shell', 'start', [me!])])).toEqual(['uninitialized'])
    })
    it('is not asked for, again and again', () => {
      const [me] = stage.target.senders
      expect(ids('takeover', [stage.call('Open', 'hand', [me!])])).toEqual(['missing-caller-check'])
    })
    it("is not asked for, and takes what is somebody else's", () => {
      expect(ids('theft', [stage.call('Open', 'withdraw', [ALICE, ETHER])])).toEqual(['missing-caller-check'])
    })
    it('is not asked for, and is paid', () => {
      expect(ids('theft', [stage.call('Timed', 'take', [ETHER])])).toEqual(['missing-caller-check'])
    })
    it('is not asked for, and says who is paid', () => {
      const [me] = stage.target.senders
      expect(ids('theft', [stage.call('Timed', 'sweep', [me!, ETHER])])).toEqual(['missing-caller-check'])
    })
    it('may be anybody who delivers a message', () => {
      const [me] = stage.target.senders
      expect(ids('theft', [stage.call('Messages', 'deliver', [7n, me!, 5n * ETHER])])).toEqual([])
    })
    it('may be anybody where money goes for another reason', () => {
      expect(ids('theft', [stage.call('Open', 'round', [ETHER - 1n])])).toEqual(['rounding'])
    })
  })
})
