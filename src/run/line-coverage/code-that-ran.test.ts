import { expect, test } from 'vitest'
import { compileArtifacts, createSmallWorld } from '../../../tests/helpers/small-world.ts'
import { codeThatRan } from './code-that-ran.ts'
import { edgeKey, edgeOf, hitEdges, IN_FAILURE, IN_SUCCESS } from './hit-edges.ts'
import { nextPc } from './instructions.ts'

const SOURCE = `contract Maze {
    uint256 public x;
    uint256[] list;
    function walk(uint256 a, uint256 b) external returns (uint256 sum) {
        for (uint256 i = 0; i < a % 7; i++) sum += step(i, b);
        if (b == 3) revert("three");
        while (sum > 10) { sum -= 9; list.push(sum); }
        x = a > b ? a / (b + 1) : list[b];
    }
    function step(uint256 i, uint256 b) internal pure returns (uint256) {
        return i % 2 == 0 ? i + b % 5 : i;
    }
}`

test.each([{}, { optimizer: { enabled: true } }, { viaIR: true, optimizer: { enabled: true } }])(
  'edges tell the same instructions as a trace of every step (%j)',
  async (settings) => {
    const artifacts = await compileArtifacts({ 'src/Maze.sol': SOURCE }, settings)
    const small = createSmallWorld(artifacts, 'Maze')
    const { machine, test: maze } = small.world
    const stepped = new Map<number, number>()
    for (let i = 0n; i < 40n; i++) {
      const { result, trace } = machine.trace(
        () => small.call(maze.address, 'walk', [i * i, i % 11n]).status,
        {
          steps: true,
        },
      )
      const bits = result === 'success' ? IN_SUCCESS : IN_FAILURE
      for (const { pc } of trace.steps) stepped.set(pc, (stepped.get(pc) ?? 0) | bits)
      machine.coverage.merge(result === 'success' ? 'success' : 'failure')
      if (i % 8n > 0n) continue
      const hits = [
        ...hitEdges(machine.coverage, {
          success: machine.coverage.seen('success'),
          failure: machine.coverage.seen('failure'),
          setup: new Uint8Array(0),
        }).values(),
      ]
      expect(hits).toHaveLength(1)
      const ran = codeThatRan(machine.getCode(maze.address), hits[0]!)
      const found = [...ran.entries()].filter(([, each]) => each !== 0)
      expect(new Map(found)).toEqual(new Map([...stepped].sort(([a], [b]) => a - b)))
    }
    expect([...stepped.values()]).toEqual(
      expect.arrayContaining([IN_SUCCESS, IN_FAILURE, IN_SUCCESS | IN_FAILURE]),
    )
  },
)

// PUSH1 7 JUMPI REVERT, PUSH2 with data that looks like JUMPDESTs, JUMPDEST STOP.
const CODE = Uint8Array.of(0x60, 0x07, 0x57, 0xfd, 0x61, 0x5b, 0x5b, 0x5b, 0x00)

test('a block goes on where one jumps to, and ends where it reverts', () => {
  const fell = { ended: IN_FAILURE, jumps: new Map([[edgeKey(2, 3), IN_FAILURE]]) }
  expect([...codeThatRan(CODE, fell)]).toEqual([2, 0, 2, 2, 0, 0, 0, 0, 0])
  const jumped = { ended: IN_SUCCESS, jumps: new Map([[edgeKey(2, 7), IN_SUCCESS]]) }
  expect([...codeThatRan(CODE, jumped)]).toEqual([1, 0, 1, 0, 0, 0, 0, 1, 1])
})

test('code runs into a JUMPDEST, over its end, and edges may lead nowhere', () => {
  const through = Uint8Array.of(0x5f, 0x5b, 0x5f, 0x7f, 0x00)
  expect([...codeThatRan(through, { ended: 1, jumps: new Map() })]).toEqual([1, 1, 1, 1, 0])
  expect(nextPc(through, 3)).toBeGreaterThan(through.length)
  const outside = { ended: 0, jumps: new Map([[edgeKey(90, 91), 1]]) }
  expect([...codeThatRan(through, outside)]).toEqual([1, 1, 1, 1, 0])
  expect([...codeThatRan(new Uint8Array(0), outside)]).toEqual([])
  expect(edgeOf(edgeKey(2 ** 24 - 1, 2 ** 24 - 2))).toEqual({ from: 2 ** 24 - 1, to: 2 ** 24 - 2 })
})
