// What `faultline test --json` prints, and what a worker hands over for each suite.

/**
 * 'unsupported': the test needs something that Faultline does not do; `reason` names it. It is no verdict about the
 * contracts.
 */
export type TestStatus = 'passed' | 'failed' | 'skipped' | 'unsupported'

/** 'setup': setUp() or the constructor failed, and nothing else of the suite ran. */
export type TestKind = 'unit' | 'fuzz' | 'invariant' | 'table' | 'setup'

export type TestResult = {
  /** 'test_deposit(uint256)'. */
  readonly name: string
  readonly kind: TestKind
  readonly status: TestStatus
  /** Why it failed or was skipped, or what is not supported. */
  readonly reason?: string
  /** Unit tests: as forge counts it, without what a transaction costs by itself. */
  readonly gas?: number
  /** Tests with arguments and invariants: how often it ran. */
  readonly runs?: number
  /** Tests with arguments: inputs that vm.assume refused. */
  readonly rejects?: number
  readonly meanGas?: number
  readonly medianGas?: number
  /** Invariants: calls of all runs, and those of them that reverted. */
  readonly calls?: number
  readonly reverts?: number
  /** int256 invariants: the greatest value, decimal. */
  readonly best?: string
  /** The arguments that made it fail. */
  readonly counterexample?: { readonly calldata: string; readonly args: readonly string[] }
  /** The calls that broke an invariant, as few as were found to do. */
  readonly sequence?: readonly TestCall[]
  /** How many these were before they were made fewer. */
  readonly sequenceBefore?: number
  /** console.log and log events of the run that is shown. */
  readonly logs: readonly string[]
  /** Calls as a tree, if that was asked for. */
  readonly trace?: string
  readonly seconds: number
}

export type TestCall = {
  /** 'sender=0x… addr=[src/Vault.sol:Vault]0x… calldata=withdraw(uint256) args=[7]'. */
  readonly text: string
  readonly sender: string
  readonly address: string
  readonly calldata: string
  /** Decimal. */
  readonly valueWei: string
  /** That pass before it. */
  readonly seconds: number
  readonly blocks: number
}

export type SuiteResult = {
  /** 'test/Vault.t.sol:VaultTest'. */
  readonly id: string
  readonly tests: readonly TestResult[]
  readonly warnings: readonly string[]
  readonly seconds: number
}

export type TestCounts = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly unsupported: number
}

export type TestDocument = {
  readonly schema: 'faultline.test/1'
  readonly version: string
  /** Seed of the inputs of tests with arguments, 0x and hex digits. */
  readonly seed: string
  readonly suites: readonly SuiteResult[]
  readonly summary: TestCounts & { readonly suites: number; readonly seconds: number }
}

/** Counts of all tests. */
export function countTests(suites: readonly SuiteResult[]): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0, unsupported: 0 }
  for (const { tests } of suites) {
    for (const { status } of tests) counts[status]++
  }
  return counts
}
