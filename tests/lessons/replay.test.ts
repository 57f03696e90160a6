// One flaw and what becomes of it: changes that leave it, repairs, half repairs, and changes after which nobody can tell.

import { beforeAll, describe, expect, test } from 'vitest'
import type { Lesson } from '../../src/lessons/record/types.ts'
import type { ReplayedLesson } from '../../src/report/replay-schema.ts'
import { testProject } from '../helpers/test-project.ts'
import { findingsIn, learned, replayedIn } from './stage.ts'

const TILL = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Till {
  mapping(address => uint256) public owed;
  function put() external payable { owed[msg.sender] += msg.value; }
  function take(uint256 amount, uint256 tip) external {
    uint256 all = amount + tip;
    /* take */
    owed[msg.sender] = owed[msg.sender] > all ? owed[msg.sender] - all : 0;
    pay(msg.sender, all);
  }
  function takeTo(address to, uint256 amount) external {
    /* takeTo */
    owed[msg.sender] = owed[msg.sender] > amount ? owed[msg.sender] - amount : 0;
    pay(to, amount);
  }
  function pay(address to, uint256 amount) private {
    (bool ok, ) = to.call{value: amount}("");
    require(ok, "payment");
  }
}`
const TEST = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import {Till} from "../src/Till.sol";
interface Vm { function deal(address, uint256) external; function prank(address) external; }
contract TillTest {
  Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
  address ida = address(0x1da);
  Till till;
  function setUp() public {
    till = new Till();
    vm.deal(ida, 10 ether);
    vm.prank(ida);
    till.put{value: 8 ether}();
  }
  function test_nothing() public {}
}`
const SETUP = 'test/Till.t.sol:TillTest'
const EXECUTIONS = 6_000

const TAKE_REPAIR = 'require(owed[msg.sender] >= all, "not yours");'
const TAKE_TO_REPAIR = 'require(owed[msg.sender] >= amount, "not yours");'

/** The project with some texts of its contract, and of its test, replaced. */
async function changed(
  changes: readonly (readonly [string, string])[],
  test: readonly (readonly [string, string])[] = [],
  path = 'src/Till.sol',
): ReturnType<typeof testProject> {
  const replaced = (text: string, list: readonly (readonly [string, string])[]): string =>
    list.reduce((before, [from, to]) => {
      expect(before).toContain(from)
      return before.replaceAll(from, to)
    }, text)
  return await testProject({ [path]: replaced(TILL, changes), 'test/Till.t.sol': replaced(TEST, test) })
}

let lesson: Lesson
beforeAll(async () => {
  const findings = await findingsIn(
    await changed([]),
    SETUP,
    EXECUTIONS,
    ({ property }) => property.name === 'theft',
  )
  const theft = findings.find(({ property }) => property.name === 'theft')
  lesson = learned(theft!)
})

async function replayed(...change: Parameters<typeof changed>): Promise<ReplayedLesson> {
  return await replayedIn(await changed(...change), lesson, EXECUTIONS)
}

/** Of the function that the lesson is about, and of its sibling. */
function ofLesson(): { readonly name: string; readonly mark: string; readonly repair: string } {
  const { function: fn } = lesson.program.steps.at(-1)!
  const name = fn!.slice(0, fn!.indexOf('('))
  return { name, mark: `/* ${name} */`, repair: name === 'take' ? TAKE_REPAIR : TAKE_TO_REPAIR }
}

describe('still fails', () => {
  test('in the code where it was found', async () => {
    expect(await replayed([])).toMatchObject({ status: 'still fails', how: 'same' })
  })

  test('after lines, addresses and files have moved', async () => {
    const result = await replayed(
      [
        [
          'contract Till {',
          'contract Lamp { uint256 public oil; }\n\n\ncontract Till {\n  uint256 public lit;\n',
        ],
      ],
      [
        ['../src/Till.sol', '../src/core/Till.sol'],
        ['{Till}', '{Till, Lamp}'],
        ['till = new Till();', 'new Lamp(); new Lamp(); till = new Till();'],
      ],
      'src/core/Till.sol',
    )
    expect(result).toMatchObject({ status: 'still fails', how: 'same' })
  })

  test('if only the very amount is refused', async () => {
    const { mark, name } = ofLesson()
    const step = lesson.program.steps.at(-1)!
    const value = step.arguments.find(
      (each) => typeof each === 'string' && !each.startsWith('@') && each !== '0',
    )
    const amount = (typeof value === 'string' ? value : '').replace(/^2\^256-1$/, 'type(uint256).max')
    const refused =
      name === 'take'
        ? `require(amount != ${amount} && tip != ${amount}, "no");`
        : `require(amount != ${amount}, "no");`
    const result = await replayed([[mark, refused]])
    expect(result).toMatchObject({ status: 'still fails', how: 'variant' })
    expect(result.words).toMatch(/the cause remains/)
  })

  test('if only the caller is refused', async () => {
    const { mark } = ofLesson()
    const refused =
      'require(msg.sender != 0x38F986F1c57Efb40361238D17E9aB0c2536cD71C && msg.sender != 0x86B609C7631E7c72301150F90FE7C8f99ACEe57c, "blocked");'
    const result = await replayed([
      [
        mark,
        refused.toLowerCase().replaceAll(/0x[0-9a-f]{40}/g, (hex) => `address(uint160(${BigInt(hex)}))`),
      ],
    ])
    expect(result).toMatchObject({ status: 'still fails', how: 'variant' })
  })

  test('if one of two functions is repaired', async () => {
    const { mark, repair } = ofLesson()
    const result = await replayed([[mark, repair]])
    expect(result).toMatchObject({ status: 'still fails', how: 'variant' })
    expect(result.failing?.steps.join(' ')).not.toContain(`.${ofLesson().name}(`)
  })
})

