"""A stand-in for the font TH Sarabun New, which Debian does not have, made from its fonts-tlwg-laksaman-ttf.

Laksaman has the same shapes about 1.5 times too big, so that rows set for the real font clip.
"""

from pathlib import Path

from fontTools.ttLib import TTFont

FAMILY = "TH Sarabun New"
STYLES = {"": "Regular", "-Bold": "Bold", "-Italic": "Italic", "-BoldItalic": "Bold Italic"}
SCALE = 0.66
ASCENT, DESCENT = 0.92, 0.38  # of an em: lines as far apart as in the real font
SYSTEM_FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


def source_folder() -> Path | None:
    """Return the folder that holds Laksaman, None where it is not installed."""
    found = [path for folder in SYSTEM_FONTS for path in sorted(folder.rglob("Laksaman.ttf"))]
    return found[0].parent if found else None


def install(folder: Path) -> Path:
    """Write the four styles into `folder` (made if missing) and return it; FileNotFoundError without Laksaman."""
    source = source_folder()
    if source is None:
        raise FileNotFoundError("Laksaman.ttf is not installed (Debian: fonts-tlwg-laksaman-ttf)")
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, style in STYLES.items():
        with TTFont(source / f"Laksaman{suffix}.ttf", recalcTimestamp=False) as font:
            # Everything in the font counts in units of the em: a bigger em is a smaller letter.
            font["head"].unitsPerEm = round(font["head"].unitsPerEm / SCALE)
            file_name = FAMILY.replace(" ", "") + suffix
            full_name = f"{FAMILY} {style}"
            em = font["head"].unitsPerEm
            ascent, descent = round(em * ASCENT), round(em * DESCENT)
            font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, -descent, 0
            metrics = font["OS/2"]
            metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = ascent, -descent, 0
            metrics.usWinAscent, metrics.usWinDescent = ascent, descent
            names = {1: FAMILY, 2: style, 3: f"{full_name} stand-in", 4: full_name, 6: file_name, 16: FAMILY, 17: style}
            for record in font["name"].names:
                record.string = names.get(record.nameID, record.string)
            font.save(folder / f"{file_name}.ttf")
    return folder


def fontconfig(folder: Path) -> Path:
    """Install into `folder`/fonts and write `folder`/fonts.conf, which adds it to the system's fonts; return that file.

    The fonts in a user's home are left out, so that pictures come out alike for everybody.
    """
    fonts = install(folder / "fonts")
    directories = "\n".join(f"<dir>{path}</dir>" for path in (fonts, *SYSTEM_FONTS))
    conf = folder / "fonts.conf"
    conf.write_text(
        f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{directories}
<include ignore_missing="yes">/etc/fonts/conf.d</include>
<cachedir>{folder / "cache"}</cachedir>
</fontconfig>
""",
        encoding="utf-8",
    )
    return conf
