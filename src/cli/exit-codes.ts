/** What the exit code of every command means; scripts and CI rely on it. */
export const EXIT = {
  /** Done, and nothing was found to fail. */
  clean: 0,
  /** A failure of the target was found. */
  failureFound: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** The project, or the machine it is on, cannot be prepared. */
  notPrepared: 3,
  /** The run ended without a verdict. */
  noVerdict: 4,
  /** A threshold that was asked for is not met. */
  belowThreshold: 5,
  /** An error in Faultline itself. */
  internal: 70,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
