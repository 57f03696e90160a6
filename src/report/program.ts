// A finding's sequence by names: roles, contracts and functions instead of addresses and selectors.

/** Grows when a field changes its meaning or goes. */
export const PROGRAM_VERSION = 1

export type ReportProgram = { readonly version: typeof PROGRAM_VERSION }
