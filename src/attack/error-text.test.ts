import { expect, test } from 'vitest'
import { errorFromJson, errorToJson } from '../primitives/errors.ts'
import { withHint } from './error-text.ts'
import { PoolError } from './pool/pool-error.ts'

test('an error on purpose says what can be done', () => {
  const error = new PoolError('POOL_BROKEN', 'Workers do not start.', { hint: 'Is there memory?' })
  expect(withHint(error)).toBe('Workers do not start. Is there memory?')
  expect(withHint(new PoolError('POOL_CLOSED', 'It was closed.'))).toBe('It was closed.')
})

test('an error that nobody meant is ours, wherever it was thrown', () => {
  const thrown = new TypeError("Cannot read properties of undefined (reading 'length')")
  expect(withHint(errorFromJson(errorToJson(thrown)))).toMatch(
    /^An error in Faultline, not in your project: TypeError: Cannot read properties of undefined \(reading 'length'\) at attack[/\\]error-text\.test\.ts:\d+\. Please report it; the same seed shows it again\.$/,
  )
  thrown.stack = 'TypeError'
  expect(withHint(errorFromJson(errorToJson(thrown)))).toContain("(reading 'length'). Please")
})
