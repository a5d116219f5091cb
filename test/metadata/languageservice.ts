import { validate } from '@actions/languageservice'
import { TextDocument } from 'vscode-languageserver-textdocument'

/**
 * What GitHub's own parser says about an action.yml or a workflow, one message a fault.
 * @param name decides which of the two it is; the parser caches by it, so each text needs a name of its own
 */
export async function faultsOf(name: string, text: string): Promise<string[]> {
  const diagnostics = await validate(TextDocument.create(`file:///${name}`, 'yaml', 1, text))
  return diagnostics.map(({ message }) => (typeof message === 'string' ? message : message.value))
}
