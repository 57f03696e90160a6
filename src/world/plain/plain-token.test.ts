import { expect, test } from 'vitest'
import { compileStandardJson } from '../../../tests/helpers/solidity.ts'
import { PLAIN_TOKEN, PLAIN_TOKEN_SETTINGS, PLAIN_TOKEN_SOURCE } from './plain-token.ts'

type Output = {
  readonly contracts: Record<
    string,
    Record<
      string,
      {
        readonly evm: {
          readonly bytecode: { readonly object: string }
          readonly deployedBytecode: { readonly object: string }
          readonly methodIdentifiers: Record<string, string>
        }
      }
    >
  >
}

test('the code is what the source compiles to, and the interface is whole', async () => {
  const { contracts } = await compileStandardJson<Output>({
    language: 'Solidity',
    sources: { 'Token.sol': { content: PLAIN_TOKEN_SOURCE } },
    settings: {
      ...PLAIN_TOKEN_SETTINGS,
      outputSelection: {
        '*': { '*': ['evm.bytecode.object', 'evm.deployedBytecode.object', 'evm.methodIdentifiers'] },
      },
    },
  })
  const { bytecode, deployedBytecode, methodIdentifiers } = contracts['Token.sol']!['Token']!.evm
  expect(PLAIN_TOKEN.creation.object).toBe(bytecode.object)
  expect(PLAIN_TOKEN.runtime.object).toBe(deployedBytecode.object)
  expect(PLAIN_TOKEN.abi.functions.map(({ signature }) => signature).toSorted()).toEqual(
    Object.keys(methodIdentifiers).toSorted(),
  )
})
