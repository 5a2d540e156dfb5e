#!/usr/bin/env python3
"""Makes the embedded fonts from Debian's package fonts-inter (3.19): `apt-get install fonts-inter`,
`pip install fonttools brotli`, then `python3 subset.py`. Run by hand; the results are kept beside it.

Figures are swapped for their tabular forms (feature `tnum`), so that columns of numbers line up in
every renderer. The OpenType files, which measure and rasterise, carry no layout tables: what is
measured from advance widths is then exactly what is drawn. The WOFF2 files keep kerning for the page
around the charts; the SVGs switch it off.
"""

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = "/usr/share/fonts/opentype/inter/Inter-{}.otf"
MATHEMATICS = "×÷±−≈≠≤≥<>=+√∞½¼¾²³¹"
MARKS = "←↑→↓▲▼◀▶●○■□◆◇△▽✓✗†‡§¶•…‰"
UNICODES = (
    [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), 0x1E9E]
    + [0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x30A, 0x30B, 0x30C, 0x327, 0x328]
    + [*range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2026, 0x202F, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122]
    + [ord(mark) for mark in MATHEMATICS + MARKS]
)


def tabular(font: TTFont) -> None:
    """Points the figures and signs of the character map at their tabular glyphs."""
    table = font["GSUB"].table
    swaps: dict[str, str] = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for rule in table.LookupList.Lookup[index].SubTable:
                    swaps |= getattr(rule, "ExtSubTable", rule).mapping
    for cmap in font["cmap"].tables:
        for char in "0123456789+-−<>=":
            name = cmap.cmap.get(ord(char))
            # The hyphen is a letter's neighbour far more often than a figure's.
            if name in swaps and char != "-":
                cmap.cmap[ord(char)] = swaps[name]


def make(weight: str, name: str, flavor: str | None, features: list[str]) -> None:
    font = TTFont(SOURCE.format(weight))
    tabular(font)
    options = subset.Options(
        layout_features=features, hinting=False, name_IDs=[0, 1, 2, 6, 13, 14, 16, 17], notdef_outline=True, flavor=flavor
    )
    options.drop_tables += ["DSIG"] if features else ["DSIG", "GSUB", "GPOS", "GDEF"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=UNICODES)
    worker.subset(font)
    font.flavor = flavor
    font["head"].modified = font["head"].created
    font.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False
    font.recalcTimestamp = False
    font.save(name)


for weight in ("Regular", "SemiBold"):
    make(weight, f"Inter-{weight}.otf", None, [])
    make(weight, f"Inter-{weight}.woff2", "woff2", ["kern"])
