import { expect, test } from 'vitest'
import { isTargetNamed } from './search-settings.ts'

const vault = { id: 'src/Vault.sol:Vault', name: 'Vault' }
const deposit = { name: 'deposit', signature: 'deposit(uint256)' }

test.each([
  'Vault',
  'src/Vault.sol:Vault',
  'Vault.deposit',
  'Vault.deposit(uint256)',
  'src/Vault.sol:Vault.deposit',
])('%s names the function', (target) => {
  expect(isTargetNamed(['Other', target], vault, deposit)).toBe(true)
})

test.each(['vault', 'Vaul', 'Vault.withdraw', 'Vault.deposit()', 'deposit', 'Other.deposit'])(
  '%s does not',
  (target) => {
    expect(isTargetNamed([target], vault, deposit)).toBe(false)
  },
)

test('without a list every function may be called, with an empty one none', () => {
  expect(isTargetNamed(undefined, vault, deposit)).toBe(true)
  expect(isTargetNamed([], vault, deposit)).toBe(false)
})
