/** How a project is opened. */
export type OpenOptions = {
  /** A folder in the project, mostly its root; looked for upwards. */
  readonly root: string
  /**
   * Of a folder with plain Solidity: the only files that are looked at, with what they import, absolute. What else lies in it
   * may have nothing to do with them. Other projects are opened as a whole.
   */
  readonly files?: readonly string[]
  /** FOUNDRY_PROFILE and other settings, PATH to find forge in, RPC addresses. */
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * 'if-needed' (the default): compiles what is missing or has changed since, with the project's own tool if it is
   * there. 'always' asks the tool every time. 'never' takes what there is. 'as-before' is for the workers of somebody who
   * has opened it already: 'never' where the tool is there, else what solc-js made.
   */
  readonly build?: 'if-needed' | 'always' | 'never' | 'as-before'
  /** The project's own tool is ended if it compiles for longer. Default: no limit. */
  readonly buildSecondsMax?: number
  /** Lines of text while something takes its time. */
  readonly onProgress?: (text: string) => void
  /** A sentence for everything that is odd and was gone around. */
  readonly onWarning?: (text: string) => void
}