describe('fixed', () => {
  test('if both are repaired; what was tried is said', async () => {
    const result = await replayed([
      ['/* take */', TAKE_REPAIR],
      ['/* takeTo */', TAKE_TO_REPAIR],
    ])
    expect(result).toMatchObject({ status: 'fixed', refusal: { step: 1 }, others: [] })
    expect(result.refusal?.mechanism).toContain('not yours')
    expect(result.tried.executions).toBeGreaterThanOrEqual(EXECUTIONS)
  })

  test('if the calls are carried out and do no harm', async () => {
    const result = await replayed([
      ['/* take */', 'if (owed[msg.sender] < all) return;'],
      ['/* takeTo */', 'if (owed[msg.sender] < amount) return;'],
    ])
    expect(result).toMatchObject({ status: 'fixed', refusal: null })
  })
})

describe('cannot be replayed', () => {
  const reasonsOf = ({ reasons }: ReplayedLesson): string =>
    reasons.map(({ message, hint }) => `${message} ${hint}`).join(' ')

  test('if the function has another name: it says which', async () => {
    const { name } = ofLesson()
    const result = await replayed([[`function ${name}(`, `function drawOut(`]])
    expect(result.status).toBe('cannot be replayed')
    expect(reasonsOf(result)).toMatch(new RegExp(`has no ${name}\\(.*drawOut\\(`))
  })

  test('if parameters of one type change places: it shows both', async () => {
    const swapped = await changed([['uint256 amount, uint256 tip', 'uint256 tip, uint256 amount']])
    const result = await replayedIn(swapped, asTake(lesson), EXECUTIONS)
    expect(result.status).toBe('cannot be replayed')
    expect(reasonsOf(result)).toContain(
      'changed places: it was take(uint256 amount, uint256 tip), it is take(uint256 tip, uint256 amount)',
    )
  })

  test('if everybody is refused: that is no repair', async () => {
    const result = await replayed([
      ['/* take */', 'revert("closed");'],
      ['/* takeTo */', 'revert("closed");'],
    ])
    expect(result.status).toBe('cannot be replayed')
    expect(reasonsOf(result)).toContain('nothing shows that anybody can use it')
  })

  test('if a step that did no harm is closed to everybody, though the setup took it', async () => {
    const closed = await changed(
      [
        ['/* take */', TAKE_REPAIR],
        ['/* takeTo */', TAKE_TO_REPAIR],
        [
          'function put() external payable {',
          'bool closed; function close() external { closed = true; } function put() external payable { require(!closed, "closed");',
        ],
      ],
      [['till.put{value: 8 ether}();', 'till.put{value: 8 ether}(); till.close();']],
    )
    const { from, to } = lesson.program.steps[0]!
    const put = {
      from,
      to,
      function: 'put()',
      arguments: [],
      value: '1',
      outcome: 'success',
      seconds: 0,
      blocks: 0,
    } as const
    const { program } = asTake(lesson)
    const steps = [put, ...program.steps]
    const result = await replayedIn(
      closed,
      { ...lesson, program: { ...program, steps, uses: [[put]] } },
      EXECUTIONS,
    )
    expect(result.status).toBe('cannot be replayed')
    expect(reasonsOf(result)).toContain('Till.put() refuses everything')
  })

  test('if the contract is another one', async () => {
    const result = await replayed(
      [
        ['contract Till', 'contract Drawer'],
        ['function take', 'function draw'],
      ],
      [
        ['import {Till}', 'import {Drawer}'],
        ['Till till', 'Drawer box'],
        ['till = new Till', 'box = new Drawer'],
        ['till.put', 'box.put'],
      ],
    )
    expect(result.status).toBe('cannot be replayed')
    expect(reasonsOf(result)).toContain('no longer deploys Till (src/Till.sol:Till). It deploys Drawer.')
  })

  test('if the setup fails, or is gone', async () => {
    const failing = await replayed(
      [],
      [['till = new Till();', 'till = new Till(); require(false, "no oil");']],
    )
    expect(failing.status).toBe('cannot be replayed')
    expect(reasonsOf(failing)).toContain('no oil')
    const gone = await replayedIn(
      await changed([]),
      { ...lesson, found: { ...lesson.found, campaign: 'attacker:test/Old.t.sol:TillTest' } },
      EXECUTIONS,
    )
    expect(gone.status).toBe('cannot be replayed')
    expect(reasonsOf(gone)).toContain("If it is test/Till.t.sol:TillTest now, change 'found.campaign'")
  })
})

/** The same harm by `take`, whichever function the search took. */
function asTake(from: Lesson): Lesson {
  const steps = from.program.steps.map((step) => ({
    ...step,
    function: 'take(uint256 amount, uint256 tip)',
    arguments: ['1e18', '0'],
  }))
  return { ...from, program: { ...from.program, steps, uses: [] } }
}
