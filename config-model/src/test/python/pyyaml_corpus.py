#!/usr/bin/env python3
"""Makes documents from a seed and records what PyYAML's safe loader says to each.

    pip install pyyaml==6.0.3
    python3 pyyaml_corpus.py --seed 1 --count 6000 --coverage > answers.txt

One line a document: the document as JSON text, a tab, the answer. An answer is the value in a
canonical form (see canon), or "!" with line and column of the problem where PyYAML tells them. The
first line tells versions, seed and which share of PyYAML's own lines the documents reached.
"""
import argparse
import datetime
import gc
import json
import random
import struct
import sys

import yaml

SEEDS = [
    "", "\n", "# only a comment\n", "---\n", "...\n", "--- a\n...\n", "--- a\n...\n...\n", "a\n...\n# x\n",
    "a\n---\nb\n", "---\n---\n", "%YAML 1.1\n--- a\n", "%YAML 1.2\n---\na: 1\n", "%YAML 2.0\n--- a\n",
    "%YAML 1.1\n%YAML 1.1\n--- a\n", "%YAML 1\n--- a\n", "%YAML 1.\n--- a\n", "%YAML x\n--- a\n",
    "%YAML 1.1x\n--- a\n", "%YAML   1.1 # c\n--- a\n", "%YAML 1.1 x\n--- a\n", "%YAML 01.1\n--- a\n",
    "%TAG ! tag:yaml.org,2002:\n--- !int '3'\n", "%TAG !e! tag:yaml.org,2002:\n--- !e!int '3'\n",
    "%TAG !e! tag:yaml.org,2002:\n%TAG !e! x:\n--- 1\n", "%TAG !e tag:x\n--- a\n", "%TAG ! \n--- a\n", "%TAG !!\n--- a\n",
    "%TAG e tag:x\n--- a\n", "%TAG !e! tag:x y\n--- a\n", "%TAG !! tag:other:\n--- !!int 3\n", "%FOO bar baz\n--- a\n",
    "%\n--- a\n", "%FO*\n--- a\n", "%FOO\n", "%YAML 1.1\n", "%YAML 1.1\nfoo\n", "a: 1\n%YAML 1.1\n---\nb\n",
    "a\n...\n%YAML 1.1\n---\nb\n", "{\n%x: 1}\n", "a: !!str\nb: !!int '3'\n", "a: ! 12\n", "a: ! 'on'\n", "- ! [1]\n- ! {a: b}\n",
    "- !foo a\n", "- !e!foo a\n", "- !<tag:yaml.org,2002:int> '12'\n", "- !<!> 12\n", "- !<tag:x a\n", "- !<> a\n", "- !!\n",
    "- !!int%20 3\n", "- !!%69nt '3'\n", "- !!%e2%82%ac x\n", "- !!%ff x\n", "- !!%f\n", "- !!str,a\n", "- [!!str, a]\n", "- !!int\t3\n",
    "- !a!\tb!c 1\n", "!!python/object:os.system x\n", "!!python/name:os.system ''\n", "!!yaml 1\n", "!!merge a\n", "!!value a\n",
    "!!null x\n", "!!null [a]\n", "!!bool yes\n", "!!bool x\n", "!!bool {=: on}\n", "!!bool {=: {=: off}}\n", "!!str {=: a}\n", "!!str [a]\n",
    "!!int ''\n", "!!int '-'\n", "!!int ' 12 '\n", "!!int '1_2'\n", "!!int '0b12'\n", "!!int '0b0b1'\n", "!!int '0x0xF'\n", "!!int '0o17'\n",
    "!!int '+-5'\n", "!!int '1:2:3'\n", "!!int '1:x'\n", "!!int '1::2'\n", "!!int '\u0661\u0662'\n", "!!int 1.5\n", "!!int '08'\n", "!!float x\n",
    "!!float ''\n", "!!float '.'\n", "!!float '1e3'\n", "!!float 'nan'\n", "!!float '-Infinity'\n", "!!float '1:30.5'\n", "!!float '0x1p3'\n",
    "!!float '1d'\n", "!!float ' 2 '\n", "!!float '-.inf'\n", "!!float '1:'\n", "!!binary aGVsbG8=\n", "!!binary aGVsbG8\n", "!!binary a\n",
    "!!binary 'aGV$sbG8='\n", "!!binary 'aGVs=bG8='\n", "!!binary ''\n", "!!binary '\u00e9'\n", "!!binary 'ab=='\n", "!!binary 'ab='\n",
    "!!binary 'ab=c='\n", "!!binary |\n aGVs\n bG8=\n", "!!timestamp 2020-01-01\n", "!!timestamp x\n", "!!timestamp {=: 2020-01-01}\n",
    "!!timestamp '2020-1-1'\n", "!!set {a, b}\n", "!!set [a]\n", "!!set {a: 1, ? b}\n", "!!set {[a]: 1}\n", "!!omap [a: 1, b: 2]\n", "!!omap [a]\n",
    "!!omap {a: 1}\n", "!!omap [{a: 1, b: 2}]\n", "!!pairs [a: 1, a: 2]\n", "!!pairs {a: b}\n", "!!pairs [{}]\n", "!!pairs [[1]: 2]\n",
    "!!pairs a\n", "!!seq {a: 1}\n", "!!seq a\n", "!!map [a]\n", "!!map a\n", "!!map {a: 1}\n", "!!omap &a [x: *a]\n",
    "&a [*a]\n", "&a {b: *a}\n", "&a {*a: 1}\n", "&a !!str {=: *a}\n", "[&a a, *a]\n", "[&a a, &a b]\n", "[*a]\n", "[&a, *a]\n", "&a\n", "&a a: b\n",
    "&a !!str b\n", "!!str &a b\n", "a: &b\nc: *b\n", "a: &b !!str\nc: *b\n", "&a &b c\n", "!a !b c\n", "*a b\n", "&\n", "*\n", "&a*\n", "&a.b c\n",
    "*a: b\n", "&x y: *x\n", "- &a x\n- *a\n- *a\n", "a: *b*\n", "? &a [1]\n: 2\n", "? [1]\n: 2\n", "? {a: 1}\n: 2\n",
    "a: {<<: {b: 1}, c: 2}\n", "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n", "x: &x {a: 1}\nz: &z {a: 2, c: 3}\ny: {<<: [*x, *z]}\n",
    "a: {<<: 1}\n", "a: {<<: [1]}\n", "a: <<\n", "- <<\n", "'<<': 1\n", "a: =\n", "=: 1\n", "- =\n", "{=: 1, a: 2}\n", "[&x =: 1, *x]\n",
    "&a {<<: *a, x: 1}\n", "&a {<<: &b {<<: *a, y: 1}, x: 2}\n", "{<<: {<<: {a: 1}}, <<: {b: 2}}\n", "{a: 1, <<: {a: 2, b: 3}}\n", "{<<: []}\n",
    "!!set {<<: {a: 1}}\n", "{a: 1, a: 2}\n", "{1: a, true: b, 1.0: c}\n", "{0: a, false: b, -0.0: c}\n", "{.nan: 1, .nan: 2, .inf: 3, .inf: 4}\n",
    "{null: 1, ~: 2, '': 3, : 4}\n", "{2020-01-01: 1, 2020-01-01: 2, 2020-01-01 00:00:00: 3}\n",
    "{2020-01-01T01:00:00Z: 1, 2020-01-01T02:00:00+01:00: 2, 2020-01-01T01:00:00: 3}\n", "{!!binary YQ==: 1, a: 2, !!binary YQ==: 3}\n",
    "a: b: c\n", "a: 'b': c\n", "a\nb: c\n", "a: b\n c: d\n", "a:\n  b: c\n d: e\n", "- a\nb: c\n", "a: - b\n", "a:\n- b\n- c\nd: e\n", "a:\n-\n-\nd:\n",
    "- - - a\n    - b\n  - c\n", "-\n- a\n-\n", "- a: 1\n  b: 2\n- c\n", "? a\n: b\n", "? a\n? b\n", "? |\n  x\n: - y\n", "?\n:\n", "? a: b\n  c: d\n: e\n", ": a\n",
    "? - a\n: b\n", "a: ? b\n", "a ? b\n", "-a\n", "?a\n", ":a\n", "- :\n", "- ?\n", "::\n", "a::\n", "a::b: c\n", "a:b\n", "-\ta\n", "a:\tb\n", "a\t: b\n", "\ta\n",
    "a:\n\tb\n", "a: b\t\n", "a: b\t# c\n", "a: b # c\n", "a: b#c\n", "a: #c\n", "#c\na: b\n", "a: 'b' #c\n", "a: 'b'#c\n", "a: |\n b\n#c\n", "[a,#c\nb]\n", "[a, b\n#c\n]\n",
    "[]\n", "{}\n", "[a, b]\n", "[a, b,]\n", "[a,,b]\n", "[,]\n", "[a b]\n", "[a\nb]\n", "[a: b]\n", "[a: b, c]\n", "[? a]\n", "[? a : b]\n", "[?]\n", "[? , a]\n", "[: a]\n", "[:]\n", "[a:]\n",
    "['a':b]\n", "[\"a\":b]\n", "[[a]:b]\n", "{a: b}\n", "{a}\n", "{a, b: c}\n", "{a:b}\n", "{a:1}\n", "{'a':1}\n", "{a: }\n", "{a:}\n", "{a: ,b}\n", "{? a: b}\n", "{?a: b}\n", "{? a}\n", "{?}\n",
    "{: a}\n", "{:}\n", "{a: b: c}\n", "{a: [b}]\n", "[a\n", "{a\n", "{a: b\n", "]\n", "}\n", "a ]\n", "[a]]\n", "[a] b\n", "[a]: b\n", "{a: b}: c\n", "{[a]: b}\n", "a: [b\n", "a: [b,\nc: d]\n", "a: [\nb]\n",
    "[a?b]\n", "{a?b: c}\n", "[a:b]\n", "[a,b]\n", "a,b\n", "a[b]: c\n", "a{b}: c\n", "[-a, -1, - b]\n", "[-]\n", "[--- , a]\n", "[\n---\n]\n", "[\n...\n]\n", "[a, ...]\n", "[|\na]\n", "[>a]\n", "[@a]\n", "[`a]\n", "[%a]\n",
    "@a\n", "`a\n", "%a\n", " %a\n", "|a\n", ">a\n", "a: |\n", "a: |", "a: |\nb\n", "a: |\n  x\n  y\n", "a: |-\n  x\n\n", "a: |+\n  x\n\n\nb: c\n", "a: >\n  x\n  y\n\n  z\n   w\n  v\n", "a: >-\n\n  x\n", "a: >+\n  x\n\n",
    "a: |2\n   x\n", "a: |1\n x\n  y\n", "a: |9\n  x\n", "a: |0\n x\n", "a: |+2\n   x\n\n", "a: |2+\n   x\n\n", "a: |2-\n   x\n\n", "a: |-0\n x\n", "a: |22\n x\n", "a: |++\n x\n", "a: | # c\n x\n", "a: | c\n x\n", "a: |#c\n x\n", "a: |\n    \n  x\n", "a: |\n  x\n z\n",
    "a: |\n x\n  y\n\n  z\n", "a: >\n x\n\ty\n z\n", "a: >\n \tx\n y\n", "- |\n x\n- >\n y\n", "--- |\nx\n", "--- >\n x\n...\n", "--- |1\n x\n", "a: |\n\u2028x\n", "a: |\n x\u2028 y\n", "a: >\n x\u2028 y\n z\n", "a: |\n x\x85 y\n", "|\n x\n", "a: !!str |\n x\n",
    "'a'\n", "'a''b'\n", "'a\nb'\n", "'a\n\nb'\n", "'a\n b'\n", "'a  \n  b'\n", "'a\\nb'\n", "'a\"b'\n", "'a\n---\nb'\n", "'a\n...'\n", "'a\n--- b'\n", "'a\n---b'\n", "'a", "'a\n", "'a\u2028b'\n", "'a\n\u2028b'\n", "'' : a\n", "'a':b\n", "'a': b\n", "'a' b\n",
    "\"a\"\n", "\"a\\nb\\t\\\\\\\"\\/\\0\\a\\b\\v\\f\\r\\e\\ \\N\\_\\L\\P\\\t\"\n", "\"\\x41\\u0042\\U00000043\"\n", "\"\\U0001F600\\ud83d\\ude00\"\n", "\"\\ud83d\"\n", "\"\\udc00\\ud800\"\n", "{\"\\ud83d\\ude00\": 1, \"\\U0001F600\": 2}\n", "{\"\\ud83d\": 1, \"\\ud83d\": 2}\n",
    "\"\\U00110000\"\n", "\"\\UFFFFFFFF\"\n", "\"\\x4\"\n", "\"\\xg0\"\n", "\"\\u12\"\n", "\"\\q\"\n", "\"\\'\"\n", "\"\\", "\"a\\\n  b\"\n", "\"a\\\n\n  b\"\n", "\"a \\\n b\"\n", "\"a\n\\ b\"\n", "\"a\n\nb\"\n", "\"a\n---\n\"\n", "\"a\n... \n\"\n", "\"a", "\"a'b\"\n", "\"\\x00\"\n", "\"\\xff\"\n",
    "\ufeffa: b\n", "\ufeff# c\na: b\n", "\ufeff\n", "a: \ufeffb\n", "\n\ufeffa: b\n", "\ufeff\ufeffa: b\n", " \ufeffa: b\n", "\ufeff- a\n- b\n", "\ufeff---\na\n", "\ufeff%YAML 1.1\n--- a\n",
    "a: \x7f\n", "a: \x01\n", "a: \x80\n", "a: \x85b\n", "a: \xa0b\n", "a: \ud7ff\n", "a: \ue000\n", "a: \ufffe\n", "a: \uffff\n", "a: \U0001F600\n", "\U0001F600: [\U0001F600, x]\n", "a: b\x0bc\n", "a: \x00\n",
    "a: b\r\nc: d\r\n", "a: b\rc: d\r", "a: |\r\n  x\r\n  y\r\n", "'a\r\n\r\nb'\r\n", "a: b\n\rc: d\n", "a\x85b: c\n", "a:\x85- b\x85", "a\u2028b\n", "a: b\u2029c: d\n", "- a\u2028- b\n",
    "k" * 1023 + ": v\n", "k" * 1024 + ": v\n", "k" * 1025 + ": v\n", "'" + "k" * 1022 + "': v\n", "'" + "k" * 1023 + "': v\n", "- " + "k" * 1024 + ": v\n", "- " + "k" * 1025 + ": v\n",
    "[" + "k" * 1023 + ": v]\n", "[" + "k" * 1024 + ": v]\n", "[" + "k" * 1025 + ": v]\n", "{" + "k" * 1025 + ": v}\n", "{? " + "k" * 1025 + " : v}\n", "? " + "k" * 2000 + "\n: v\n", "[" + "a, " * 400 + "]: v\n", "[" + "a, " * 300 + "]: v\n",
    "&a " + "k" * 1021 + ": v\n", "&a " + "k" * 1022 + ": v\n", "\"a\nb\": c\n", "a\n b: c\n", "[a\n b: c]\n", "['a\n b': c]\n", "{a\n b: c}\n", "[[a\n]: c]\n", "[" * 300 + "]" * 300 + "\n", "- " * 200 + "a\n", "{a: " * 250 + "b" + "}" * 250 + "\n",
    "0\n", "-0\n", "+0\n", "00\n", "0_\n", "0_7\n", "08\n", "0x1F\n", "0x\n", "0x_\n", "0b101\n", "0b_\n", "-0b1\n", "0o17\n", "1_000\n", "1__0_\n", "_1\n", "+12\n", "-12\n", "--1\n", "12e03\n", "1e3\n", "1.5e3\n", "1.5e+3\n", "1.e+3\n", "1.\n", ".5\n", "-.5\n", "+.5e-2\n", ".\n", "1_0.5_0\n", "1._5\n",
    "._5\n", "1.5.2\n", ".inf\n", "-.INF\n", "+.Inf\n", ".iNF\n", ".nan\n", ".NaN\n", "-.nan\n", "1:30\n", "1:60\n", "190:20:30\n", "1:30.5\n", "190:20:30.15\n", "-1:30\n", "0:30\n", "01:30\n", "1:3\n", "1_0:30\n", "123456789012345678901234567890\n", "9" * 4300 + "\n", "9" * 4301 + "\n", "0x" + "f" * 300 + "\n",
    "1.7976931348623157e+308\n", "1.0e+400\n", "5.0e-324\n", "0.1\n", "1e400\n", "2.2250738585072014e-308\n",
    "yes\n", "No\n", "ON\n", "off\n", "y\n", "n\n", "oN\n", "True\n", "tRUE\n", "FALSE\n", "null\n", "Null\n", "NULL\n", "nULL\n", "~\n", "~a\n", "nan\n",
    "2020-01-01\n", "2020-1-1\n", "2020-13-01\n", "2020-02-30\n", "0000-01-01\n", "0001-01-01\n", "9999-12-31\n", "2020-01-01T10:00:00\n", "2020-1-1t1:00:00\n", "2020-01-01 10:00:00.123456789\n", "2020-01-01 10:00:00.\n", "2020-01-01 10:00:00 Z\n", "2020-01-01\t10:00:00+1\n", "2020-01-01 10:00:00 -01:30\n",
    "2020-01-01 10:00:00+24:00\n", "2020-01-01 10:00:00+23:59\n", "2020-01-01 10:00:00-23:99\n", "2020-01-01 24:00:00\n", "2020-01-01 10:60:00\n", "2020-01-01 10:00:60\n", "2020-01-01 10:00\n", "2020-01-01T10:00:00z\n", "2020-01-01x\n", "20-01-01\n",
]

