"""Coverage-guided fuzzing of the Cargo-IMP readers: `python tests/manifests/fuzz_cargo_imp.py [seconds]`.

Needs the extra `fuzz` (atheris), begins with the golden messages, and fails on an exception or on a record that is
not accounted for; what failed is left in a file whose name it prints. No part of the test suite.
"""

import importlib.util
import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

with atheris.instrument_imports(include=["manifests"]):
    from lake.collect import collect
    from manifests.files import read_file
    from manifests.reading import Format

    collect("manifests.formats", Format)  # they are imported when they are looked for

spec = importlib.util.spec_from_file_location("test_files", HERE / "test_files.py")
test_files = importlib.util.module_from_spec(spec)
spec.loader.exec_module(test_files)

WORDS = """
FFM/8 FWB/17 FHL/5 FSU/14 FSA/14 FNA FMA/1 PSN ACK/ ERR/ CSN/ 074-10000012 ISTALA /T4K80 /S2K40T4 /P20T30 MC0.01
/NIL ULD/AKE01063KC-L LAST CONT OSI/ OCI/ COR/ DIM/ /GEN/EAP /EAWGEN MBI/ HBS/ TXT/ HTS/ SHP CNE NAM/ ADR/ LOC/
CVD/USD//PP/NVD/NCV/XXX RTD/1/P4/K80 /NG/TOYS /NH/630260 ISU/28FEB26/IST REF/ISTFFTK RCF/KC0912/28FEB0910/ALA
DIS/ MSCA FDCA DEP/ NFD/ RCS/ RCT/ TFD/ -P -N 1/KC0912/28FEB/IST/UPB3701 .ISTFFTK =QU= =HEADER SENT
"""
"""Tokens of the grammar, which a fuzzer would take long to find by itself."""


def one(data: bytes) -> None:
    """Read what the fuzzer made; raises where a record is lost."""
    test_files.accounted(read_file(data, "a.txt", test_files.AT, "messages"))


def main(seconds: str = "60") -> None:
    """Fuzz for some seconds, with the golden messages to begin with."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, data in enumerate(test_files.GOLDEN):
            (corpus / str(number)).write_bytes(data)
        words = Path(folder) / "words"
        words.write_text("".join(f'"{word}"\n' for word in (*WORDS.split(), r"\x0a", r"\x0d\x0a", r"\xd0\xa2")))
        found = Path(tempfile.gettempdir()) / "cargo_imp_"
        options = [f"-max_total_time={seconds}", f"-dict={words}", f"-artifact_prefix={found}", "-max_len=3000"]
        atheris.Setup([sys.argv[0], *options, "-timeout=20", str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:2])
