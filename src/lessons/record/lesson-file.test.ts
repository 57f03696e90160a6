import { expect, test } from 'vitest'
import { isPlainFileName, lessonName } from './file-name.ts'
import { LessonError } from './lesson-error.ts'
import { lessonText } from './lesson-text.ts'
import { parseLesson } from './parse-lesson.ts'
import type { Lesson } from './types.ts'

const LESSON: Lesson = {
  lesson: 1,
  id: '3fa1c2d4e5f6',
  title: 'theft: the attacker took ETH from Pool',
  found: {
    on: '2026-11-22',
    version: '0.1.0',
    campaign: 'attacker:test/Pool.t.sol:PoolTest',
    seed: '18446744073709551615',
  },
  property: { name: 'theft', kind: 'detector' },
  signature: { property: 'a.theft', mechanism: 'the attacker took ETH', place: 'src/Pool.sol:41' },
  cause: {
    vector: 'access-control',
    title: 'Missing check',
    severity: 'critical',
    mechanisms: ['Anybody may.'],
    place: 'src/Pool.sol:41',
    code: 'pay();',
  },
  losses: ['8 ETH (100 %)'],
  story: ['attacker: +8 ETH'],
  proofs: ['theft.t.sol'],
  program: {
    accounts: {
      Pool: { kind: 'contract', artifact: 'src/Pool.sol:Pool', label: 'pool', number: 1 },
      ['__proto__']: { kind: 'label', label: 'keeper \u202e' },
      attacker: { kind: 'role', role: 'attacker 1' },
      "Pool's owner": { kind: 'getter', getter: 'owner()', of: 'Pool' },
    },
    steps: [
      {
        words: 'attacker calls Pool.run()',
        from: 'attacker',
        to: 'Pool',
        function: 'run(address to, bytes data, (uint256 a, bool b)[] list)',
        arguments: [
          '@Pool',
          { call: 'take(uint256 amount)', to: 'Pool', arguments: ['5e18'] },
          [
            ['1', true],
            [{ seen: { to: 'Pool', function: 'f(uint256)', number: 1, parameter: 1 } }, false],
            [{ result: { step: 1, output: 2, was: '7' } }, true],
          ],
        ],
        value: '7',
        outcome: 'success',
        seconds: 3600,
        blocks: 300,
        reactions: [
          {
            calls: [
              {
                to: 'Pool',
                function: null,
                arguments: [],
                calldata: ['0x1234', '@Pool'],
                value: '0',
                outcome: 'reverted',
              },
            ],
            output: ['0x01'],
            fails: 'revert',
          },
        ],
      },
    ],
    uses: [],
    honest: [
      [
        {
          from: 'attacker',
          to: 'Pool',
          function: 'receive()',
          arguments: [],
          value: '0',
          outcome: 'success',
          seconds: 0,
          blocks: 0,
        },
      ],
    ],
    watched: { assets: ['Pool'], positions: [{ owner: 'attacker', contract: 'Pool' }] },
  },
}

test('a lesson is read back as it was written', () => {
  const text = lessonText(LESSON)
  expect(parseLesson(text, 'x.json')).toEqual(LESSON)
  expect(lessonText(parseLesson(text, 'x.json'))).toBe(text)
})

test('its file shows every character, and has a line for each thing', () => {
  const text = lessonText(LESSON)
  expect(text).toContain(String.raw`keeper \u202e`)
  expect(text).not.toContain('\u202e')
  expect(text).toContain('\n      "attacker": { "kind": "role", "role": "attacker 1" },\n')
  expect(text).not.toContain('"outcome": "success"')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(160)
})

/** The message about a lesson of which some text was replaced. */
function complaint(from: string, to: string): string {
  const text = lessonText(LESSON)
  expect(text).toContain(from)
  try {
    parseLesson(text.replace(from, to), 'faultline/lessons/x.json')
  } catch (error) {
    expect(error).toBeInstanceOf(LessonError)
    return (error as LessonError).message
  }
  return 'nothing'
}

test('what was edited wrongly is said with file and place', () => {
  expect(complaint('"kind": "contract"', '"kind": "contrat"')).toMatch(
    /^faultline\/lessons\/x\.json cannot be read as a lesson: program\.accounts\.Pool\.kind is 'contrat', and not one of /,
  )
  expect(complaint('"seconds": 3600', '"seconds": -1')).toContain(
    'program.steps[0].seconds is -1 where a whole number',
  )
  expect(complaint('"seconds": 3600', '"sekonds": 3600')).toContain("program.steps[0] has a field 'sekonds'")
  expect(complaint('"lesson": 1', '"lesson": 2')).toContain('another version')
  expect(complaint('"3fa1c2d4e5f6"', '"../../etc"')).toContain('id is no id')
  expect(complaint('"18446744073709551615"', '"18446744073709551616"')).toContain('found.seed')
  expect(complaint('"title": ', '"title": ,')).toMatch(/no JSON from line \d+, column \d+ on/)
  expect(complaint('"story": ["attacker: +8 ETH"]', '"story": {}')).toContain(
    'story is an object where a list is needed',
  )
})

test('a file that is something else is no lesson', () => {
  for (const text of ['', 'null', '[]', '{}', '"lesson"', `${'['.repeat(100_000)}`])
    expect(() => parseLesson(text, 'x.json'), text.slice(0, 20)).toThrow(LessonError)
})

test('names of files come from anybody, and stay in the folder', () => {
  expect(lessonName(LESSON)).toBe('theft-pool-3fa1c2')
  const hostile = {
    ...LESSON,
    property: { name: '../../x\n(uint256)', kind: 'invariant' },
    signature: { ...LESSON.signature, place: 'a/..\\..\\é.sol:1' },
  }
  expect(lessonName(hostile)).toMatch(/^[a-z0-9-]+$/)
  for (const name of ['../a.t.sol', '/etc/passwd', 'a/b', '.hidden', 'a..b', 'a\nb', ''])
    expect(isPlainFileName(name)).toBe(false)
  expect(isPlainFileName('theft-3fa1c2.t.sol')).toBe(true)
})
