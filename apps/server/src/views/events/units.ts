// Units of UN/ECE Recommendation 20 by their common codes: what is measured, and the exact factor to its SI unit. `a/b`: a fraction; a third
// part: what is added to the value before it is multiplied (scales that do not begin at zero). Definitions: SI brochure, NIST SP 811 annex B.

const rows: Readonly<Record<string, string>> = {
  mass: `KGM 1;GRM 0.001;MGM 0.000001;MC 0.000000001;DG 0.0001;CGM 0.00001;HGM 0.1;DJ 0.01;TNE 1000;KTN 1000000;LBR 0.45359237;ONZ 0.028349523125;
    GRN 0.00006479891;APZ 0.0311034768;STI 6.35029318;CWI 50.80234544;CWA 45.359237;STN 907.18474;LTN 1016.0469088;CTM 0.0002`,
  length: `MTR 1;KMT 1000;HMT 100;A45 10;DMT 0.1;CMT 0.01;MMT 0.001;4H 0.000001;C45 0.000000001;A11 0.0000000001;INH 0.0254;FOT 0.3048;YRD 0.9144;
    SMI 1609.344;NMI 1852;77 0.0000254`,
  area: `MTK 1;KMK 1000000;DMK 0.01;CMK 0.0001;MMK 0.000001;HAR 10000;ARE 100;INK 0.00064516;FTK 0.09290304;YDK 0.83612736;ACR 4046.8564224;
    MIK 2589988.110336`,
  volume: `MTQ 1;LTR 0.001;HLT 0.1;DLT 0.0001;CLT 0.00001;MLT 0.000001;4G 0.000000001;DMQ 0.001;CMQ 0.000001;MMQ 0.000000001;INQ 0.000016387064;
    FTQ 0.028316846592;YDQ 0.764554857984;GLL 0.003785411784;QTL 0.000946352946;PTL 0.000473176473;OZA 0.0000295735295625;GLI 0.00454609;
    QTI 0.0011365225;PTI 0.00056826125;OZI 0.0000284130625;BLL 0.158987294928`,
  time: 'SEC 1;C26 0.001;B98 0.000001;C47 0.000000001;MIN 60;HUR 3600;DAY 86400;WEE 604800',
  temperature: 'KEL 1;CEL 1 273.15;FAH 5/9 459.67;A48 5/9',
  pressure: `PAL 1;KPA 1000;MPA 1000000;A89 1000000000;A97 100;H75 10;74 0.001;B96 0.000001;BAR 100000;MBR 100;C55 1;C56 1000000;ATM 101325;
    UA 101325/760;HN 133.322387415;ATT 98066.5;B40 9.80665;PS 444822161526050/64516000000`,
  angle: 'C81 1',
  frequency: 'HTZ 1;KHZ 1000;MHZ 1000000;A86 1000000000;RPM 1/60;RPS 1',
  speed: 'MTS 1;KMH 5/18;2M 0.01;C16 0.001;HM 0.44704;KNT 1852/3600;FS 0.3048;FR 0.00508',
  acceleration: 'MSK 1;K40 9.80665;M38 1000',
  force: 'NEW 1;B47 1000;B73 1000000;C20 0.001;DU 0.00001;C78 4.4482216152605;B37 9.80665',
  energy: 'JOU 1;KJO 1000;3B 1000000;GV 1000000000;C15 0.001;WHR 3600;KWH 3600000;MWH 3600000000;D70 4.1868;BTU 1055.05585262',
  power: 'WTT 1;KWT 1000;MAW 1000000;C31 0.001;D80 0.000001;HJ 735.49875',
  'electric current': 'AMP 1;4K 0.001;B84 0.000001;B22 1000;C39 0.000000001',
  voltage: 'VLT 1;2Z 0.001;KVT 1000;D82 0.000001;B78 1000000',
  resistance: 'OHM 1;E45 0.001;B49 1000;B75 1000000;B94 0.000001',
  capacitance: 'FAR 1;C10 0.001;4O 0.000001;C41 0.000000001;4T 0.000000000001',
  inductance: '81 1;C14 0.001;B90 0.000001',
  charge: 'COU 1;AMH 3600;D86 0.001;B86 0.000001',
  conductance: 'SIE 1;B53 1000;C27 0.001;B99 0.000001',
  'electrical conductivity': 'D10 1;H61 0.1;B77 1000000',
  'luminous intensity': 'CDL 1;P33 1000;P34 0.001',
  'luminous flux': 'LUM 1',
  illuminance: 'LUX 1;KLX 1000',
  irradiance: 'D54 1;C32 0.001;D85 0.000001',
  'amount of substance': 'C34 1;B45 1000;C18 0.001;FH 0.000001',
  'amount concentration': 'C36 1;C38 1000;M33 1',
  radioactivity: 'BQL 1;2Q 1000;4N 1000000;GBQ 1000000000;CUR 37000000000;MCU 37000000',
  'absorbed dose': 'A95 1;C13 0.001;C80 0.01',
  'dose equivalent': 'D13 1;C28 0.001;D91 0.01',
  density: 'KMQ 1;23 1000;GL 1;A93 0.001;GP 0.000001;M1 0.001',
  'volume flow': 'MQS 1;MQH 1/3600;2J 0.000001;L2 1/60000;LD 1/86400000',
  'mass flow': 'KGS 1;E93 1/3600;F31 1/60;4M 1/3600000000',
  torque: 'NU 1;B48 1000;D83 0.001',
  'magnetic flux density': 'D33 1;C29 0.001;D81 0.000001',
  'dynamic viscosity': 'C65 1;C24 0.001;89 0.1;C7 0.001',
  information: 'AD 8;2P 8000;4L 8000000;A99 1',
  ratio: 'P1 0.01;C62 1;59 0.000001;61 0.000000001;NX 0.001',
}

