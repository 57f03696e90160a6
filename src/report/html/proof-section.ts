// The same as programs that anybody can run: what was compiled and run, and how it ended, above each.

import { proofCommand } from '../finding-words.ts'
import type { ReportFinding, ReportProof } from '../schema.ts'
import { codeBlock } from './code.ts'
import { html, type Markup } from './markup.ts'

const FORMS: Readonly<Record<ReportProof['form'], string>> = {
  foundry: 'Foundry test',
  hardhat: 'Hardhat test',
  calls: 'Calls',
}

/** @param anchor what the ids in it begin with */
export function proofSection({ proofs, solidity }: ReportFinding, anchor: string): Markup {
  const written = proofs.filter(({ text }) => text !== '')
  const missing = proofs.filter(({ text }) => text === '')
  const hasTest = written.some(({ form }) => form === 'foundry')
  if (proofs.length === 0 && solidity.length === 0) return html``
  return html`<h2>Proof</h2>
    ${written.map((proof, index) => proofDetails(proof, `${anchor}-proof-${index}`, index === 0))}
    ${missing.map(({ form, reason }) => html`<p class="soft">${FORMS[form]}: none, ${reason}</p>`)}
    ${
      !hasTest &&
      solidity.length > 0 &&
      html`<details${written.length === 0 && html` open`}><summary>As Solidity <small>statements of a Foundry test, not compiled</small></summary>${codeBlock(`${anchor}-solidity`, solidity, true)}</details>`
    }`
}

function proofDetails(proof: ReportProof, id: string, isOpen: boolean): Markup {
  const { form, file, text, checked, reason } = proof
  const lines = text.replace(/\n$/, '').split('\n')
  const command = proofCommand(proof)
  return html`<details${isOpen && html` open`}>
    <summary>${FORMS[form]} <small>${file}: ${checked ?? `not run: ${reason}`}</small></summary>
    ${
      command !== undefined &&
      html`<p class="soft">
          In the root of the project, where the run has written it to <code>.faultline/proofs</code>:
        </p>
        ${codeBlock(`${id}-run`, [command], false)}`
    }
    ${codeBlock(id, lines, form !== 'calls')}
  </details>`
}
