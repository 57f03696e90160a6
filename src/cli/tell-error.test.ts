import { expect, test } from 'vitest'
import { errorText } from './tell-error.ts'

test('what a compiler said keeps its lines, and none of them begins a line of ours', () => {
  const message =
    'forge build failed in /p:\nError (2314): Expected \u001b[31m;\r\n::error::no\n --> src/A.sol\n'
  expect(errorText({ message, hint: 'Correct it.\n::warning::' })).toBe(
    'forge build failed in /p:\n  | Error (2314): Expected ?[31m;\n  | ::error::no\n  |  --> src/A.sol\nCorrect it.?::warning::\n',
  )
})

test('without a hint there is one line', () => {
  expect(errorText({ message: 'No such folder.', hint: undefined })).toBe('No such folder.\n')
})
