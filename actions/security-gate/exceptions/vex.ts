import { parseDocument } from '../scanners/document.ts'
import { isFields } from '../scanners/fields.ts'
import { UnreadableReport } from '../scanners/report.ts'
import { isCsaf, parseCsaf } from './csaf.ts'
import { type Bom, bomOf, isCycloneDx, parseCycloneDxVex } from './cyclonedx-vex.ts'
import { isOpenVex, parseOpenVex } from './openvex.ts'
import { VEX_LIMITS, type VexStatement, vexError } from './statement.ts'

/**
 * The statements of one VEX document: OpenVEX v0.0.1 and v0.2.0, CycloneDX 1.4 to 1.7 (JSON), CSAF 2.0. By content.
 * @param document its path: the statements' ids begin with it
 * @param boms SBOMs that a CycloneDX document may point into
 * @throws InputError for a file that is none of these: a document that is not understood may withdraw a statement
 */
export function parseVex(bytes: Uint8Array, document: string, boms: readonly Bom[] = []): VexStatement[] {
  const value = jsonObject(bytes, document)
  if (isOpenVex(value)) return parseOpenVex(value, document)
  if (isCycloneDx(value)) return parseCycloneDxVex(value, document, boms)
  if (isCsaf(value)) return parseCsaf(value, document)
  throw vexError(document, 'it is neither OpenVEX nor CycloneDX JSON nor CSAF.')
}

/**
 * What a VEX document may point at in an SBOM.
 * @throws InputError for what is no CycloneDX JSON
 */
export function parseBom(bytes: Uint8Array, document: string): Bom {
  const value = jsonObject(bytes, document)
  if (!isCycloneDx(value)) throw vexError(document, 'it is no CycloneDX JSON.')
  return bomOf(value, document)
}

function jsonObject(bytes: Uint8Array, document: string): Readonly<Record<string, unknown>> {
  if (bytes.length > VEX_LIMITS.bytes) {
    throw vexError(document, `it has ${bytes.length} bytes, and at most ${VEX_LIMITS.bytes} (16 MiB) are read.`)
  }
  const parsed = parse(bytes, document)
  if (parsed.kind !== 'json' || !isFields(parsed.value)) throw vexError(document, 'it is no JSON object.')
  return parsed.value
}

function parse(bytes: Uint8Array, document: string): ReturnType<typeof parseDocument> {
  try {
    return parseDocument(bytes)
  } catch (error) {
    if (error instanceof UnreadableReport) {
      throw vexError(document, error.reason === 'empty' ? 'it is empty.' : error.message)
    }
    throw error
  }
}