PIECES = [
    "a", "b", "key", "on", "12", "1.5", "~", "<<", "=", "2020-01-01", "'q'", '"d"', "'", '"', ":", ": ", " :", "- ", "-", "? ", "?", ",", ", ", "[", "]", "{", "}", "#", " #", "&a", "&a ", "*a", "*a ",
    "!!str ", "!!int ", "! ", "!x ", "|", ">", "|\n", ">-\n", "|+2\n", "%", "%YAML 1.1", "---", "--- ", "...", "\n", "\n\n", "\n ", "\n  ", "\n    ", " ", "  ", "\t", "\r\n", "\r", "\x85", "\u2028", "\ufeff", "\\", "\\n", "\\x41", "\\u00e9",
    "\\ud83d", "@", "`", "\u00e9", "\U0001F600", "0x1f", "0o7", "1:30", "_", ".", "\n- ", "\n? ", "\n: ", "\na: ", "\n<<: *a", "\n  b: ", "=: ", "\\\n", "''", "k" * 1020,
]

WORDS = ["server_name", "database", "args", "host", "x", "on", "yes", "null", "12", "0123", "1_000", "1:30", "1e3", ".5", "2020-01-01", "true", "a b", "a:b", "a#b", "-a", "psycopg2", "~", "é", "\U0001F600"]


