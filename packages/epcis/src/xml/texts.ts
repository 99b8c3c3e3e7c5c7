import type { Catalog } from '@proofline/problems'

const en = {
  'xml-empty': 'The body is empty. Send an EPCIS XML document.',
  'xml-utf8-invalid': 'The byte at offset {offset} is not UTF-8. Send the document in UTF-8, not in GB 18030, Latin-1 or UTF-16.',
  'xml-encoding-other':
    'The XML declaration in line {line} names the encoding “{found}”. Send the document in UTF-8 and declare that, or nothing.',
  'xml-doctype':
    'The document type declaration in line {line} declares entities or names a file. Neither is read, for safety: remove <!DOCTYPE …>.',
  'xml-entity-unknown':
    'At line {line}, column {column} stands a reference to an unknown entity, or a bare “&”. Only &amp; &lt; &gt; &quot; &apos; and character references are known; an ampersand itself is &amp;.',
  'xml-name-invalid': 'At line {line}, column {column} stands a character that no name in XML may have. A “<” in text is written &lt;.',
  'xml-character-invalid':
    'At line {line}, column {column} stands a character that XML does not allow. Remove it; “<” in text is written &lt;.',
  'xml-ends-early':
    'The document ends at line {line}, column {column} with element “{found}” still open. It was probably cut off in transmission.',
  'xml-tags-crossed': 'The end tag “{found}” at line {line}, column {column} does not close the element that is open there.',
  'xml-prefix-undeclared': 'The prefix “{found}” at line {line}, column {column} is not declared. Declare it: xmlns:{found}="…".',
  'xml-namespace-invalid': 'The namespace declaration at line {line}, column {column} is not allowed by Namespaces in XML.',
  'xml-attribute-twice': 'The attribute “{found}” at line {line}, column {column} stands twice in one element. Keep one.',
  'xml-attribute-malformed': 'The attribute at line {line}, column {column} has not the form name="value".',
  'xml-root-not-one': 'At line {line}, column {column} something stands outside the one root element. Send one document.',
  'xml-declaration-invalid':
    'The XML declaration in line {line} is malformed. Write <?xml version="1.0" encoding="UTF-8"?>, at the very beginning.',
  'xml-malformed': 'The text is no well-formed XML at line {line}, column {column}.',
  'xml-too-deep': 'Elements are nested more than {limit} deep from line {line}, column {column} on. Flatten the document.',
  'xml-too-many-members': 'The document has more than {limit} elements and attributes. Divide it into several.',
  'xml-mixed-content':
    'The text “{found}” stands beside other elements, or where only elements or attributes may stand. Put it into an element of its own.',
  'xml-element-unexpected': 'The element “{found}” may not stand in “{in}”. Remove it, or correct its name or namespace.',
  'xml-element-repeated': 'The element “{found}” stands here a second time. Keep one.',
  'xml-attribute-unexpected': 'The element “{in}” has no attribute “{attribute}”. Remove it.',
  'xml-attribute-missing': 'The attribute “{attribute}” of the element “{in}” is missing.',
  'xml-number-invalid': '“{found}” is no decimal number.',
  'xml-number-lossy': 'The number {number} would become {kept} in other systems. Write it with at most 15 significant digits.',
  'xml-carried-invalid': '“{found}” is no JSON text, which this attribute holds.',
  'xml-root-unknown':
    'The root element “{found}” in namespace “{namespace}” is no EPCIS document. Expected: EPCISDocument in urn:epcglobal:epcis:xsd:2 or EPCISQueryDocument in urn:epcglobal:epcis-query:xsd:2 (or the :1 of each).',
  'xml-query-not-results': 'The query document holds “{found}”. Only query results (QueryResults) are events or master data.',
  'event-element-unknown':
    'EPCIS has no event type “{found}”. Its own are ObjectEvent, AggregationEvent, TransactionEvent, TransformationEvent and AssociationEvent, without a namespace.',
  'xml-character-impossible': 'The text holds a character that XML cannot hold, not even as a reference. Choose JSON, or correct the text.',
  'xml-creation-date-missing': 'XML needs the time of creation of a document (creationDate), and this one has none. State it.',
}

