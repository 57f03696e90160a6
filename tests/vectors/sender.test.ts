import { expect, test } from 'vitest'

import { fixtureCase } from './fixture-cases.ts'
import { readSender, SenderError } from './sender.ts'

test('the owner of the secret key is the sender that the test names', async () => {
  const { test: stateTest } = await fixtureCase('fork_Osaka')
  const { sender, ...withoutSender } = stateTest.transaction
  expect(readSender(withoutSender)).toBe(sender)
  expect(readSender(stateTest.transaction)).toBe(sender)
})

test('nobody sends a transaction without sender and key', async () => {
  const { test: stateTest } = await fixtureCase('fork_Osaka')
  const { sender: _sender, secretKey: _secretKey, ...anonymous } = stateTest.transaction
  expect(() => readSender(anonymous)).toThrow(SenderError)
})