class Documents:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.anchors = []

    def make(self):
        r = self.random.random()
        if r < 0.40:
            return self.grammar()
        if r < 0.80:
            return self.mutate(self.random.choice(SEEDS) if self.random.random() < 0.6 else self.grammar())
        if r < 0.92:
            return "".join(self.random.choice(PIECES) for _ in range(self.random.randint(1, 14)))
        return self.mutate(self.random.choice(SEEDS) + self.random.choice(SEEDS))

    def mutate(self, text):
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randint(0, len(text))
            what = self.random.random()
            if what < 0.45:
                text = text[:at] + self.random.choice(PIECES) + text[at:]
            elif what < 0.75:
                text = text[:at] + text[at + self.random.randint(1, 4):]
            else:
                to = min(len(text), at + self.random.randint(1, 20))
                put = self.random.randint(0, len(text))
                text = text[:put] + text[at:to] + text[put:]
        return text

    def grammar(self):
        self.anchors = []
        head = self.random.choice(["", "", "", "", "---\n", "--- # c\n", "%YAML 1.1\n---\n", "\ufeff", "# c\n\n", "%TAG !y! tag:yaml.org,2002:\n---\n"])
        tail = self.random.choice(["", "", "", "\n", "...\n", "\n# end", "\n...\n...\n"])
        text = head + self.block(0, self.random.randint(1, 4)) + tail
        if self.random.random() < 0.1:
            text = text.replace("\n", self.random.choice(["\r\n", "\r", "\x85", "\u2028", "\n\n"]))
        return text

    def block(self, indent, depth):
        kind = self.random.random()
        pad = " " * indent
        if depth == 0 or kind < 0.15:
            return pad + self.scalar(indent) + "\n"
        entries = []
        step = self.random.choice([1, 2, 2, 2, 4])
        for _ in range(self.random.randint(1, 4)):
            if kind < 0.45:
                entries.append(self.entry(pad + "-", indent, step, depth))
            elif kind < 0.95:
                key = self.key()
                if self.anchors and self.random.random() < 0.08:
                    entries.append(pad + "<<: " + self.alias() + "\n")
                else:
                    entries.append(self.entry(pad + key + ":", indent, step, depth, self.random.random() < 0.3))
            else:
                entries.append(pad + "? " + self.scalar(indent + 2) + "\n" + self.entry(pad + ":", indent, step, depth))
            if self.random.random() < 0.1:
                entries.append(self.random.choice(["\n", pad + "# c\n", "# c\n", "   \n"]))
        return "".join(entries)

    def entry(self, lead, indent, step, depth, same=False):
        how = self.random.random()
        props = self.properties()
        if how < 0.4 or depth == 1:
            return lead + " " + props + self.scalar(indent + step) + self.random.choice(["", "", "", " # c", "  "]) + "\n"
        if how < 0.55:
            return lead + " " + props + self.flow(depth - 1) + "\n"
        if how < 0.65:
            return lead + " " + props + self.block_scalar(indent + step)
        if how < 0.7:
            return lead + ("\n" if not self.anchors else " " + self.alias() + "\n")
        inner = self.block(indent + step, depth - 1)
        if same and inner.lstrip().startswith("- "):
            return lead + " " + props + "\n" + self.dedent(inner, step)
        if lead.endswith("-") and self.random.random() < 0.5 and step == 2 and not props:
            return lead + " " + inner[indent + step:]
        return lead + (" " + props).rstrip() + "\n" + inner

    @staticmethod
    def dedent(text, step):
        return "".join(line[step:] if line.startswith(" " * step) else line for line in text.splitlines(True))

    def properties(self):
        if self.random.random() > 0.12:
            return ""
        tag = self.random.choice(["", "!!str ", "!!int ", "!!float ", "!!map ", "!!seq ", "!!set ", "!!omap ", "!!pairs ", "!!binary ", "!!null ", "! ", "!y!str ", "!<tag:yaml.org,2002:str> "])
        anchor = ""
        if self.random.random() < 0.6:
            name = "a%d" % len(self.anchors)
            self.anchors.append(name)
            anchor = "&" + name + " "
        return tag + anchor if self.random.random() < 0.5 else anchor + tag

    def alias(self):
        return "*" + self.random.choice(self.anchors)

    def key(self):
        return self.random.choice([self.random.choice(WORDS), self.random.choice(WORDS), "k%d" % self.random.randint(0, 3), "'%s'" % self.random.choice(WORDS), '"%s"' % self.random.choice(["a\\tb", "\\x41", "k"]), "[a]", "a" * self.random.choice([1, 1000, 1024, 1025])])

    def number(self):
        r = self.random
        form = r.choice(["%d", "-%d", "0%o", "0x%x", "0b" + "{0:b}", "%d.%d", "%d_%d", "%d:%d", "%d.%de+%d", "%d:%d.%d", ".%d", "+%d", "0o%o", "%d:%d:%d"])
        if "{" in form:
            return form.format(r.randint(0, 99))
        return form % tuple(r.choice([0, 7, 59, 60, 123456, r.randint(0, 70)]) for _ in range(form.count("%")))

    def scalar(self, indent):
        r = self.random.random()
        if r < 0.35:
            return self.random.choice(WORDS)
        if r < 0.5:
            return self.number()
        if r < 0.6:
            return "'" + self.lines(indent, ["a", "b c", "''", "\\", '"', "#", ": "]) + "'"
        if r < 0.75:
            return '"' + self.lines(indent, ["a", "b c", "\\n", "\\\\", "'", "\\\"", "\\x41", "\\u20ac", "\\U0001F600", "\\ud83d\\ude00", "\\\n" + " " * indent, "\\ ", "\\t"]) + '"'
        if r < 0.85:
            return self.lines(indent, ["a", "b c", "d:e", "f#g", "\\", "'", "-x", "[", ","])
        if r < 0.93:
            return self.flow(2)
        return self.alias() if self.anchors else ""

    def lines(self, indent, parts):
        text = ""
        for _ in range(self.random.randint(1, 4)):
            text += self.random.choice(parts) + self.random.choice(["", " ", "", "\n" + " " * indent, "\n\n" + " " * (indent + 1), "  ", "\t"])
        return text.rstrip(" \t\n") or "a"

    def block_scalar(self, indent):
        header = self.random.choice(["|", ">"]) + self.random.choice(["", "", "-", "+", "1", "2", "-1", "2+", "+3"]) + self.random.choice(["", "", " # c", " "])
        text = header + "\n"
        for _ in range(self.random.randint(0, 5)):
            text += self.random.choice([" " * indent, " " * (indent + 1), " " * (indent + 3), "", " " * indent + "\t"]) + self.random.choice(["a", "b c", "", "", "# no comment", "- x", "k: v", "a  "]) + "\n"
        return text

    def flow(self, depth):
        open_, close = self.random.choice(["[]", "{}"])
        parts = []
        for _ in range(self.random.randint(0, 3)):
            item = self.flow(depth - 1) if depth > 0 and self.random.random() < 0.3 else self.random.choice([self.random.choice(WORDS), "'q'", '"d"', "", "a\n  b", self.number()] + ([self.alias()] if self.anchors else []))
            item = self.properties() + item
            if open_ == "{" or self.random.random() < 0.15:
                item = self.random.choice(["", "", "? "]) + self.random.choice([self.key(), self.random.choice(WORDS)]) + self.random.choice([": ", ":", " : ", ""]) + item
            parts.append(item)
        return open_ + self.random.choice([", ", ",", " ,\n "]).join(parts) + self.random.choice(["", "", ","]) + close