const zh: { readonly [Code in keyof typeof en]: string } = {
  'xml-empty': '正文为空。请发送 EPCIS XML 文档。',
  'xml-utf8-invalid': '偏移量 {offset} 处的字节不是 UTF-8。请以 UTF-8 发送文档，而非 GB 18030、Latin-1 或 UTF-16。',
  'xml-encoding-other': '第 {line} 行的 XML 声明注明编码为“{found}”。请以 UTF-8 发送文档，并如此声明或不声明。',
  'xml-doctype': '第 {line} 行的文档类型声明定义了实体或引用了外部文件。出于安全考虑两者均不读取：请删除 <!DOCTYPE …>。',
  'xml-entity-unknown':
    '第 {line} 行第 {column} 列引用了未知实体，或有单独的“&”。只支持 &amp; &lt; &gt; &quot; &apos; 及字符引用；“&”本身写作 &amp;。',
  'xml-name-invalid': '第 {line} 行第 {column} 列的字符不能用于 XML 名称。文本中的“<”写作 &lt;。',
  'xml-character-invalid': '第 {line} 行第 {column} 列的字符不为 XML 所允许。请删除；文本中的“<”写作 &lt;。',
  'xml-ends-early': '文档在第 {line} 行第 {column} 列结束，而元素“{found}”尚未关闭，可能在传输中被截断。',
  'xml-tags-crossed': '第 {line} 行第 {column} 列的结束标签“{found}”与当前打开的元素不匹配。',
  'xml-prefix-undeclared': '第 {line} 行第 {column} 列的前缀“{found}”未声明。请声明：xmlns:{found}="…"。',
  'xml-namespace-invalid': '第 {line} 行第 {column} 列的命名空间声明不符合 XML 命名空间规范。',
  'xml-attribute-twice': '第 {line} 行第 {column} 列的属性“{found}”在同一元素中出现两次。请只保留一个。',
  'xml-attribute-malformed': '第 {line} 行第 {column} 列的属性不符合 name="value" 的格式。',
  'xml-root-not-one': '第 {line} 行第 {column} 列有内容位于唯一的根元素之外。请只发送一个文档。',
  'xml-declaration-invalid': '第 {line} 行的 XML 声明格式有误。请在文档最开头写 <?xml version="1.0" encoding="UTF-8"?>。',
  'xml-malformed': '第 {line} 行第 {column} 列处的文本不是格式良好的 XML。',
  'xml-too-deep': '自第 {line} 行第 {column} 列起，元素嵌套超过 {limit} 层。请简化文档结构。',
  'xml-too-many-members': '文档的元素和属性超过 {limit} 个。请拆分为多个文档。',
  'xml-mixed-content': '文本“{found}”与其他元素并列，或位于只允许元素或属性的位置。请将其放入单独的元素。',
  'xml-element-unexpected': '元素“{found}”不能出现在“{in}”中。请删除，或更正其名称或命名空间。',
  'xml-element-repeated': '元素“{found}”在此重复出现。请只保留一个。',
  'xml-attribute-unexpected': '元素“{in}”没有属性“{attribute}”。请删除。',
  'xml-attribute-missing': '元素“{in}”缺少属性“{attribute}”。',
  'xml-number-invalid': '“{found}”不是十进制数。',
  'xml-number-lossy': '数值 {number} 在其他系统中会变成 {kept}。请最多使用 15 位有效数字。',
  'xml-carried-invalid': '该属性应为 JSON 文本，而“{found}”不是。',
  'xml-root-unknown':
    '命名空间“{namespace}”中的根元素“{found}”不是 EPCIS 文档。应为 urn:epcglobal:epcis:xsd:2 中的 EPCISDocument，或 urn:epcglobal:epcis-query:xsd:2 中的 EPCISQueryDocument（或相应的 :1 版本）。',
  'xml-query-not-results': '查询文档的内容是“{found}”。只有查询结果（QueryResults）才含有事件或主数据。',
  'event-element-unknown':
    'EPCIS 没有事件类型“{found}”。标准类型为 ObjectEvent、AggregationEvent、TransactionEvent、TransformationEvent 和 AssociationEvent，且不带命名空间。',
  'xml-character-impossible': '文本含有 XML 无法表示的字符（字符引用亦不可）。请改用 JSON，或更正文本。',
  'xml-creation-date-missing': 'XML 要求文档具有创建时间（creationDate），而此文档没有。请给出。',
}

/** The words of every problem code of EPCIS XML. */
export const texts = { en, zh } satisfies Catalog
