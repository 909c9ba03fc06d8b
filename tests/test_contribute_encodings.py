"""Text files in the code pages of spreadsheets: read rightly, or an error that names the likely."""

import pytest

from spaceties.contribute.read import encodings
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.grid import ContributionError
from spaceties.contribute.read.rows import read_all
from spaceties.datapackage import descriptor
from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.report.hints import undecodable_hint
from tests import mini

# The code pages in which a spreadsheet of the language may save a CSV
PAGES = {
    **dict.fromkeys(("en", "fr", "es", "pt", "de", "it"), ("cp1252", "mac-roman", "cp850")),
    **dict.fromkeys(("pl", "hu", "sk", "sl"), ("cp1250", "iso8859-2", "cp852")),
    **dict.fromkeys(("sv", "da", "no"), ("cp1252",)),
    "ru": ("cp1251", "koi8-r", "cp866", "mac-cyrillic"),
    "uk": ("cp1251", "koi8-u"),
    "tr": ("cp1254",),
    "ar": ("cp1256",),
    "he": ("cp1255",),
    "zh": ("gb18030", "big5"),
    "ja": ("cp932", "euc-jp"),
}
WORDS = {
    "cp1250": "Česká kosmická kancelář, průzkum vesmíru, Příbram, že šest",
    "cp1251": "Национальное космическое агентство",
    "cp1252": "Agence spatiale française, générale",
    "cp1253": "Ελληνικό Διαστημικό Κέντρο",
    "cp1254": "Türkiye Uzay Ajansı, işbirliği anlaşması ve görüşmeler",
    "koi8-r": "Национальное космическое агентство",
    "cp866": "Национальное космическое агентство",
    "gb18030": "商业航天和平利用",
    "big5": "國家太空中心和平利用太空合作協定",
    "cp932": "宇宙航空研究開発機構の協力に関する取決め",
    "cp949": "대한민국 정부와 미합중국 정부 간의 우주 협력",
    "mac-roman": "Agence spatiale française, générale à Évry, coopération européenne",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


LINES = ["source_id,title,publisher", "law,{},Publisher"]


def read(tmp_path, package, text, encoding):
    path = tmp_path / "rows.csv"
    content = "\n".join(LINES).format(f'"{text}"')
    path.write_bytes(content.encode(encoding))
    return read_all([str(path)], package, table="sources")[0]


@pytest.mark.parametrize("encoding", WORDS)
def test_words_tell_the_code_page(tmp_path, package, encoding):
    contribution = read(tmp_path, package, WORDS[encoding], encoding)
    assert contribution.rows[0].cells["title"] == WORDS[encoding]
    (problem,) = contribution.problems
    assert (problem.code, problem.severity, problem.line) == (
        ContributionCode.CODE_PAGE,
        "warning",
        2,
    )
    assert encodings.NAMES[encoding] in problem.message


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        ("Česká", "cp1250", ['Windows-1250 ("Česká")', 'Windows-1252 ("Èeská")']),
        ("卫星", "gb18030", ['GB18030 ("卫星")', 'EUC-KR ("括槿")']),
        ("–", "mac-roman", ['Windows-1252 ("Ð")']),
        ("attività", "cp850", ["attivit…"]),
        (
            "Členským štátom sa stáva Slovensko, pridruženým členom je Lotyšsko; vyhláška č. 2",
            "cp1250",
            ['Windows-1250 ("Členským")', 'Windows-1252 ("Èlenským")'],
        ),
    ],
)
def test_if_two_are_likely_they_are_named_with_a_word(tmp_path, package, text, encoding, named):
    with pytest.raises(ContributionError) as raised:
        read(tmp_path, package, text, encoding)
    assert all(name in str(raised.value) for name in named)
    assert "save it as UTF-8" in str(raised.value)


def test_titles_of_the_tables_are_read_rightly_or_not_at_all():
    """Each title that is not ASCII, alone and with two others of its language, in each code page
    that has its letters."""
    package = descriptor.load(mini.ROOT)
    titles: dict[str, list[str]] = {}
    for row in read_rows(package, package.resource("sources")):
        if not row.cells["title"].isascii():
            titles.setdefault(row.cells["language"], []).append(row.cells["title"])
    told = wrong = 0
    for language, pages in PAGES.items():
        of_language = titles.get(language, [])[:12]
        texts = of_language + ["\n".join(of_language[n : n + 3]) for n in range(0, 12, 3)]
        for page in pages:
            for text in filter(None, texts):
                data = encoded(text, page)
                if data is None or encodings.is_utf8(data):
                    continue
                try:
                    read = data.decode(encodings.guess(data).codec)
                except ContributionError:
                    continue
                told += 1
                wrong += read != text
    assert told > 100
    assert wrong <= told / 200


def encoded(text, page):
    try:
        data = text.encode(page)
    except UnicodeEncodeError:
        return None
    return None if data.isascii() else data


@pytest.mark.parametrize("cell", [rb"CNSA \xc9\xcc\xd2\xb5 space", rb"of \xcd\xe0\xf6\xe8\xff"])
def test_no_hint_takes_another_script_for_windows_1252(cell):
    assert "1252" not in (undecodable_hint(cell.decode()) or "")


def test_the_names_are_those_of_codecs():
    assert all("".encode(codec) == b"" for codec in encodings.NAMES)