def canon(value):
    seen = {}
    out = []

    def text(s):
        out.append(json.dumps(s))

    def walk(v, depth):
        if depth > 900:
            raise RecursionError()
        if v is None:
            out.append("n")
        elif isinstance(v, bool):
            out.append("T" if v else "F")
        elif isinstance(v, int):
            out.append("i" + hex(v))
        elif isinstance(v, float):
            out.append("fnan" if v != v else "f" + struct.pack(">d", v).hex())
        elif isinstance(v, str):
            text(v)
        elif isinstance(v, bytes):
            out.append("b" + v.hex())
        elif isinstance(v, datetime.datetime):
            out.append("t" + str(v))
        elif isinstance(v, datetime.date):
            out.append("d" + str(v))
        elif isinstance(v, tuple):
            out.append("(")
            walk(v[0], depth + 1)
            out.append(",")
            walk(v[1], depth + 1)
            out.append(")")
        elif id(v) in seen:
            out.append("*%d" % seen[id(v)])
        else:
            seen[id(v)] = len(seen)
            if isinstance(v, list):
                out.append("[")
                for item in v:
                    walk(item, depth + 1)
                    out.append(",")
                out.append("]")
            elif isinstance(v, dict):
                out.append("{")
                for k, item in v.items():
                    walk(k, depth + 1)
                    out.append(":")
                    walk(item, depth + 1)
                    out.append(",")
                out.append("}")
            elif isinstance(v, set):
                out.append("<%s>" % ",".join(sorted(canon(item) for item in v)))
            else:
                raise TypeError(type(v))

    walk(value, 0)
    return "".join(out)


