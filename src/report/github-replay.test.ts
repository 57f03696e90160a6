import { expect, test } from 'vitest'
import { replayAnnotations, replaySummary } from './github-replay.ts'
import type { ReplayedLesson, ReplayReport } from './replay-schema.ts'

const lesson = (change: Partial<ReplayedLesson>): ReplayedLesson => ({
  id: '0123456789ab',
  title: 'theft: the attacker took ETH from Vault',
  file: 'theft.json',
  campaign: 'attacker:a:A',
  status: 'fixed',
  how: null,
  words: 'Step 2 is refused.',
  failing: null,
  differs: [],
  refusal: null,
  reasons: [],
  others: [],
  tried: { variants: 3, executions: 100, honest: 1 },
  ...change,
})
const failing = {
  property: 'a.theft',
  signature: { property: 'a.theft', mechanism: 'the attacker took ETH', place: 'src/Vault.sol:41' },
  steps: ['attacker calls Vault.close()'],
}
const report = (...lessons: readonly ReplayedLesson[]): ReplayReport => ({
  schemaVersion: 1,
  run: { version: '0.1.0', seconds: 1, executions: 100, reproduce: 'npx faultline replay' },
  project: { name: 'vault' },
  lessons,
  warnings: [],
})

test('what still fails is an error at its line, what cannot be replayed a warning with the reason, the rest nothing', () => {
  const lines = replayAnnotations(
    report(
      lesson({}),
      lesson({
        status: 'cannot be replayed',
        reasons: [{ step: 2, message: 'There is no close().', hint: null }],
      }),
      lesson({ status: 'still fails', how: 'same', words: 'The same steps still break it.', failing }),
    ),
    { folder: 'packages/core' },
  )
  expect(lines).toEqual([
    '::error file=packages/core/src/Vault.sol,line=41,title=Lesson still fails%3A theft%3A the attacker took ETH from Vault::The same steps still break it.%0Aattacker calls Vault.close()%0Atheft.json',
    '::warning title=Lesson cannot be replayed%3A theft%3A the attacker took ETH from Vault::step 2: There is no close().%0Atheft.json',
  ])
})

test('the summary has what fails first, and says what fixed does not', () => {
  const text = replaySummary(report(lesson({}), lesson({ status: 'still fails', failing })))
  expect(text).toContain('**2 lessons: 1 still fails, 0 cannot be replayed, 1 fixed.**')
  expect(text).toContain('it is no proof')
  expect(text.indexOf('| **still fails** |')).toBeLessThan(text.indexOf('| fixed |'))
})

test('hostile names stay in their command and their cell', () => {
  const evil = 'a,b::c\r\n::error::x | <img> @me `'
  const hostile = lesson({
    status: 'still fails',
    title: evil,
    words: evil,
    file: evil,
    failing: { ...failing, signature: { ...failing.signature, place: '../../etc/passwd:1' }, steps: [evil] },
    others: [failing],
  })
  const lines = replayAnnotations(report(hostile), { folder: '' })
  expect(lines).toHaveLength(2)
  for (const line of lines)
    expect(line).toMatch(/^::error (?:file=[^:,]*,line=\d+,)?title=[^:,\r\n]*::[^\r\n]*$/)
  expect(lines[0]).not.toContain('file=')
  const outside = replaySummary(report(hostile)).replace(/(`+)[^`].*?\1(?!`)/g, '')
  expect(outside).not.toMatch(/<img|@me/)
})
