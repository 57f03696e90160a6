import { describe, expect, it } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'

const OWNED = (check: string): string => `contract Treasury {
  address public owner; uint256 public limit;
  constructor() { owner = msg.sender; }
  function setOwner(address next) external { ${check} owner = next; }
  function setLimit(uint256 next) external { require(msg.sender == owner, "owner"); limit = next; }
}`
const OWNED_SETUP = 'Treasury t; function setUp() public { t = new Treasury(); t.setLimit(7); }'
const ATTACKER = ATTACKERS[0]!

describe('takeover', () => {
  it('is seen when anybody may become the owner', async () => {
    const stage = await attackerStage(OWNED(''), OWNED_SETUP)
    stage.send('Treasury', 'setOwner', [ATTACKER])
    expect(stage.verdicts()).toEqual({ takeover: 'the attacker is owner of Treasury' })
  })

  it('is none if the owner alone may say who is', async () => {
    const stage = await attackerStage(OWNED('require(msg.sender == owner);'), OWNED_SETUP)
    expect(stage.send('Treasury', 'setOwner', [ATTACKER]).status).toBe('revert')
    expect(stage.verdicts()).toEqual({})
  })

  it('is seen when a contract was left to be initialized', async () => {
    const stage = await attackerStage(
      `contract Treasury { address public owner; uint256 public limit;
        function initialize(address first) external { require(owner == address(0)); owner = first; }
        function setLimit(uint256 next) external { require(msg.sender == owner); limit = next; } }`,
      'Treasury t; function setUp() public { t = new Treasury(); }',
    )
    stage.send('Treasury', 'initialize', [ATTACKER])
    expect(stage.verdicts()).toHaveProperty('takeover', 'the attacker is owner of Treasury')
  })

  it('is none of a receiver that notes who sent something', async () => {
    const stage = await attackerStage(
      `contract Receiver { address public operator; uint256 public id;
        function onERC721Received(address by, address, uint256 number, bytes calldata) external returns (bytes4) {
          operator = by; id = number; return this.onERC721Received.selector; } }`,
      'Receiver r; function setUp() public { r = new Receiver(); }',
    )
    stage.send('Receiver', 'onERC721Received', [ATTACKER, ATTACKER, 1n, new Uint8Array(0)])
    expect(stage.verdicts()).toEqual({})
  })

  // Nothing asks for it yet: its name says that it holds a right.
  it('is seen of a guardian that anybody may be', async () => {
    const stage = await attackerStage(
      `contract Registry { address private guardian = msg.sender; address private winner = msg.sender;
        function getGuardianAddress() external view returns (address) { return guardian; }
        function getWinnerAddress() external view returns (address) { return winner; }
        function guard(address next) external { guardian = next; } function win(address next) external { winner = next; } }`,
      'Registry r; function setUp() public { r = new Registry(); }',
    )
    stage.send('Registry', 'win', [ATTACKER])
    expect(stage.verdicts()).toEqual({})
    stage.send('Registry', 'guard', [ATTACKER])
    expect(stage.verdicts()).toEqual({ takeover: 'the attacker is getGuardianAddress of Registry' })
  })

  it('is none for a throne that was paid for', async () => {
    const stage = await attackerStage(
      `contract Throne { address public king; uint256 public price = 1 ether; uint256 public taxes;
        constructor() { king = msg.sender; }
        function claim() external payable { require(msg.value >= price); payable(king).transfer(msg.value); king = msg.sender; price = msg.value * 2; }
        function setTaxes(uint256 next) external { require(msg.sender == king); taxes = next; } }`,
      'Throne t; receive() external payable {} function setUp() public { t = new Throne(); t.setTaxes(1); }',
    )
    expect(stage.survey.gates.some(({ getter }) => getter?.name === 'king')).toBe(true)
    expect(stage.send('Throne', 'claim', [], { value: 10n ** 18n }).status).toBe('success')
    // A king that refuses what the next one pays keeps the throne.
    expect(Object.keys(stage.verdicts())).toEqual(['blocked'])
  })

  const PRIVATE = (check: string): string =>
    OWNED(check).replace('address public owner; uint256 public limit', 'address owner; uint256 limit')

  it('is seen though the owner is private', async () => {
    const stage = await attackerStage(PRIVATE(''), OWNED_SETUP)
    stage.send('Treasury', 'setOwner', [ATTACKER])
    expect(stage.verdicts()).toEqual({
      takeover: 'the attacker is who alone may call setLimit of Treasury',
    })
  })

  it('is none of a private variable that names the last caller, and that nothing depends on', async () => {
    const stage = await attackerStage(
      PRIVATE('').replace('require(msg.sender == owner, "owner"); ', ''),
      OWNED_SETUP,
    )
    stage.send('Treasury', 'setOwner', [ATTACKER])
    expect(stage.verdicts()).toEqual({})
  })

  // Members post, and users of the setup became members by themselves: anybody may.
  const CLUB = (join: string): string => `contract Club {
    address public steward; mapping(address => bool) public isMember; uint256 public posts;
    constructor() { steward = msg.sender; isMember[msg.sender] = true; }
    ${join}
    function post() external { require(isMember[msg.sender], "member"); posts++; }
  }`
  const CLUB_SETUP = (join: string): string => `Club c; address ben = address(0xbe402);
    function setUp() public { c = new Club(); ${join} vm.prank(ben); c.post(); }`

  it('is none where users of the setup joined by themselves', async () => {
    const stage = await attackerStage(
      CLUB('function join() external { isMember[msg.sender] = true; }'),
      CLUB_SETUP('vm.prank(ben); c.join();'),
    )
    expect(stage.survey.gates.map(({ abi }) => abi.name)).toContain('post')
    expect(stage.send('Club', 'join').status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it('is seen where the steward made the users members', async () => {
    const stage = await attackerStage(
      CLUB('function admit(address who) external { isMember[who] = true; }'),
      CLUB_SETUP('c.admit(ben);'),
    )
    stage.send('Club', 'admit', [ATTACKER])
    expect(stage.verdicts()).toEqual({
      takeover: 'the attacker is among those for whom isMember of Club is true',
    })
  })

  const ROLES = (check: string): string => `contract Registry {
    mapping(bytes32 => mapping(address => bool)) public hasRole; bytes32 public constant KEEPER_ROLE = keccak256("KEEPER"); uint256 public limit;
    mapping(address => bool) public isMember;
    constructor() { hasRole[bytes32(0)][msg.sender] = true; hasRole[KEEPER_ROLE][msg.sender] = true; }
    function grantRole(bytes32 role, address account) external { ${check} hasRole[role][account] = true; }
    function join() external { isMember[msg.sender] = true; }
    function setLimit(uint256 next) external { require(hasRole[KEEPER_ROLE][msg.sender]); limit = next; }
  }`
  const ROLES_SETUP = 'Registry r; function setUp() public { r = new Registry(); r.setLimit(3); }'

  it('is seen when anybody may give roles', async () => {
    const stage = await attackerStage(ROLES(''), ROLES_SETUP)
    const role = Buffer.from('71a9859d7dd21b24504a6f306077ffc2d510b4d4b61128e931fe937441ad1836', 'hex')
    // The first role opens nothing: everybody may give roles.
    stage.send('Registry', 'grantRole', [new Uint8Array(32), ATTACKER])
    expect(stage.verdicts()).toEqual({})
    stage.send('Registry', 'grantRole', [role, ATTACKER])
    expect(stage.verdicts()).toHaveProperty('takeover')
  })

  it('is none to become a member as everybody may', async () => {
    const stage = await attackerStage(ROLES('require(hasRole[bytes32(0)][msg.sender]);'), ROLES_SETUP)
    expect(stage.send('Registry', 'grantRole', [new Uint8Array(32), ATTACKER]).status).toBe('revert')
    expect(stage.send('Registry', 'join').status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  const PROXY = (
    check: string,
  ): string => `contract Logic { uint256 public count; function increase() external { count++; } }
    contract Proxy { bytes32 constant SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc; address public immutable boss;
      constructor(address to) { boss = msg.sender; assembly { sstore(SLOT, to) } }
      function upgradeTo(address to) external { ${check} assembly { sstore(SLOT, to) } }
      fallback() external payable { assembly { calldatacopy(0, 0, calldatasize()) let ok := delegatecall(gas(), sload(SLOT), 0, calldatasize(), 0, 0)
        returndatacopy(0, 0, returndatasize()) if ok { return(0, returndatasize()) } revert(0, returndatasize()) } } }`
  const PROXY_SETUP = 'Proxy p; function setUp() public { p = new Proxy(address(new Logic())); }'

  it('is seen when anybody may choose the code of a proxy, and what that code may do', async () => {
    const stage = await attackerStage(PROXY(''), PROXY_SETUP)
    const proxy = stage.survey.contracts.find(({ implementation }) => implementation !== undefined)!
    stage.send(proxy.name, 'upgradeTo', [ATTACKERS[2]!])
    expect(stage.verdicts()).toEqual({ takeover: `the implementation of ${proxy.name} was replaced` })
    stage.send(proxy.name, 'increase')
    expect(stage.verdicts()).toEqual({
      takeover: `the implementation of ${proxy.name} was replaced`,
      destruction: `${proxy.name} ran the attacker's code as its own`,
    })
  })

  it('is none if the proxy asks who chooses', async () => {
    const stage = await attackerStage(PROXY('require(msg.sender == boss);'), PROXY_SETUP)
    const proxy = stage.survey.contracts.find(({ implementation }) => implementation !== undefined)!
    expect(stage.send(proxy.name, 'upgradeTo', [ATTACKERS[2]!]).status).toBe('revert')
    expect(stage.send(proxy.name, 'increase').status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })
})

describe('destruction', () => {
  const WALLET = (check: string): string => `contract Wallet { address public owner = msg.sender;
    function run(address to, bytes calldata data) external { ${check} (bool ok, ) = to.delegatecall(data); require(ok); } }`
  const WALLET_SETUP = 'Wallet w; function setUp() public { w = new Wallet(); }'

  it('is seen when the code of anybody runs by DELEGATECALL', async () => {
    const stage = await attackerStage(WALLET(''), WALLET_SETUP)
    stage.send('Wallet', 'run', [ATTACKERS[2]!, new Uint8Array(4)])
    expect(stage.verdicts()).toEqual({ destruction: "Wallet ran the attacker's code as its own" })
  })

  it('is none if the owner alone may, and none to call the attacker', async () => {
    const stage = await attackerStage(WALLET('require(msg.sender == owner);'), WALLET_SETUP)
    expect(stage.send('Wallet', 'run', [ATTACKERS[2]!, new Uint8Array(4)]).status).toBe('revert')
    expect(stage.verdicts()).toEqual({})
  })

  // Through the proxy it was initialized, as the contract that it is not.
  const ENGINE = (
    constructed: string,
  ): string => `contract Engine { bool private isReady; address private boss;
      ${constructed}
      function initialize() external { require(!isReady); isReady = true; boss = msg.sender; }
      function run(address to, bytes calldata data) external { require(msg.sender == boss); (bool ok, ) = to.delegatecall(data); require(ok); } }
    contract Proxy { constructor(address behind) {
        assembly { sstore(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc, behind) }
        (bool ok, ) = behind.delegatecall(abi.encodeCall(Engine.initialize, ())); require(ok); }
      fallback() external payable { assembly {
        calldatacopy(0, 0, calldatasize())
        let ok := delegatecall(gas(), sload(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc), 0, calldatasize(), 0, 0)
        returndatacopy(0, 0, returndatasize()) if iszero(ok) { revert(0, returndatasize()) } return(0, returndatasize()) } } }`
  const ENGINE_SETUP = 'Proxy p; function setUp() public { p = new Proxy(address(new Engine())); }'

  it('is seen of an implementation that was left to be initialized', async () => {
    const stage = await attackerStage(ENGINE(''), ENGINE_SETUP)
    const [engine] = stage.survey.openImplementations
    expect(stage.survey.contracts.map(({ roles }) => roles)).toEqual([['proxy']])
    const send = (name: string, values: readonly AbiValue[]): string => {
      const abi = engine!.artifact.abi.functions.find((each) => each.name === name)!
      return stage.world.call({ from: ATTACKER, to: engine!.address, data: encodeCall(abi, values) }).status
    }
    expect(send('initialize', [])).toBe('success')
    expect(stage.verdicts()).toEqual({})
    expect(send('run', [ATTACKERS[2]!, new Uint8Array(4)])).toBe('success')
    expect(stage.verdicts()).toEqual({ destruction: "Engine ran the attacker's code as its own" })
    expect(stage.target.functions.map(({ abi, to }) => [abi.name, to === engine!.address])).toContainEqual([
      'initialize',
      true,
    ])
  })

  it('is none of one that nobody can initialize: it is not called', async () => {
    const stage = await attackerStage(ENGINE('constructor() { isReady = true; }'), ENGINE_SETUP)
    expect(stage.survey.openImplementations).toEqual([])
    expect(new Set(stage.target.functions.map(({ to }) => to)).size).toBe(1)
  })

  // Both count in the slot of the other: what the logic writes is whom the shell trusts.
  const SHELL = (slot: string): string => `contract Shell { ${slot} address public implementation;
      constructor(address behind) { implementation = behind; }
      function greet(address guest) external { (bool ok, ) = implementation.delegatecall(abi.encodeCall(Logic.greet, (guest))); require(ok); } }
    contract Logic { address public guest; function greet(address next) external { guest = next; } }`
  const SHELL_SETUP = 'Shell shell; function setUp() public { shell = new Shell(address(new Logic())); }'

  it('is seen of a proxy that was made its own implementation', async () => {
    const stage = await attackerStage(SHELL(''), SHELL_SETUP)
    stage.send('Shell', 'greet', [stage.address('Logic')])
    expect(stage.verdicts()).toEqual({})
    stage.send('Shell', 'greet', [stage.address('Shell')])
    expect(stage.verdicts()).toEqual({ destruction: 'Shell is its own implementation' })
  })

  it('is none where the slots of both are apart', async () => {
    const stage = await attackerStage(SHELL('address public visitor;'), SHELL_SETUP)
    stage.send('Shell', 'greet', [stage.address('Shell')])
    expect(stage.verdicts()).toEqual({})
  })
})