def answer(document):
    # As Synapse: a file opened in text mode, so line ends are translated before PyYAML sees them.
    text = document.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return canon(yaml.safe_load(text))
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark
        return "!" if mark is None else "!%d:%d" % (mark.line + 1, mark.column + 1)
    except Exception:
        return "!"


class Coverage:
    """Which lines of PyYAML's own modules were run."""

    NAMES = ["scanner", "parser", "composer", "constructor", "resolver", "reader"]

    def __init__(self):
        self.files = {sys.modules["yaml." + name].__file__: name for name in self.NAMES}
        self.lines = {name: set() for name in self.NAMES}

    def trace(self, frame, event, arg):
        name = self.files.get(frame.f_code.co_filename)
        if name is None:
            return None
        lines = self.lines[name]

        def local(frame, event, arg):
            if event == "line":
                lines.add(frame.f_lineno)
            return local

        return local

    @staticmethod
    def possible(module, wanted):
        lines = set()
        stack = [(obj, "") for obj in vars(module).values() if isinstance(obj, type) and obj.__module__ == module.__name__]
        codes = []
        for cls, _ in stack:
            for name, member in vars(cls).items():
                member = getattr(member, "__func__", member)
                if hasattr(member, "__code__") and wanted(cls.__name__, name):
                    codes.append(member.__code__)
        for code in codes:
            first = code.co_firstlineno
            lines |= {line for _, _, line in code.co_lines() if line is not None and line != first}
        return lines

    # Parts that no safe document reaches: other loaders, unused entry points, byte streams.
    UNREACHED = {
        "scanner": {"__init__"},
        "parser": {"__init__", "dispose"},
        "composer": {"__init__", "check_node", "get_node"},
        "constructor": {"__init__", "check_data", "check_state_key", "get_data", "construct_pairs", "add_constructor", "add_multi_constructor", "construct_yaml_object"},
        "resolver": {"__init__", "add_implicit_resolver", "add_path_resolver", "descend_resolver", "ascend_resolver", "check_resolver_prefix"},
        "reader": {"__init__", "__str__", "determine_encoding", "update", "update_raw", "get_mark", "peek", "prefix"},
    }

    def report(self):
        result = {}
        for name in self.NAMES:
            def wanted(cls, member, name=name):
                if name == "constructor" and cls not in ("BaseConstructor", "SafeConstructor"):
                    return False
                return member not in self.UNREACHED[name]
            possible = self.possible(sys.modules["yaml." + name], wanted)
            missed = sorted(possible - self.lines[name])
            result[name] = {"lines": len(possible), "reached": len(possible) - len(missed), "missed": missed}
        return result


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=6000)
    options.add_argument("--coverage", action="store_true")
    options = options.parse_args()
    documents = Documents(options.seed)
    coverage = Coverage()
    lines = []
    seen = set()
    sys.setrecursionlimit(1000)
    queue = list(SEEDS)
    gc.disable()
    while len(lines) < options.count:
        document = queue.pop(0) if queue else documents.make()
        if document in seen or any(0xD800 <= ord(c) <= 0xDFFF for c in document):
            continue
        seen.add(document)
        if options.coverage:
            sys.settrace(coverage.trace)
        said = answer(document)
        sys.settrace(None)
        lines.append(json.dumps(document) + "\t" + said)
    header = {"pyyaml": yaml.__version__, "seed": options.seed, "documents": len(lines), "accepted": sum(not line.split("\t")[1].startswith("!") for line in lines)}
    if options.coverage:
        header["coverage"] = coverage.report()
    out = sys.stdout.buffer
    out.write((json.dumps(header) + "\n").encode())
    for line in lines:
        out.write((line + "\n").encode())


if __name__ == "__main__":
    main()
