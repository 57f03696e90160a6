/** What a project knows better than a survey of its worlds. Contracts by name or label, accounts by address or label. */
export type SurveyCorrections = {
  /** Contracts that are attacked, wherever their sources lie. */
  readonly protocol?: readonly string[]
  /** Contracts around them, of which attackers use standard functions only. */
  readonly environment?: readonly string[]
  /** Accounts to look for deposits of, besides those that are found. */
  readonly honest?: readonly string[]
  /** Accounts whose deposits are nobody's loss: they could take everything anyway. */
  readonly trusted?: readonly string[]
  /** Tokens that are worth nothing: points, receipts. By symbol, or name of the contract. */
  readonly worthless?: readonly string[]
  /** Functions that are no way out of a deposit: 'Vault.emergencyExit'. */
  readonly notExits?: readonly string[]
}
