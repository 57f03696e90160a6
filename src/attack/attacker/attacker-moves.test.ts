import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { AttackerMoves } from './attacker-moves.ts'

const TOKEN = `contract Token { uint256 public totalSupply = 900e18; mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  constructor() { balanceOf[msg.sender] = 900e18; }
  function approve(address s, uint256 a) external returns (bool) { allowance[msg.sender][s] = a; return true; }
  function transfer(address t, uint256 a) external returns (bool) { balanceOf[msg.sender] -= a; balanceOf[t] += a; return true; }
  function transferFrom(address f, address t, uint256 a) external returns (bool) { allowance[f][msg.sender] -= a; balanceOf[f] -= a; balanceOf[t] += a; return true; } }
contract Store { Token token; mapping(address => uint256) public stored; constructor(Token t) { token = t; } receive() external payable {}
  function put(uint256 a) external { token.transferFrom(msg.sender, address(this), a); stored[msg.sender] += a; }
  function take(uint256 a) external { stored[msg.sender] -= a; token.transfer(msg.sender, a); } }`
const SETUP = `function setUp() public { Token t = new Token(); Store s = new Store(t); t.approve(address(s), 50e18); s.put(50e18); vm.deal(address(s), 0); }`

test('where nobody pays ether, has hooks or lends, the attacker is not called back until somebody does', async () => {
  const tokens = await attackerStage(TOKEN, SETUP)
  const moves = new AttackerMoves(tokens.target, tokens.target.attacker!, tokens.engine.writer)
  expect(moves.isCalledBack).toBe(false)
  const put = tokens.target.functions.find(({ abi }) => abi.name === 'put')!
  const call = tokens.engine.writer.callOf(put, tokens.target.senders[0]!, [1n])
  moves.learn(call, moves.amounts())
  expect(moves.isCalledBack).toBe(false)
  moves.learn(call, moves.amounts(), [], true)
  moves.learn(call, moves.amounts())
  expect(moves.isCalledBack).toBe(true)
})

test('a contract that has ether may pay it to the attacker', async () => {
  const { target, engine } = await attackerStage(TOKEN, SETUP.replace('(s), 0)', '(s), 2 ether)'))
  expect(new AttackerMoves(target, target.attacker!, engine.writer).isCalledBack).toBe(true)
})
