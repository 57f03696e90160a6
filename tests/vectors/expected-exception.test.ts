import { expect, test } from 'vitest'

import { acceptedRejections } from './expected-exception.ts'

test('each alternative of an exception is accepted', () => {
  const name = 'TransactionException.INSUFFICIENT_ACCOUNT_FUNDS|TransactionException.INTRINSIC_GAS_TOO_LOW'
  expect([...acceptedRejections(name)!]).toEqual(['insufficientFunds', 'intrinsicGas'])
})

test('a name that is not in the table accepts nothing', () => {
  expect(acceptedRejections('TransactionException.SOMETHING_NEW')).toBeUndefined()
  expect(
    acceptedRejections('TransactionException.NONCE_IS_MAX|TransactionException.SOMETHING_NEW'),
  ).toBeUndefined()
})
