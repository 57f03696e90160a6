// Why a frame stops exceptionally. The core reports a number; this list gives it its name. Same order as HALT_* in
// wasm/core/layout.ts, from 1.

export const HALT_REASONS = [
  'outOfGas',
  'stackUnderflow',
  'stackOverflow',
  'invalidJump',
  'invalidOpcode',
  'staticViolation',
  'returnDataOutOfBounds',
  'callDepth',
  'insufficientBalance',
  'createCollision',
  'nonceOverflow',
  'codeTooLarge',
  'initcodeTooLarge',
  'invalidCode',
  'precompileFailed',
  'hostRefused',
] as const

/** Why a frame stopped exceptionally: its gas is gone and its changes are undone (Yellow Paper 9.4.2). */
export type HaltReason = (typeof HALT_REASONS)[number]

/** Name of a halt number of the core. */
export function haltReason(number: number): HaltReason {
  return HALT_REASONS[number - 1] ?? 'invalidOpcode'
}
