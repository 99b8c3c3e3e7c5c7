import { Zip, ZipDeflate } from 'fflate'
import { escapeXml } from '../../../platform/http/index.ts'

export type SheetCell = { readonly text: string } | { readonly number: string }

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** Of a sheet (ECMA-376 Part 1 §18.3.1.73); beyond, rows go on in another sheet. */
export const mostRows = 1_048_576
/** Of a cell. */
export const longestText = 32_767
/** A name of a sheet: at most so long, without these characters (§18.2.19). */
const longestName = 31
const notInNames = /[\\/?*[\]:]/g
const textLength = 64 * 1024

/**
 * An OOXML workbook (ECMA-376) written row by row: no row is kept, texts stand in their cells, so that nothing is a formula and no identifier becomes
 * a number. `take` gives what is ready to be sent.
 */
export class Workbook {
  readonly #zip: Zip
  readonly #ready: Uint8Array[] = []
  readonly #names: string[] = []
  #sheet: ZipDeflate | undefined
  #text: string[] = []
  #length = 0
  #rows = 0
  #base = ''
  #widths: readonly number[] = []
  #head: readonly string[] = []

  constructor() {
    this.#zip = new Zip((error, bytes) => {
      if (error !== null) throw error
      this.#ready.push(bytes)
    })
  }

  /** Begins a sheet with its head; a name that is taken, or that no sheet may have, is changed a little. */
  addSheet(name: string, head: readonly string[], widths: readonly number[]): void {
    this.#base = name
    this.#head = head
    this.#widths = widths
    this.#open()
  }

  addRow(cells: readonly (SheetCell | undefined)[]): void {
    if (this.#rows === mostRows) this.#open()
    this.#row(cells, false)
  }

  /** What is ready; the rest follows. */
  take(): Uint8Array[] {
    return this.#ready.splice(0)
  }

  finish(): Uint8Array[] {
    this.#close()
    this.#part('xl/workbook.xml', this.#workbook())
    this.#part('xl/_rels/workbook.xml.rels', this.#workbookRelations())
    this.#part('xl/styles.xml', styles)
    this.#part(
      '_rels/.rels',
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    )
    this.#part('[Content_Types].xml', this.#types())
    this.#zip.end()
    return this.take()
  }

  #open(): void {
    this.#close()
    this.#names.push(this.#freeName())
    this.#sheet = new ZipDeflate(`xl/worksheets/sheet${this.#names.length}.xml`, { level: 1 })
    this.#zip.add(this.#sheet)
    const columns = this.#widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
    this.#write(`${declaration}<worksheet xmlns="${main}">`)
    if (this.#head.length > 0)
      this.#write(
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
      )
    this.#write(`${columns.length > 0 ? `<cols>${columns.join('')}</cols>` : ''}<sheetData>`)
    this.#rows = 0
    if (this.#head.length > 0)
      this.#row(
        this.#head.map((text) => ({ text })),
        true,
      )
  }

  #freeName(): string {
    const plain = this.#base.replace(notInNames, ' ').slice(0, longestName - 4)
    const taken = new Set(this.#names)
    let name = plain
    for (let number = 2; taken.has(name); number += 1) name = `${plain} ${number}`
    return name
  }

  #row(cells: readonly (SheetCell | undefined)[], isHead: boolean): void {
    this.#rows += 1
    const style = isHead ? ' s="1"' : ''
    const told = cells.map((cell, at) => {
      if (cell === undefined) return ''
      const where = `${columnLetters(at)}${this.#rows}`
      if ('number' in cell) return `<c r="${where}"><v>${cell.number}</v></c>`
      return `<c r="${where}" t="inlineStr"${style}><is><t xml:space="preserve">${escapeXml(cell.text.slice(0, longestText))}</t></is></c>`
    })
    this.#write(`<row r="${this.#rows}">${told.join('')}</row>`)
  }

  #write(text: string): void {
    this.#text.push(text)
    this.#length += text.length
    if (this.#length > textLength) this.#flush(false)
  }

  #flush(isLast: boolean): void {
    this.#sheet?.push(Buffer.from(this.#text.join('')), isLast)
    this.#text = []
    this.#length = 0
  }

  #close(): void {
    if (this.#sheet === undefined) return
    this.#text.push('</sheetData></worksheet>')
    this.#flush(true)
    this.#sheet = undefined
  }

  #part(path: string, xml: string): void {
    const part = new ZipDeflate(path, { level: 1 })
    this.#zip.add(part)
    part.push(Buffer.from(declaration + xml), true)
  }

  #workbook(): string {
    const sheets = this.#names.map((name, at) => `<sheet name="${escapeXml(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
    return `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${sheets.join('')}</sheets></workbook>`
  }

  #workbookRelations(): string {
    const sheets = this.#names.map(
      (_, at) => `<Relationship Id="rId${at + 1}" Type="${relationships}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
    )
    const style = `<Relationship Id="rId${this.#names.length + 1}" Type="${relationships}/styles" Target="styles.xml"/>`
    return `<Relationships xmlns="${packages}/relationships">${sheets.join('')}${style}</Relationships>`
  }

  #types(): string {
    const sheets = this.#names.map(
      (_, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${sheetType}.worksheet+xml"/>`,
    )
    return `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/>${sheets.join('')}</Types>`
  }
}

/** Two looks of a cell: plain, and bold for heads. The first two fills are given by the standard (§18.8.21). */
const styles = `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

/** 0 is A, 26 is AA. */
export function columnLetters(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26))
  return at < 26 ? letter : columnLetters(Math.floor(at / 26) - 1) + letter
}
