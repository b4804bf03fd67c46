"""The parts of a DOCX that are the same for every conversation, and the tables it points into."""

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_A = "http://schemas.openxmlformats.org/drawingml/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ENDINGS = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}

_CONTROL = dict.fromkeys(range(32))  # no XML may hold them

BULLETS = 1  # the numbering of every list without numbers

CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_P}/content-types">'
    + "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>'
        for ending, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            *((ending, kind) for kind, ending in _ENDINGS.items()),
        )
    )
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.wordprocessingml.{kind}+xml"/>'
        for name, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("numbering", "numbering"),
        )
    )
    + "</Types>"
)
ROOT_LINKS = (
    f'{_XML}<Relationships xmlns="{_P}/relationships"><Relationship Id="rId1"'
    f' Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def _style(
    name: str, title: str, paragraph: str = "", run: str = "", kind: str = "paragraph"
) -> str:
    based = '<w:basedOn w:val="Normal"/>' if kind == "paragraph" and name != "Normal" else ""
    default = ' w:default="1"' if name == "Normal" else ""
    inner = f"<w:pPr>{paragraph}</w:pPr>" if kind == "paragraph" else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"{default}><w:name w:val="{title}"/>'
        f"{based}{inner}<w:rPr>{run}</w:rPr></w:style>"
    )


_FIXED = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>'
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="F1F1EE"/>'
_MUTED = '<w:color w:val="65645F"/>'
_BOLD = "<w:b/><w:bCs/>"
_KEEP = "<w:keepNext/>"

STYLES = (
    f'{_XML}<w:styles xmlns:w="{_W}">'
    + _style("Normal", "Normal", '<w:spacing w:after="120" w:line="300" w:lineRule="auto"/>', "")
    + _style(
        "Title",
        "Title",
        f'{_KEEP}<w:spacing w:before="480"/>',
        f'{_BOLD}<w:sz w:val="36"/><w:szCs w:val="36"/>',
    )
    + "".join(
        _style(
            f"Heading{n}",
            f"heading {n}",
            _KEEP,
            f'{_BOLD}<w:sz w:val="{34 - 2 * n}"/><w:szCs w:val="{34 - 2 * n}"/>',
        )
        for n in range(1, 7)
    )
    + _style(
        "Speaker", "Speaker", f'{_KEEP}<w:spacing w:before="240" w:after="60"/>', f"{_BOLD}{_MUTED}"
    )
    + _style("Ending", "Ending", "", f'{_MUTED}<w:sz w:val="19"/><w:szCs w:val="19"/>')
    + _style("Typed", "Typed", _SHADE)
    + _style("Code", "Code", _SHADE, f'{_FIXED}<w:sz w:val="19"/>')
    + _style("Quote", "Quote", '<w:ind w:left="360"/>', _MUTED)
    + _style("CodeSign", "Code sign", "", f"{_FIXED}{_SHADE}", "character")
    + '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="CFCEC8"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr></w:style></w:styles>"
)


def document(body: str) -> str:
    """The main part around its paragraphs."""
    return (
        f'{_XML}<w:document xmlns:w="{_W}" xmlns:r="{_R}" xmlns:a="{_A}/main"'
        f' xmlns:pic="{_A}/picture" xmlns:wp="{_A}/wordprocessingDrawing"><w:body>{body}'
        '<w:sectPr><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"'
        ' w:header="0" w:footer="0" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def numbering(ordered: Sequence[int]) -> str:
    """Bullets, then a numbering for each numbered list, by the number that it starts with."""
    abstract = _levels(0, "bullet", "•") + _levels(1, "decimal", "")
    lists = f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>'
    for number, start in enumerate(ordered, BULLETS + 1):
        anew = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level in range(9)
        )
        lists += f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/>{anew}</w:num>'
    return f'{_XML}<w:numbering xmlns:w="{_W}">{abstract}{lists}</w:numbering>'


def _levels(number: int, kind: str, sign: str) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{sign or f"%{level + 1}."}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{(level + 1) * 360}" w:hanging="360"/></w:pPr></w:lvl>'
        for level in range(9)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'


def picture(number: int, name: str, width: int, height: int) -> str:
    """A run that shows the picture `number`; measures in EMU, 9,525 to a pixel."""
    named = quoteattr(name.translate(_CONTROL))
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name={named}/>'
        f'<a:graphic><a:graphicData uri="{_A}/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name={named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="rId{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


class Links:
    """What the document points at, by number: styles, numbering, pictures, addresses."""

    def __init__(self) -> None:
        self._rows = [("styles", "styles.xml", ""), ("numbering", "numbering.xml", "")]

    def link(self, url: str) -> int:
        """The number of an address."""
        return self._add("hyperlink", url, ' TargetMode="External"')

    def picture(self, media_type: str) -> int:
        """The number of a new picture."""
        ending = _ENDINGS.get(media_type, "png")
        return self._add("image", f"media/{len(self._rows) + 1}.{ending}", "")

    def target(self, number: int) -> str:
        """Where a number points."""
        return self._rows[number - 1][1]

    def xml(self) -> str:
        """The part that lists them all."""
        rows = "".join(
            f'<Relationship Id="rId{number}" Type="{_R}/{kind}" Target={quoteattr(target)}{mode}/>'
            for number, (kind, target, mode) in enumerate(self._rows, 1)
        )
        return f'{_XML}<Relationships xmlns="{_P}/relationships">{rows}</Relationships>'

    def _add(self, kind: str, target: str, mode: str) -> int:
        self._rows.append((kind, target.translate(_CONTROL), mode))
        return len(self._rows)
