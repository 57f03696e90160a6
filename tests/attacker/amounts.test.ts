// Amounts that detectors and search go by: right in every state, and known of everybody before the first lane.

import { expect, test } from 'vitest'
import { ATTACKERS } from '../../src/attack/attacker/attacker-target.ts'
import { WORD_MAX } from '../../src/primitives/bytes.ts'
import { createPrng } from '../../src/primitives/prng.ts'
import { encodeCall } from '../../src/project/abi/encode.ts'
import { BALANCE_OF } from '../../src/world/survey/standard-functions.ts'
import { readByCall } from '../../src/world/survey/storage-reads.ts'
import { attackerStage } from '../helpers/attacker-stage.ts'

const INDEX_TOKEN = `contract IndexToken {
  string public symbol = "IDX"; uint8 public decimals = 18; uint256 public shareSupply; uint256 public index = 1e18;
  mapping(address => uint256) internal shares; mapping(address => mapping(address => uint256)) public allowance;
  function totalSupply() public view returns (uint256) { return shareSupply * index / 1e18; }
  function balanceOf(address a) public view returns (uint256) { return shares[a] * index / 1e18; }
  function deposit() external payable { uint256 x = msg.value * 1e18 / index; shares[msg.sender] += x; shareSupply += x; }
  function withdraw(uint256 a) external { uint256 x = (a * 1e18 + index - 1) / index; shares[msg.sender] -= x; shareSupply -= x;
    payable(msg.sender).transfer(a); }
  function accrue() external payable { index += msg.value * 1e18 / shareSupply; }
  function approve(address s, uint256 a) external returns (bool) { allowance[msg.sender][s] = a; return true; }
  function transfer(address t, uint256 a) external returns (bool) { uint256 x = a * 1e18 / index; shares[msg.sender] -= x; shares[t] += x; return true; }
  function transferFrom(address f, address t, uint256 a) external returns (bool) { allowance[f][msg.sender] -= a; uint256 x = a * 1e18 / index;
    shares[f] -= x; shares[t] += x; return true; }
}`
const SETUP = `IndexToken token; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public { token = new IndexToken(); vm.deal(alice, 50 ether); vm.prank(alice); token.deposit{value: 20 ether}(); }`
const ETHER = 10n ** 18n

test('a balance that is computed is not read where it is stored, though both were the same after the setup', async () => {
  const stage = await attackerStage(INDEX_TOKEN, SETUP)
  const token = stage.address('IndexToken')
  const asset = stage.survey.assets.findIndex((each) => each.kind !== 'ether' && each.address === token)
  stage.send('IndexToken', 'deposit', [], { value: ETHER })
  stage.send('IndexToken', 'accrue', [], { value: ETHER })
  const says = readByCall(stage.world.machine, token, encodeCall(BALANCE_OF, [ATTACKERS[0]!]))
  expect(stage.target.attacker!.amountOf(asset, ATTACKERS[0]!)).toBe(says)
})

test('what matters now fits into a word, whatever tokens say that everybody has', async () => {
  const said = 'return shares[a] * index / 1e18; }'
  const { target, send } = await attackerStage(
    INDEX_TOKEN.replace(
      said,
      `if (isSwollen) return type(uint256).max; ${said} bool isSwollen; function swell() external { isSwollen = true; }`,
    ),
    SETUP,
  )
  send('IndexToken', 'swell')
  const prng = createPrng(1n)
  const drawn = Array.from({ length: 200 }, () => target.attacker!.amountNow(prng) ?? 0n)
  expect(drawn.every((amount) => amount <= WORD_MAX)).toBe(true)
  expect(drawn).toContain(WORD_MAX)
})

test('nobody looks in a lane for where a balance is stored', async () => {
  const stage = await attackerStage(INDEX_TOKEN, SETUP)
  const { amountOf, others, assets } = stage.target.attacker!
  for (const account of others) {
    for (const asset of assets.keys()) {
      const { trace } = stage.world.machine.trace(() => amountOf(asset, account), {})
      // To ask balanceOf is one call, to look for its slot are many.
      expect(trace.calls.length, `${asset} of ${account}`).toBeLessThanOrEqual(1)
    }
  }
})
