import type { Catalog } from '@proofline/problems'

export const epcisCommandTexts = {
  en: {
    'check-summary': 'say everything that is wrong with EPCIS documents',
    'check-help':
      'proofline check FILE…\n\nReads EPCIS documents, query documents or single events, JSON or XML (2.0, and\n1.x as it is raised to 2.0), and says all that is wrong with them at once: where\n(JSON Pointer or XPath, line and column), what, what to do, and by which clause\nof which standard. What passes here is not refused at capture. Nothing is sent:\nno server is needed.\n\nFILE is a file, a folder (every .json, .jsonld and .xml below it), or - for\nstandard input. The exit code is 0 if nothing is wrong, 1 if anything is.\n\nExamples:\n  npx proofline check receipts.json\n  npx proofline check ./export/ --json | jq .problems\n  mes-export | npx proofline check - --lang zh',
    'check-right': '{name}: {events} event(s), nothing wrong',
    'check-wrong': '{name}: {problems} problem(s)',
    'hash-summary': 'the CBV event hash IDs of EPCIS events',
    'hash-help':
      'proofline hash FILE… [--prehash]\n\nPrints the event hash ID (CBV 2.0 §8.9.2) of every event, one a line, in the\norder of the document. Equal events have equal hashes, however they are written:\nJSON or XML, EPC URN or Digital Link, spelling of numbers and times. With\nseveral documents each line begins with FILE#EVENT. Nothing is sent.\n\nFILE is a file, a folder (every .json, .jsonld and .xml below it), or - for\nstandard input. What is not valid EPCIS is hashed as well as it can be:\nproofline check says what is wrong with it.\n\n  --prehash   the text that is hashed, in its place\n\nExamples:\n  npx proofline hash receipts.json\n  npx proofline hash --prehash ours.json | diff - theirs.prehashes\n  npx proofline hash ./export/ --json',
    'hash-unreadable': '{name}: {reason}\nAll problems: proofline check {name}',
    'hash-no-events': '{name}: holds no EPCIS event.',
    'convert-wrong': '{name}: not converted, {problems} problem(s)',
    'convert-words': '--words takes urn or web-uri: how words of the Core Business Vocabulary stand in XML.',
    'convert-twice': 'two documents would be written to {path}. Convert them one folder after the other, or to different folders.',
    'file-too-large': '{path} has {size} bytes; at most {limit} can be read at once. Divide it into several documents.',
  },
  zh: {
    'check-summary': '列出 EPCIS 文档的全部问题',
    'check-help':
      'proofline check 文件…\n\n读取 EPCIS 文档、查询文档或单个事件（JSON 或 XML；1.x 先提升为 2.0），一次\n列出全部问题：位置（JSON 指针或 XPath 及行列）、问题、处理办法，以及所依据的\n标准条款。在此通过的内容采集时不会被拒收。不发送任何内容，也不需要服务器。\n\n“文件”可以是文件、目录（其下所有 .json、.jsonld、.xml），或用 - 表示标准输入。\n没有问题时退出码为 0，有任何问题时为 1。\n\n示例：\n  npx proofline check receipts.json\n  npx proofline check ./export/ --json | jq .problems\n  mes-export | npx proofline check - --lang zh',
    'check-right': '{name}：{events} 个事件，没有问题',
    'check-wrong': '{name}：{problems} 个问题',
    'hash-summary': '计算 EPCIS 事件的 CBV 事件哈希标识',
    'hash-help':
      'proofline hash 文件… [--prehash]\n\n按文档中的顺序逐行输出每个事件的事件哈希标识（CBV 2.0 §8.9.2）。相同的事件，\n无论写法如何（JSON 或 XML、EPC URN 或 Digital Link、数字与时间的写法），哈希都\n相同。有多个文档时，每行以“文件#事件序号”开头。不发送任何内容。\n\n“文件”可以是文件、目录（其下所有 .json、.jsonld、.xml），或用 - 表示标准输入。\n不合规的 EPCIS 也会尽可能计算（proofline check 可列出其问题）。\n\n  --prehash   改为输出被哈希的文本\n\n示例：\n  npx proofline hash receipts.json\n  npx proofline hash --prehash ours.json | diff - theirs.prehashes\n  npx proofline hash ./export/ --json',
    'hash-unreadable': '{name}：{reason}\n全部问题：proofline check {name}',
    'hash-no-events': '{name}：不含任何 EPCIS 事件。',
    'convert-wrong': '{name}：未转换，有 {problems} 个问题',
    'convert-words': '--words 可为 urn 或 web-uri：核心业务词汇（CBV）在 XML 中的写法。',
    'convert-twice': '有两个文档会写入 {path}。请逐个目录转换，或输出到不同目录。',
    'file-too-large': '{path} 有 {size} 字节，一次最多读取 {limit} 字节。请拆分为多个文档。',
  },
} satisfies Catalog
