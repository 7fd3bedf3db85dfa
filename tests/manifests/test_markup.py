import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from manifests.files import read_file
from manifests.markup import MAX_BYTES, MAX_ELEMENTS, Markup, child, open_xml, said
from manifests.reading import Problem
from tests.manifests.xml_mutants import AT

ROOT = Path(__file__).parents[2]
DTD = '<!DOCTYPE a [<!ENTITY x "cut">]><a>PRE&x;POST</a>'
READ_CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "gb18030", "koi8-r")
REFUSED_CODECS = ("utf-32", "utf-32-le", "utf-32-be", "utf-7", "cp037", "cp500")
NAMES = {"cp1251": "windows-1251", "utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16", "cp500": "cp037"}


def text_of(data):
    opened = open_xml(data)
    assert isinstance(opened, Markup), opened
    return opened.root.text


def refused(data):
    opened = open_xml(data)
    assert isinstance(opened, Problem) and opened.severity == "error", opened
    return opened.what


def declared(text, codec):
    return f'<?xml version="1.0" encoding="{NAMES.get(codec, codec)}"?>{text}'.encode(codec)


@pytest.mark.parametrize("codec", READ_CODECS)
def test_a_dtd_is_refused_in_every_encoding_that_is_read(codec):
    assert refused(declared(DTD, codec)) == "xml_doctype"
    assert refused(DTD.encode("utf-8" if codec in ("cp1251", "gb18030", "koi8-r") else codec)) == "xml_doctype"
    assert text_of(declared("<a>PREPOST</a>", codec)) == "PREPOST"


@pytest.mark.parametrize("codec", REFUSED_CODECS)
def test_an_encoding_of_no_sender_is_refused_whatever_is_in_it(codec):
    for text in (DTD, "<a>PREPOST</a>"):
        assert refused(declared(text, codec)) in ("encoding_refused", "xml_malformed")
    if codec.startswith("utf"):
        assert refused(declared(DTD, codec)) == "encoding_refused"


@pytest.mark.parametrize(
    "dtd",
    [
        "<!DOCTYPE a>",
        '<!DOCTYPE a SYSTEM "a.dtd">',
        "<!DOCTYPE a [<!ELEMENT a ANY>]>",
        '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]>',
        "<!DOCTYPE a [<!ENTITY % p \"<!ENTITY x 'y'>\"> %p;]>",
    ],
)
def test_any_doctype_is_refused_though_no_entity_is_used(dtd):
    assert refused(f"{dtd}<a>1</a>".encode()) == "xml_doctype"
    assert refused(f"<!-- {'x' * 9000} -->{dtd}<a>1</a>".encode()) == "xml_doctype"


def test_an_entity_that_nobody_declared_is_an_error_and_cuts_no_text():
    assert refused(b"<a>PRE&x;POST</a>") == "xml_malformed"


def test_comments_instructions_and_cdata_cut_no_text():
    for inside in (b"<!--c-->", b"<?p q?>", b"<![CDATA[]]>", b"<!-- <a> --><?p?><!---->"):
        assert text_of(b"<a>PRE" + inside + b"POST</a>") == "PREPOST"
    assert text_of(b"<a>PRE<![CDATA[<b>&amp;]]>&#x41;&amp;POST</a>") == "PRE<b>&amp;A&POST"


def test_an_element_inside_a_text_cuts_nothing_that_stands_after_it():
    root = open_xml(b"<m><Name> PRE<br/> POST<i/>!</Name><Nil><null/></Nil><Box>\n <ID>1</ID>\n</Box></m>").root
    assert said(root, "Name") == "PRE POST!"
    assert said(root, "Nil") is None
    assert said(root, "Box") is None
    assert said(root, "Box", "ID") == "1"
    assert child(root, "Box", "Other") is None


def secrets(target):
    """Documents that would fetch what they name if anybody let them."""
    return [
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{target}">]><a>&x;</a>',
        f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{target}"> %x;]><a/>',
        f'<!DOCTYPE a SYSTEM "{target}"><a/>',
        f'<!DOCTYPE a PUBLIC "-//X//Y" "{target}"><a/>',
        f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{target}" parse="text"/></a>',
        f'<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="{target}"/>',
        f'<?xml-stylesheet type="text/xsl" href="{target}"?><a/>',
        f'<a xmlns="{target}" xml:base="{target}"/>',
    ]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-be", "utf-32", "utf-7"])