type Unit = {
  readonly dimension: string
  readonly numerator: bigint
  readonly denominator: bigint
  /** Added before the factor: a decimal in units of 10^-scale. */
  readonly shift: Rational
}
type Rational = { readonly numerator: bigint; readonly denominator: bigint }

const decimalForm = /^(-?)(\d+)(?:\.(\d+))?$/

function readDecimal(text: string): Rational {
  const match = decimalForm.exec(text)
  if (match === null) throw new RangeError(`not a decimal: ${text.slice(0, 40)}`)
  const [, sign = '', whole = '', fraction = ''] = match
  return { numerator: BigInt(`${sign}${whole}${fraction}`), denominator: 10n ** BigInt(fraction.length) }
}

function readFactor(text: string): Rational {
  const [over = '', under = '1'] = text.split('/')
  const [upper, lower] = [readDecimal(over), readDecimal(under)]
  return { numerator: upper.numerator * lower.denominator, denominator: upper.denominator * lower.numerator }
}

function readUnits(): Map<string, Unit> {
  const units = new Map<string, Unit>()
  for (const [dimension, list] of Object.entries(rows)) {
    for (const row of list.split(';')) {
      const [code = '', factor = '1', shift = '0'] = row.trim().split(' ')
      units.set(code, { dimension, ...readFactor(factor), shift: readDecimal(shift) })
    }
  }
  return units
}

const units = readUnits()

/** Of a value and the width of a spread, which no zero point shifts. */
export type Measure = 'point' | 'difference'

export type Converted = { readonly dimension: string; readonly si: string }

/**
 * A plain decimal in the SI unit of what is measured, exact where that is a decimal of at most 30 digits, else rounded to 30: the same value told in two
 * units is the same text, and order is kept. A unit that is not known here is a dimension of its own; `uom` null: none.
 */
export function convertToSi(value: string, uom: string | null, measure: Measure = 'point'): Converted {
  const unit = uom === null ? undefined : units.get(uom)
  if (unit === undefined) return { dimension: uom === null ? '' : `unit ${uom}`, si: formatRational(readDecimal(value)) }
  const told = readDecimal(value)
  return { dimension: unit.dimension, si: formatRational(scale(measure === 'difference' ? told : add(told, unit.shift), unit)) }
}

const add = (left: Rational, right: Rational): Rational =>
  right.numerator === 0n
    ? left
    : {
        numerator: left.numerator * right.denominator + right.numerator * left.denominator,
        denominator: left.denominator * right.denominator,
      }

const scale = (left: Rational, right: Rational): Rational => ({
  numerator: left.numerator * right.numerator,
  denominator: left.denominator * right.denominator,
})

/** A value in another unit of the same dimension, as exact as `convertToSi`. */
export function convertBetween(value: string, from: string, to: string): string {
  const [source, target] = [units.get(from), units.get(to)]
  if (source === undefined || target === undefined || from === to) return formatRational(readDecimal(value))
  const si = scale(add(readDecimal(value), source.shift), source)
  const told = scale(si, { numerator: target.denominator, denominator: target.numerator })
  return formatRational(add(told, { ...target.shift, numerator: -target.shift.numerator }))
}

/** Units of the same dimension with their exact factors, this one among them; a unit that is not known here: itself. */
export function unitsLike(uom: string): readonly string[] {
  const { dimension } = convertToSi('0', uom)
  return units.has(uom) ? [...units].flatMap(([code, unit]) => (unit.dimension === dimension ? [code] : [])) : [uom]
}

/** Of a unit without a zero point of its own: what it measures, and how many of its SI unit one is, exactly. */
export function factorOf(
  uom: string,
): { readonly dimension: string; readonly numerator: bigint; readonly denominator: bigint } | undefined {
  const unit = units.get(uom)
  if (unit === undefined || unit.shift.numerator !== 0n) return undefined
  const { dimension, numerator, denominator } = unit
  return { dimension, numerator, denominator }
}

const digits = 30

function formatRational({ numerator, denominator }: Rational): string {
  if (numerator === 0n) return '0'
  const negative = numerator < 0n
  const over = negative ? -numerator : numerator
  // As many places as give 30 significant digits; whole numbers beyond keep theirs.
  const places = Math.max(0, digits - (over.toString().length - denominator.toString().length))
  const scaled = over * 10n ** BigInt(places)
  const rounded = (2n * scaled + denominator) / (2n * denominator)
  const text = rounded.toString().padStart(places + 1, '0')
  const whole = text.slice(0, text.length - places)
  const fraction = text.slice(text.length - places).replace(/0+$/, '')
  const plain = fraction === '' ? whole : `${whole}.${fraction}`
  return negative && plain !== '0' ? `-${plain}` : plain
}
