import { selectorIn } from '../project/abi/selector.ts'
import { inlineConfig } from '../project/inline-config.ts'
import type { ContractArtifact, Project } from '../project/types.ts'

const KEY = 'allow_internal_expect_revert'

/** Whether vm.expectRevert may take a revert of its own frame in a call with these data. */
export type InternalReverts = (data: Uint8Array | undefined) => boolean

/**
 * What foundry.toml and the comments of a test contract say about it, the contract's own or those of the called function.
 * @throws InlineConfigError for comments that cannot be understood
 */
export function internalRevertsOf(project: Project, artifact: ContractArtifact): InternalReverts {
  const { profile, profiles, test } = project.config
  const inline = inlineConfig(artifact, profile, profiles)
  const own = inline.contract.others.get(KEY)
  const usual = typeof own === 'boolean' ? own : test.allowInternalExpectRevert === true
  const unusual = new Set<number>()
  for (const { signature, selector } of artifact.abi.functions) {
    const said = inline.of(signature).others.get(KEY)
    if (typeof said === 'boolean' && said !== usual) unusual.add(selector)
  }
  if (unusual.size === 0) return () => usual
  return (data) => {
    const selector = data === undefined ? undefined : selectorIn(data)
    return selector !== undefined && unusual.has(selector) ? !usual : usual
  }
}