def test_no_file_is_opened(tmp_path, codec):
    sentinel = tmp_path / "sentinel.txt"
    sentinel.write_text("SENTINEL")
    os.utime(sentinel, (1, 2))  # read before it was written: the next reading is noted
    for text in secrets(sentinel.as_uri()) + secrets(str(sentinel)):
        opened = open_xml(text.encode(codec))
        assert isinstance(opened, Problem) or "SENTINEL" not in "".join(opened.root.itertext())
        message = read_file(text.encode(codec), "a.xml", AT, "messages")[0]
        assert "SENTINEL" not in repr(message.reading)
    before = sentinel.stat().st_atime
    sentinel.read_bytes()
    if sentinel.stat().st_atime == before:
        pytest.skip("this file system does not note when a file is read")
    assert before == 1


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-7"])
def test_no_connection_is_made(codec):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        port = listening.getsockname()[1]
        for text in secrets(f"http://127.0.0.1:{port}/a") + secrets(f"ftp://127.0.0.1:{port}/a"):
            open_xml(text.encode(codec))
        with pytest.raises(TimeoutError):
            listening.accept()
        with socket.create_connection(("127.0.0.1", port)):
            listening.accept()[0].close()


LAUGHS = '<!DOCTYPE a [<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "billion laughs": ("f'{LAUGHS}]><a>&l9;</a>'.encode()", "xml_doctype"),
    "quadratic": (
        "('<!DOCTYPE a [<!ENTITY x \"' + 'y' * 200_000 + '\">]><a>' + '&x;' * 50_000 + '</a>').encode()",
        "xml_doctype",
    ),
    "deep": ("b'<a>' * 200_000 + b'</a>' * 200_000", "xml_too_deep"),
    "text of 30 MB": ("b'<a>' + b'x' * 30_000_000 + b'</a>'", "message_too_large"),
    "text of 12 MB": ("b'<a>' + b'x' * 12_000_000 + b'</a>'", "xml_malformed"),
    "3 M elements": ("b'<a>' + b'<a/>' * 3_000_000 + b'</a>'", "too_many_elements"),
    "elements in UTF-16": ("('<a>' + '<a/>' * 900_000 + '</a>').encode('utf-16')", "too_many_elements"),
    "elements at the cap": ("b'<a>' + b'<a b=\"c\"/> ' * 340_000 + b'</a>'", None),
    "attributes": ("b'<a ' + b' '.join(b'a%d=\"\"' % n for n in range(600_000)) + b'/>'", "too_many_elements"),
    "attributes with blanks": (
        "b'<a ' + b' '.join(b\"a%d = ''\" % n for n in range(600_000)) + b'/>'",
        "too_many_elements",
    ),
    "comments": ("b'<a>' + b'a<!---->' * 1_900_000 + b'</a>'", "too_many_elements"),
    "namespaces": ("b'<a>' + b''.join(b'<a xmlns:b=\"%d\"/>' % n for n in range(340_000)) + b'</a>'", None),
    "records": (
        "b'<HouseManifest xmlns=\"iata:\">' + b'<IncludedHouseConsignment/>' * 340_000 + b'</HouseManifest>'",
        None,
    ),
}
MEASURED = """
import gc, json, os
from datetime import UTC, datetime
from manifests.files import read_file
from manifests.markup import open_xml
from manifests.reading import Problem
LAUGHS = {laughs!r}
def held(name):
    return int(next(line for line in open("/proc/self/status") if line.startswith(name)).split()[1]) / 1024
def measure(name, program):
    data = eval(program)
    gc.collect()
    base = held("VmRSS:")
    open("/proc/self/clear_refs", "w").write("5")
    opened = open_xml(data)
    parsed = held("VmHWM:") - base
    what = opened.what if isinstance(opened, Problem) else None
    del opened
    message, = read_file(data, "a.xml", datetime(2026, 2, 28, tzinfo=UTC), "messages")
    records = message.reading.records, message.counted, len(message.reading.quarantined)
    print(json.dumps([name, what, parsed, held("VmHWM:") - base, records]), flush=True)
read_file(b"<a/>", "a.xml", datetime(2026, 2, 28, tzinfo=UTC), "messages")
for name, program in {bombs!r}:
    pid = os.fork()
    if not pid:
        measure(name, program)
        os._exit(0)
    os.waitpid(pid, 0)
"""


