import type { Catalog } from '@proofline/problems'

const en = `PROOFLINE EVIDENCE BUNDLE

This archive holds facts of the log

  {origin}

and the proof that each of them stands unchanged in it. Open summary.en.html to read
what it is about. Everything can be checked offline, without us.


BEFORE YOU TRUST IT

The proofs rest on one public key: keys/log.vkey. It came with the archive, so compare
its fingerprint with one that the maker gave you by another way (SHA-256 of the file):

  {fingerprint}


WHAT IS IN IT

  summary.en.html      to be read by people; made from the facts, no evidence by itself
  manifest.json        table of contents: why it was made, which facts, SHA-256 of each file
  facts.ndjson         the facts, one JSON object a line, in the order of the log
  proofs.tlog-proof    for each fact, in the same order, a proof (c2sp.org/tlog-proof@v1)
  checkpoint           what the log signed: its size and root hash (c2sp.org/tlog-checkpoint)
  keys/                verifier keys of the log and of witnesses (c2sp.org/signed-note)
  answer.json          if present: the answer that these facts support, as the system gave it


HOW TO CHECK IT WITH OUR VERIFIER (free, open source, opens no network connection)

  npx proofline verify bundle.zip --key KEY

  KEY is the verifier key of the log as you got it by another way.


HOW TO CHECK IT WITHOUT US

1. SHA-256 and size of each file are those in manifest.json, and there is no other file.
2. The text of checkpoint, up to the blank line, is signed by keys/log.vkey (Ed25519);
   so are the witnesses' cosignatures by their keys. Line 1 is the name of the log,
   line 2 the number of its facts, line 3 the root hash in base64.
3. For each line of facts.ndjson ("text" is its UTF-8 bytes, salts are hexadecimal):
   a. SHA-256(0x02, bodySalt, body) is the member "bodyHash" of envelope.
      Lines with "withheld" or "erasedBy" have no body; the envelope binds it all the same.
   b. SHA-256(0x01, salt, envelope) is "commitment".
   c. SHA-256(0x00, commitment) is the leaf hash. Its proof leads from there to the root
      hash of the checkpoint (RFC 6962, section 2.1.1).
4. Where "erasedBy" stands, the fact with that index is in the bundle, is of the kind
   erased/1, names index and commitment of the erased fact, and holds two signatures
   over that decision by two different keys.

The format to the last byte: docs/reference/evidence-bundle.md of the Proofline sources.


WHAT IT PROVES, AND WHAT NOT

It proves that these facts were recorded in this form and have not been changed since,
and, where witnesses have cosigned, at which time at the latest. It does not prove that
nothing else was recorded, that what a source told was true, or who typed the reason in
manifest.json: these are statements, and read as such.
`

const zh = `PROOFLINE 溯证 证据包

本压缩包包含以下日志中的若干事实：

  {origin}

以及每条事实原封不动地存在于该日志中的证明。内容概要请打开 summary.zh.html 阅读。
全部内容均可离线验证，无需依赖我方。


采信之前

所有证明都以一个公钥为基础：keys/log.vkey。该公钥随证据包一同提供，因此请将其指纹
（该文件的 SHA-256）与制造商通过其他途径提供的指纹进行核对：

  {fingerprint}


包内文件

  summary.zh.html      供阅读的概要，由事实生成，本身不是证据
  manifest.json        目录：制作目的、包含哪些事实、每个文件的 SHA-256
  facts.ndjson         事实，每行一个 JSON 对象，按日志顺序排列
  proofs.tlog-proof    按同一顺序，每条事实一份证明（c2sp.org/tlog-proof@v1）
  checkpoint           日志签署的检查点：日志大小与根哈希（c2sp.org/tlog-checkpoint）
  keys/                日志及见证方的验证公钥（c2sp.org/signed-note）
  answer.json          如有：系统当时给出的、以这些事实为依据的答案


使用我方验证程序（免费、开源、不建立任何网络连接）

  npx proofline verify bundle.zip --key KEY

  KEY 为您通过其他途径取得的日志验证公钥。


不依赖我方程序的验证步骤

1. 每个文件的 SHA-256 和大小与 manifest.json 所列一致，且没有其他文件。
2. checkpoint 中空行之前的文本由 keys/log.vkey 签名（Ed25519），见证方的联署由其各自的
   公钥验证。第 1 行是日志标识，第 2 行是事实总数，第 3 行是根哈希（base64）。
3. 对 facts.ndjson 的每一行（文本取其 UTF-8 字节，盐值为十六进制）：
   a. SHA-256(0x02, bodySalt, body) 等于 envelope 中的 bodyHash。
      带有 withheld 或 erasedBy 的行没有正文，但 envelope 仍与原正文绑定。
   b. SHA-256(0x01, salt, envelope) 等于 commitment。
   c. SHA-256(0x00, commitment) 为叶哈希；由对应的证明可从叶哈希推算到检查点的根哈希
      （RFC 6962 第 2.1.1 节）。
4. 带有 erasedBy 的行：该序号的事实也在包内，种类为 erased/1，指明被删除事实的序号和
   commitment，并含有两个不同密钥对该决定的签名。

精确到字节的格式说明：Proofline 源代码中的 docs/reference/evidence-bundle.md。


能证明什么，不能证明什么

证据包证明：这些事实确曾以此形式被记录，且此后未被改动；有见证方联署时，还能证明最迟
于何时已被记录。它不能证明没有其他记录存在，不能证明来源所述属实，也不能证明
manifest.json 中的制作说明出自何人之手：这些只是陈述，请按陈述对待。
`

/** Part of `summary/1`, as the page is. */
export const readmeTexts = { en: { readme: en }, zh: { readme: zh } } satisfies Catalog
