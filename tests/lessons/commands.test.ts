// `faultline replay` and `faultline lessons` as somebody types them: what they print, and their exit codes.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type Ran, runMain } from '../helpers/run-main.ts'
import { lessonText } from '../../src/lessons/record/lesson-text.ts'
import type { Lesson } from '../../src/lessons/record/types.ts'
import type { ReplayReport } from '../../src/report/replay-schema.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { testProject } from '../helpers/test-project.ts'
import { createManualClock } from '../../src/primitives/clock.ts'
import { replayLessons } from '../../src/run/lessons/replay-lessons.ts'
import { findingsIn, learned } from './stage.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
interface Vm { function deal(address, uint256) external; function prank(address) external; }
contract Jar {
  address public keeper = msg.sender;
  function put() external payable {}
  function empty(address payable to) external { to.transfer(address(this).balance); }
}
contract JarTest {
  Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
  Jar jar;
  function setUp() public {
    jar = new Jar();
    vm.deal(address(0x1da), 3 ether);
    vm.prank(address(0x1da));
    jar.put{value: 3 ether}();
  }
  function test_nothing() public {}
}`
const REPAIRED = SOURCE.replace('external { to.', 'external { require(msg.sender == keeper, "keeper"); to.')

let lesson: Lesson
beforeAll(async () => {
  const project = await testProject({ 'Jar.t.sol': SOURCE })
  const findings = await findingsIn(
    project,
    'Jar.t.sol:JarTest',
    3_000,
    ({ property }) => property.name === 'theft',
  )
  lesson = learned(findings.find(({ property }) => property.name === 'theft')!)
})

const run = (cwd: string, ...argv: readonly string[]): Promise<Ran> => runMain(argv, cwd, { env: {} })

async function projectWith(source: string, lessons: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder()
  writeFileSync(path.join(root, 'Jar.t.sol'), source)
  const folder = path.join(root, 'faultline/lessons')
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(lessons)) writeFileSync(path.join(folder, file), text)
  return root
}

test('a lesson that still fails is exit code 1, and the list knows of it', async () => {
  // A proof beside it is no lesson.
  const root = await projectWith(SOURCE, {
    'theft-jar.json': lessonText(lesson),
    'theft-2afab5.calls.json': '{}',
  })
  expect(await run(root, 'lessons')).toMatchObject({
    code: 0,
    out: expect.stringContaining('not replayed') as string,
  })
  const { code, out } = await run(root, 'replay', '--json', '--quiet')
  expect(code).toBe(1)
  const report = JSON.parse(out) as ReplayReport
  expect(report.lessons).toMatchObject([
    { id: lesson.id, file: 'theft-jar.json', status: 'still fails', how: 'same' },
  ])
  expect((await run(root, 'lessons')).out).toContain(`${lesson.id}  still fails`)
  const explained = await run(root, 'lessons', lesson.id.slice(0, 5))
  expect(explained.out).toContain('calls Jar.empty(')
  expect(explained.out).toContain('Last replay')
  // Nothing of the user's was touched.
  expect(readdirSync(root).toSorted()).toEqual(['.faultline', 'Jar.t.sol', 'faultline'])
  expect(readFileSync(path.join(root, 'faultline/lessons/theft-jar.json'), 'utf8')).toBe(lessonText(lesson))
})

test('what is fixed is 0, what cannot be replayed is 4', async () => {
  const fixed = await projectWith(REPAIRED, { 'a.json': lessonText(lesson) })
  const replayed = await run(fixed, 'replay', '--executions', '2000')
  expect(replayed).toMatchObject({ code: 0, out: expect.stringContaining('1 lesson: 1 fixed') as string })
  const renamed = await projectWith(SOURCE.replaceAll('empty', 'drain'), { 'a.json': lessonText(lesson) })
  const gone = await run(renamed, 'replay')
  expect(gone).toMatchObject({ code: 4, out: expect.stringContaining('drain(address to)') as string })
})

test('who stops a replay need not wait for a lesson that has much left to try', async () => {
  const project = await testProject({ 'Jar.t.sol': REPAIRED })
  const stopping = new AbortController()
  const report = await replayLessons({
    opened: { project, config: {}, campaigns: [] },
    lessons: [{ file: 'a.json', lesson }],
    env: {},
    executionsMax: 100_000_000,
    clock: createManualClock(),
    version: '0.0.0',
    reproduce: '',
    // By then its steps were carried out, and what is like them is tried.
    onLesson: () => setTimeout(() => stopping.abort(), 0),
    signal: stopping.signal,
  })
  expect(report.lessons).toEqual([])
  expect(report.warnings).toMatchObject([{ code: 'REPLAY_INTERRUPTED' }])
})

test('a lesson that cannot be read is named, the others are replayed', async () => {
  const root = await projectWith(SOURCE, {
    'broken.json': lessonText(lesson).replace('"kind": "detector"', '"kind": 7'),
    'twice.json': lessonText(lesson),
    'zero.json': lessonText(lesson),
  })
  const { code, err } = await run(root, 'lessons')
  expect(code).toBe(3)
  expect(err).toContain('broken.json cannot be read as a lesson: property.kind is 7 where a text is needed.')
  expect(err).toContain(`zero.json has the id ${lesson.id}, as twice.json has.`)
  expect(await run(root, 'replay', '--quiet')).toMatchObject({ code: 1 })
})

test('nothing there, and nothing found', async () => {
  const root = await projectWith(SOURCE, {})
  expect(await run(root, 'replay')).toMatchObject({
    code: 0,
    err: expect.stringContaining('no lessons') as string,
  })
  expect(await run(root, 'replay', '--only', 'abcdef')).toMatchObject({ code: 2 })
  expect(await run(root, 'lessons', 'abcdef')).toMatchObject({ code: 2 })
  expect(await run(root, 'lessons', 'add')).toMatchObject({ code: 4 })
  expect(await run(root, 'replay', '--executions', '-1')).toMatchObject({ code: 2 })
  // A slip of the pen in a job of CI is not all clear.
  expect(await run(root, 'replay', '--lessons', 'faultline/lesson')).toMatchObject({
    code: 3,
    err: expect.stringContaining('faultline/lesson cannot be read: ENOENT') as string,
  })
  // As of a variable that is not set: it is not the folder where somebody works.
  expect(await run(root, 'lessons', '--lessons', '')).toMatchObject({
    code: 2,
    err: expect.stringContaining('It is the path of a folder.') as string,
  })
})