@pytest.fixture(scope="module")
def measures():
    programs = [(name, program) for name, (program, _) in BOMBS.items()]
    lines = measured(MEASURED.format(laughs=LAUGHS, bombs=programs))
    return {name: measure for name, *measure in map(json.loads, lines)}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_bounded(bomb, measures):
    """Each in a process of its own, which has read a message before: megabytes above that."""
    what, parsed, read, (records, counted, quarantined) = measures[bomb]
    assert what == BOMBS[bomb][1]
    assert max(parsed, read) < 256
    assert records == counted and quarantined in (0, records)


def measured(program):
    if not os.access("/proc/self/clear_refs", os.W_OK):
        pytest.skip("the peak of a step cannot be measured here")
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    return ran.stdout.splitlines()


NAMES_KEPT = """
from manifests.markup import open_xml
from manifests.reading import Problem
def held():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS:")).split()[1]) / 1024
def message(n):
    return b"<a>" + b"".join(b"<n%d_%06d_%s/>" % (n, k, b"x" * 60) for k in range(50_000)) + b"</a>"
for n in range(3):
    open_xml(message(n))
base = held()
for n in range(3, 12):
    assert not isinstance(open_xml(message(n)), Problem)
print(held() - base)
"""


def test_the_names_of_hostile_messages_do_not_pile_up():
    """They did: the parser keeps every name it has seen in a thread, 4 MB of them for each of these."""
    assert float(measured(NAMES_KEPT)[0]) < 20


def test_cp1251_that_calls_itself_utf8_is_read_as_what_it_is():
    name = "ТОО «БОЛАШАК ТРЕЙД»"
    for head in ('<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0'?>", ""):
        opened = open_xml(f"{head}<a>{name}</a>".encode("cp1251"))
        assert opened.root.text == name
        assert [(p.what, p.severity, p.line) for p in opened.problems] == [("encoding_mislabelled", "warning", 1)]


def test_nothing_else_is_read_in_another_encoding_than_it_says():
    whole = "<a>ТОО «БОЛАШАК ТРЕЙД» Ёлка</a>"
    assert open_xml(whole.encode()).problems == ()
    assert open_xml(declared(whole, "cp1251")).problems == ()
    damaged = whole.encode().replace("Б".encode(), b"\xd0", 1)
    assert refused(damaged) == "xml_malformed"
    assert refused(declared(whole, "cp1251").replace(b"windows-1251", b"ascii")) == "xml_malformed"
    assert refused(f"<a>{'Привет' * 3}</b>".encode("cp1251")) == "xml_malformed"


def test_single_bytes_that_call_themselves_utf16_are_utf8():
    opened = open_xml('<?xml version="1.0" encoding="utf-16"?><a>Қазақстан</a>'.encode())
    assert opened.root.text == "Қазақстан"
    assert [p.what for p in opened.problems] == ["encoding_mislabelled"]


def test_blanks_before_the_declaration_are_stepped_over_and_every_line_keeps_its_number():
    opened = open_xml(b'\r\n \n<?xml version="1.0" encoding="windows-1251"?>\n<a>\n<b>\xdf</b></a>')
    assert (opened.root[0].text, opened.root[0].sourceline) == ("Я", 5)


def test_what_is_refused_says_where():
    opened = open_xml(b"<a>\n<b>\n</a>")
    assert (opened.what, opened.line) == ("xml_malformed", 3)
    assert refused(b"") == "xml_malformed"
    assert refused(b"\xef\xbb\xbf") == "xml_malformed"
    assert refused(b"<a>" * 300 + b"</a>" * 300) == "xml_too_deep"
    assert MAX_BYTES > 1 << 20 and MAX_ELEMENTS * 4 > 1 << 20  # so that short messages need not be counted
