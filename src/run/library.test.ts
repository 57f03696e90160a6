import { expect, test } from 'vitest'
import { attack, type AttackOptions } from './library.ts'

test.each([
  [{ path: 'vault' }, 'attack has no option path.'],
  [{ timeout: 0 }, 'timeout must be a number of seconds above 0'],
  [{ seed: -1 }, 'seed must be a whole number from 0 to 2^64-1'],
])('options that cannot be meant are refused before anything is read: %j', async (options, message) => {
  await expect(attack(options as AttackOptions)).rejects.toMatchObject({
    code: 'RUN_OPTIONS',
    message: expect.stringContaining(message) as string,
  })
})
