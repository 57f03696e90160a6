import { describe, expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'

const POOL = `
interface IPair { function token0() external view returns (address); function token1() external view returns (address);
  function getReserves() external view returns (uint112, uint112, uint32); function swap(uint256, uint256, address, bytes calldata) external; }
interface IToken { function token0() external view returns (address); function token1() external view returns (address);
  function name() external view returns (string memory); }
contract Pair { address public token0; address public token1;
  function set(address a, address b) external { token0 = a; token1 = b; }
  function getReserves() external pure returns (uint112, uint112, uint32) { return (1, 1, 1); }
  function swap(uint256, uint256, address, bytes calldata) external {} }
contract Maker { function make() external returns (Pair) { return new Pair(); } }`
/** Code of which the project knows nothing: with a byte more than the compiler made. */
const etched = (contract: string): string =>
  `function setUp() public { Pair pair = new Pair(); vm.etch(address(pair), bytes.concat(type(${contract}).runtimeCode, hex"00"));
    pair.set(address(1000001), address(1000002)); new Maker(); }`

describe('a contract of unknown source', () => {
  test("has the interface of the project of which it knows every function, and is not the project's own", async () => {
    const { survey } = await surveyed(POOL, etched('Pair'))
    const [pair] = survey.contracts
    expect(pair).toMatchObject({ origin: 'environment', roles: ['pool'] })
    expect(pair!.artifact.name).toBe('IPair')
    expect(survey.notes.join()).not.toContain('no source is known')
  })

  test('is not what it creates, though the code of that is inside of its own', async () => {
    const { survey } = await surveyed(POOL, etched('Maker').replace(/pair\.set\(.*?\);/, ''))
    expect(survey.contracts.map(({ artifact }) => artifact.name)).toEqual(['Maker'])
    expect(survey.notes.join()).toContain('no source is known')
  })
})
